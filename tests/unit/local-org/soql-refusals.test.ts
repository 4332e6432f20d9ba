/** Statements that are refused by whatever rules; the sources of the codes stand in tests/conformance/soql-refusals.txt. */
import { SalesforceError } from '../../../local-org/errors.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const orgs = (['strict', 'lenient'] as const).map((rules) => {
  const { org, session } = openTestOrg({ rules });
  return { rules, org, admin: session(ADMIN) };
});

afterAll(() => orgs.forEach(({ org }) => org.close()));

const REFUSED = `
MALFORMED_QUERY SELECT Id FROM Account LIMIT -1
MALFORMED_QUERY SELECT Id FROM Account OFFSET -1
MALFORMED_QUERY SELECT Id FROM Account LIMIT 1.5
MALFORMED_QUERY SELECT Id FROM Account LIMIT :n
NUMBER_OUTSIDE_VALID_RANGE SELECT Id FROM Account OFFSET 2001
MALFORMED_QUERY SELECT Id FROM Account LIMIT 5 ORDER BY Name
MALFORMED_QUERY SELECT Id FROM Account UPDATE NOTHING
MALFORMED_QUERY SELECT Id FROM Account UPDATE VIEWSTAT, EVERYTHING
MALFORMED_QUERY SELECT Account. FROM Contact
MALFORMED_QUERY SELECT .Name FROM Contact
MALFORMED_QUERY SELECT Id FROM Account WHERE Name = 'x' OR Name = 'y' AND Name = 'z'
MALFORMED_QUERY SELECT Id FROM Account WHERE Name IN ()
MALFORMED_QUERY SELECT Id FROM Account WHERE Name NOT LIKE 'x'
MALFORMED_QUERY SELECT Id FROM Account WHERE Name = "x"
MALFORMED_QUERY SELECT Id FROM Account WHERE Name = 'it's'
MALFORMED_QUERY SELECT Id FROM Account WHERE Name = 'a\\qb'
MALFORMED_QUERY SELECT Id FROM Account WHERE Name > null
MALFORMED_QUERY SELECT Id FROM Account WHERE CreatedDate = TODAY:3
MALFORMED_QUERY SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS
MALFORMED_QUERY SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:-3
MALFORMED_QUERY SELECT Id FROM Account WHERE CreatedDate = THIS_FISCAL_YEAR:2
MALFORMED_QUERY SELECT Id FROM Opportunity WHERE CloseDate = 2020-02-30
INVALID_FIELD SELECT Id FROM Opportunity WHERE CloseDate = '2020-01-01'
INVALID_FIELD SELECT Id FROM Account WHERE NumberOfEmployees = '5'
INVALID_FIELD SELECT Id FROM Account WHERE IsDeleted = 'true'
INVALID_QUERY_FILTER_OPERATOR SELECT Id FROM Account WHERE IsDeleted > true
INVALID_QUERY_FILTER_OPERATOR SELECT Id FROM Account WHERE Id LIKE '001%'
INVALID_QUERY_FILTER_OPERATOR SELECT Id FROM Account WHERE Industry INCLUDES ('x')
INVALID_FIELD SELECT Id FROM Account WHERE BillingAddress = 'x'
INVALID_FIELD SELECT Id FROM Account ORDER BY Description
INVALID_FIELD SELECT AnnualRevenue FROM Account GROUP BY AnnualRevenue
MALFORMED_QUERY SELECT SUM(Name) FROM Account
MALFORMED_QUERY SELECT COUNT(), Id FROM Account
MALFORMED_QUERY SELECT COUNT() FROM Account GROUP BY Name
MALFORMED_QUERY SELECT Industry, COUNT(Id) FROM Account HAVING COUNT(Id) > 1
MALFORMED_QUERY SELECT Industry, COUNT(Id) FROM Account WHERE COUNT(Id) > 1 GROUP BY Industry
MALFORMED_QUERY SELECT Industry, GROUPING(Type) FROM Account GROUP BY ROLLUP(Industry)
MALFORMED_QUERY SELECT Industry, GROUPING(Industry) FROM Account GROUP BY Industry
MALFORMED_QUERY SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Industry, Type, Rating, Name)
MALFORMED_QUERY SELECT Id, (SELECT COUNT() FROM Contacts) FROM Account
INVALID_TYPE SELECT Id, (SELECT Id FROM Contact) FROM Account
MALFORMED_QUERY SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 5)
MALFORMED_QUERY SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)
MALFORMED_QUERY SELECT Id FROM Account WHERE Id = (SELECT AccountId FROM Contact)
MALFORMED_QUERY SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact
INVALID_FIELD SELECT TYPEOF What WHEN Account THEN Foo END FROM Event
MALFORMED_QUERY SELECT FIELDS(FOO) FROM Account LIMIT 5
MALFORMED_QUERY SELECT Id FROM Account USING SCOPE foo
MALFORMED_QUERY SELECT Id FROM Account WITH foo
MALFORMED_QUERY SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(1,2), 'xx') < 5
MALFORMED_QUERY SELECT Id, (SELECT Id FROM Contacts LIMIT 5 OFFSET 1) FROM Account LIMIT 2
MALFORMED_QUERY SELECT Id FROM Account WHERE NOT (Id IN (SELECT AccountId FROM Contact))
MALFORMED_QUERY SELECT Id FROM Account;
MALFORMED_QUERY SELECT Id FROM Account -- comment
`;

const STRICTLY = `
MALFORMED_QUERY SELECT FIELDS(ALL) FROM User
`;

const samplesOf = (text: string): readonly (readonly [string, string])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]);

function codeOf({ org, admin }: (typeof orgs)[number], soql: string): string {
  try {
    return `accepted: ${runQuery(org, admin, soql).totalSize}`;
  } catch (error) {
    if (error instanceof SalesforceError) return error.errorCode;
    throw error;
  }
}

it.each(samplesOf(REFUSED))('%s', (soql, code) => {
  for (const org of orgs)
    expect({ rules: org.rules, code: codeOf(org, soql) }).toMatchObject({ code });
});

it.each(samplesOf(STRICTLY))('strictly: %s', (soql, code) => {
  const [strict, lenient] = orgs;
  expect(strict && codeOf(strict, soql)).toBe(code);
  expect(lenient && codeOf(lenient, soql)).toMatch(/^accepted/);
});

it.each([
  ['SELECT Industry FROM Account GROUP BY ROLLUP(Industry)', 1],
  ['SELECT GROUPING(Industry) FROM Account GROUP BY ROLLUP(Industry)', 1],
  ['SELECT Industry, Type FROM Account GROUP BY CUBE(Industry, Type)', 1],
  ["SELECT Industry FROM Account WHERE Name = 'nonesuch' GROUP BY ROLLUP(Industry)", 0],
])('has its subtotals without an aggregate too: %s', (soql, least) => {
  for (const { org, admin } of orgs) {
    const { records } = runQuery(org, admin, soql);
    const totals = records.filter((record) =>
      Object.entries(record).every(
        ([key, value]) => key === 'attributes' || value === null || value === 1,
      ),
    );
    expect(totals.length).toBeGreaterThanOrEqual(least);
    if (least === 0) expect(records).toEqual([]);
  }
});
