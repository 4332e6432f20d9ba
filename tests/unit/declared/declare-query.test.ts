/** A mistake in a declared query is told with its line and column; what SOQL takes is taken. */

import { declareFiles } from '../../../src/declared/declare-files.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

function problemOf(text: string): string | undefined {
  return declareFiles([{ name: 'some-query.soql', text }], TEST_MODEL).problems[0]?.message;
}

it.each<[string, RegExp]>([
  [
    'SELECT Naem FROM Account',
    /^some-query\.soql:1:8: There is no field Account\.Naem\. Did you mean "Name"\?$/,
  ],
  ['// One.\n// Two.\nSELECT Id\nFROM Acount', /:4:6: There is no object Acount/],
  ['SELECT Id FROM Account WHERE\n  Nam = :x', /:2:3: There is no field Account\.Nam\./],
  [
    'SELECT Id FROM Account WHERE Name = ',
    /:1:36: Here the statement ends, but a value is expected/,
  ],
  ['SELECT Id Account', /:1:18: Here the statement ends, but FROM is expected/],
  ['SELECT Id FROM Account WHERE Name = :a AND Name = :b OR Name = :c', /:1:54: AND and OR/],
  ['SELECT Id FROM Contact WHERE Account.Nope = :x', /:1:38: There is no field Account\.Nope/],
  ['SELECT Acount.Name FROM Contact', /:1:8: Contact has no parent Acount/],
  ['SELECT Account FROM Contact', /:1:8: Account is a parent of Contact: name one of its fields/],
  [
    'SELECT Id, (SELECT Id FROM Contact) FROM Account',
    /:1:28: Account has no children Contact .*"Contacts"/,
  ],
  ['SELECT Id FROM Account WHERE Is_Public__c > true', /:1:43: > cannot be used with Is_Public__c/],
  ['SELECT Id FROM Account WHERE NumberOfEmployees LIKE :x', /:1:48: LIKE cannot be used/],
  ["SELECT Id FROM Account WHERE NumberOfEmployees = 'many'", /:1:50: 'many' is not a value of/],
  ['SELECT Id FROM Contact WHERE Birthdate = LAST_N_DAYS:x', /:1:53: .*number/],
  ['SELECT Id FROM Contact WHERE Birthdate = 2026-13-99T', /:1:52: /],
  ['SELECT Name, COUNT(Id) FROM Account', /:1:8: Field must be grouped or aggregated: Name/],
  ['SELECT COUNT(Id) FROM Account LIMIT 5', /:1:37: Figures of all rows take no LIMIT/],
  ['SELECT SUM(Name) FROM Account', /:1:8: SUM\(\) cannot be taken of Name/],
  ['SELECT Id, Name, Name FROM Account', /:1:18: name is selected twice/],
  ['SELECT Name n FROM Account', /:1:13: SOQL takes an alias/],
  ['SELECT Id FROM Account LIMIT x', /:1:30: Here x stands, but a number is expected/],
  ['SELECT Id FROM Account WITH SECURITY_ENFORCED', /:1:24: WITH is for Apex/],
  ['SELECT Id FROM Account FOR UPDATE', /:1:24: FOR VIEW/],
  [
    'SELECT Id FROM Account WHERE Name = :x AND NumberOfEmployees > :x',
    /:1:64: :x is Int here, but String/,
  ],
  ['SELECT Id FROM Account WHERE Name = :x AND Name != :x?', /:1:52: :x is optional/],
  [
    'SELECT Id FROM Account WHERE Name IN (:a, :b?)',
    /:1:43: One of several values cannot be optional/,
  ],
  ['SELECT Id FROM Account WHERE Name = :first', /:1:37: :first is the name of a paging argument/],
  [
    'SELECT Id FROM Account WHERE Name = :viewer.contactId',
    /:1:37: :viewer\.contactId cannot be an argument/,
  ],
  [
    'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
    /:1:52: SOQL takes no sub-select on Account/,
  ],
  [
    'SELECT Id FROM Account WHERE Name = :a OR Id IN (SELECT AccountId FROM Contact)',
    /:1:50: .*at most 2 sub-selects/,
  ],
  ["SELECT Id FROM Account WHERE Name = 'x", /:1:37: This string does not end/],
  ['SELECT Id FROM Account # comment', /:1:24: There is no "#" in SOQL/],
  ['SELECT Id; DROP FROM Account', /:1:10: There is no ";" in SOQL/],
  ['', /:1:1: There is no statement/],
  [
    'SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact',
    /:1:15: Account is always of one object/,
  ],
])('%j', (text, message) => {
  expect(problemOf(text)).toMatch(message);
});

it.each([
  'select id from account where name like :name order by name asc nulls first',
  "SELECT a.Id, a.Owner.Name FROM Account a WHERE (a.Name = 'x' OR NOT a.Industry = :i) AND a.CreatedDate > 2020-01-01T00:00:00Z",
  'SELECT FIELDS(ALL) FROM Account LIMIT 200',
  "SELECT Id FROM Contact WHERE Skills__c INCLUDES ('Java;SOQL', :skill) AND Call_At__c > 09:00:00.000Z",
  'SELECT Industry, GROUPING(Industry) g, COUNT_DISTINCT(OwnerId) FROM Account GROUP BY ROLLUP(Industry)',
  'SELECT CALENDAR_MONTH(CreatedDate) m, COUNT(Id) c FROM Account GROUP BY CALENDAR_MONTH(CreatedDate) ORDER BY COUNT(Id) DESC',
  "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(:lat, 2.5), 'km') < :radius",
  'SELECT Id /* why */ FROM Account // at the end',
  'SELECT Id FROM Account WHERE OwnerId NOT IN :owners? LIMIT :most? OFFSET 10',
])('takes %s', (text) => {
  expect(problemOf(text)).toBeUndefined();
});

it('keeps what a file said when it was last good', () => {
  const good = { name: 'people.soql', text: 'SELECT Id FROM Contact' };
  const bad = { name: 'people.soql', text: 'SELECT Idd FROM Contact' };
  const other = { name: 'firms.soql', text: 'SELECT Id FROM Account' };
  const first = declareFiles([good], TEST_MODEL);
  const second = declareFiles([bad, other], TEST_MODEL, first.used);
  expect(second.model.queries.map((query) => query.name)).toEqual(['firms', 'people']);
  expect(second.problems).toHaveLength(1);
  expect(declareFiles([bad, other], TEST_MODEL).model.queries).toHaveLength(1);
  expect(declareFiles([other], TEST_MODEL, second.used).model.queries).toHaveLength(1);
});

it.each([
  ['accounts.soql', /The field accounts belongs to Account/],
  ['node.soql', /belongs to the gateway/],
  ['1st.soql', /The file’s name becomes the name of a field/],
])('a file cannot be called %s', (name, message) => {
  const { problems } = declareFiles([{ name, text: 'SELECT Id FROM Account' }], TEST_MODEL);
  expect(problems[0]?.message).toMatch(message);
});
