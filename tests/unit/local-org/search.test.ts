import { openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
  for (const Name of [
    'Zebra Crossing',
    'Zebras United',
    'Red Zebra',
    "O'Zebra 100%",
    'Unrelated',
  ]) {
    await local.api('POST', '/sobjects/Account', {
      Name,
      Industry: Name.startsWith('Red') ? 'Energy' : null,
    });
  }
});

afterAll(async () => {
  await local.running.close();
});

const find = (sosl: string) => local.api('GET', `/search?q=${encodeURIComponent(sosl)}`);
const names = (answer: Answer) =>
  (answer.json as { searchRecords: readonly { Name: string }[] }).searchRecords
    .map((record) => record.Name)
    .sort();
const inAccounts = (term: string, rest = '(Name)') =>
  `FIND {${term}} IN NAME FIELDS RETURNING Account${rest}`;

describe('SOSL', () => {
  it.each([
    ['a word', 'zebra', ["O'Zebra 100%", 'Red Zebra', 'Zebra Crossing']],
    ['a wildcard', 'zebra*', ["O'Zebra 100%", 'Red Zebra', 'Zebra Crossing', 'Zebras United']],
    ['a phrase', '"zebra crossing"', ['Zebra Crossing']],
    ['AND', 'red AND zebra', ['Red Zebra']],
    ['OR', 'crossing OR united', ['Zebra Crossing', 'Zebras United']],
    ['AND NOT', 'zebra* AND NOT red', ["O'Zebra 100%", 'Zebra Crossing', 'Zebras United']],
    ['quotes and per cent', "o'zebra 100%", ["O'Zebra 100%"]],
    ['a backslash', 'no\\\\such', []],
  ])('finds by %s', async (_name, term, expected) => {
    expect(names(await find(inAccounts(term)))).toEqual(expected);
  });

  it('narrows, orders and limits the rows of each object', async () => {
    expect(names(await find(inAccounts('zebra*', "(Name WHERE Industry = 'Energy')")))).toEqual([
      'Red Zebra',
    ]);
    const limited = await find(
      inAccounts('zebra*', '(Name ORDER BY Name DESC LIMIT 1), Contact(Id)'),
    );
    expect(names(limited)).toEqual(['Zebras United']);
    expect(names(await find(`${inAccounts('zebra*')} LIMIT 2`))).toHaveLength(2);
  });

  it('answers a bare list before version 37.0, and an envelope since', async () => {
    const path = `search?q=${encodeURIComponent(inAccounts('zebra'))}`;
    const old = await local.api('GET', `/services/data/v36.0/${path}`);
    expect(Array.isArray(old.json)).toBe(true);
  });

  it.each([
    ['no braces', 'FIND zebra', 'MALFORMED_SEARCH'],
    ['one letter', 'FIND {z}', 'MALFORMED_SEARCH'],
    ['an unknown group', 'FIND {zebra} IN NOWHERE FIELDS', 'MALFORMED_SEARCH'],
    ['an open parenthesis', 'FIND {zebra} RETURNING Account(Name', 'MALFORMED_SEARCH'],
    ['an unknown object', 'FIND {zebra} RETURNING Nope(Id)', 'INVALID_TYPE'],
    ['an unknown field', 'FIND {zebra} RETURNING Account(Nope)', 'INVALID_FIELD'],
  ])('refuses %s', async (_name, sosl, errorCode) => {
    const answer = await find(sosl);
    expect([answer.status, answer.json]).toMatchObject([400, [{ errorCode }]]);
  });
});

describe('parameterized search', () => {
  it('means the same by GET and by POST', async () => {
    const byGet = await local.api(
      'GET',
      '/parameterizedSearch?q=zebra&in=NAME&sobject=Account&Account.fields=id,name&Account.limit=2',
    );
    const byPost = await local.api('POST', '/parameterizedSearch', {
      q: 'zebra',
      in: 'NAME',
      fields: ['id', 'name'],
      sobjects: [{ name: 'Account', limit: 2 }],
    });
    expect(names(byGet)).toHaveLength(2);
    expect(byPost.json).toEqual(byGet.json);
  });

  it('without objects looks everywhere and gives ids', async () => {
    const answer = await local.api('GET', '/parameterizedSearch?q=zebra');
    const { searchRecords } = answer.json as { searchRecords: readonly object[] };
    expect(searchRecords).toHaveLength(3);
    expect(Object.keys(searchRecords[0] ?? {})).toEqual(['attributes', 'Id']);
  });
});
