import { runParameterizedSearch, runSearch } from '../../../local-org/search/run-search.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg, PORTAL } from './soql-session.ts';

const { org, session } = openTestOrg();
const admin = session(ADMIN);
afterAll(() => org.close());

const names = (sosl: string, as = admin) =>
  runSearch(org, as, sosl).searchRecords.map((record) => record.Name);

describe('SOSL', () => {
  it('finds whole words, whatever their case, in the fields asked for', () => {
    expect(names('FIND {casey} IN NAME FIELDS RETURNING Contact(Name)')).toEqual([
      'Casey Customer',
    ]);
    expect(names('FIND {cas} IN NAME FIELDS RETURNING Contact(Name)')).toEqual([]);
    expect(names('FIND {cas*} IN NAME FIELDS RETURNING Contact(Name)')).toEqual(['Casey Customer']);
    expect(names('FIND {casey} IN PHONE FIELDS RETURNING Contact(Name)')).toEqual([]);
  });

  it('combines words, phrases and operators', () => {
    expect(names('FIND {"casey customer"} RETURNING Contact(Name)')).toEqual(['Casey Customer']);
    expect(names('FIND {"customer casey"} RETURNING Contact(Name)')).toEqual([]);
    expect(names('FIND {casey AND NOT customer} IN NAME FIELDS RETURNING Contact(Name)')).toEqual(
      [],
    );
    expect(
      names('FIND {(casey OR skyline)} IN NAME FIELDS RETURNING Account(Name), Contact(Name)'),
    ).toEqual(['Skyline Cooperative', 'Casey Customer']);
  });

  it('looks through every row, however many share a word', () => {
    const found = (clauses: string) =>
      runSearch(org, admin, `FIND {0000*} RETURNING Case(CaseNumber ${clauses})`).searchRecords;
    const last = runQuery(org, admin, 'SELECT MAX(CaseNumber) newest FROM Case').records[0];
    expect(found('ORDER BY CaseNumber DESC LIMIT 1')[0]?.CaseNumber).toBe(last?.newest);
    expect(found('')).toHaveLength(2_000);
  });

  it('obeys the conditions, order and limits of RETURNING', () => {
    const sosl = `FIND {Ada} IN NAME FIELDS RETURNING Contact(Name WHERE LastName != ')' ORDER BY Name DESC LIMIT 3)`;
    const found = names(sosl);
    expect(found).toHaveLength(3);
    expect([...found].sort().reverse()).toEqual(found);
  });

  it('gives ids of every searchable object when nothing is returned by name', () => {
    const types = runSearch(org, admin, 'FIND {casey}').searchRecords.map(
      (record) => record.attributes.type,
    );
    expect(types).toEqual(expect.arrayContaining(['Contact', 'User']));
  });

  it('finds only rows shared with the user', () => {
    expect(names('FIND {skyline} RETURNING Account(Name)', session(PORTAL))).toEqual([]);
  });

  it.each([
    ['FIND casey', /enclosed in braces/],
    ['FIND {a}', /longer than one character/],
    ['FIND {casey} RETURNING', /unexpected token/],
    ['FIND {casey} RETURNING Contact(Id', /right parenthesis/],
    ['FIND {casey} NONSENSE', /unexpected token/],
  ])('refuses %s', (sosl, message) => {
    expect(() => runSearch(org, admin, sosl)).toThrow(message);
  });

  it('takes parameters instead of text', () => {
    const result = runParameterizedSearch(org, admin, {
      q: 'Casey',
      in: 'NAME',
      sobjects: [{ name: 'Contact', fields: ['Name'], where: "LastName = 'Customer'", limit: 1 }],
    });
    expect(result.searchRecords).toEqual([expect.objectContaining({ Name: 'Casey Customer' })]);
  });
});
