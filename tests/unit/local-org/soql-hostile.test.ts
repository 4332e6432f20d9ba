import fc from 'fast-check';
import { SalesforceError } from '../../../local-org/errors.ts';
import { update } from '../../../local-org/data/records.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const { org, session } = openTestOrg({});
const admin = session(ADMIN);

afterAll(() => org.close());

/** The records, or Salesforce's code; anything else that is thrown is a fault of ours and fails the test. */
function outcome(soql: string): number | string {
  try {
    return JSON.stringify(runQuery(org, admin, soql)).length;
  } catch (error) {
    if (error instanceof SalesforceError) return error.errorCode;
    throw new Error(`${soql}: ${String(error)}`, { cause: error });
  }
}

const list = (item: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> =>
  fc.array(item, { minLength: 1, maxLength: most }).map((items) => items.join(', '));

const maybe = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    part.map((text) => ` ${text}`),
  );

const together = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const field = fc.constantFrom(
  ...['Id', 'Name', 'Amount', 'CloseDate', 'StageName', 'IsWon', 'Probability', 'AccountId'],
  ...['Account.Name', 'Account.Owner.Name', 'CreatedDate', 'CampaignId', 'Description'],
  ...['Account.BillingAddress', 'Account.Headquarters__c', 'Nope'],
);
const AGGREGATES = ['COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'COUNT_DISTINCT'];
const FUNCTIONS = [
  ...['CALENDAR_YEAR', 'DAY_ONLY', 'HOUR_IN_DAY', 'WEEK_IN_YEAR', 'FISCAL_QUARTER'],
  ...['toLabel', 'FORMAT', 'convertCurrency', 'convertTimezone', 'GROUPING', 'UPPER'],
];
const call = (argument: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...AGGREGATES, ...FUNCTIONS), argument)
    .map(([name, inner]) => `${name}(${inner})`);
const expression = fc.oneof(field, call(field), call(call(field)));
const alias = maybe(fc.constantFrom('a', 'total', 'Name', 'expr0'));

const literal = fc.constantFrom(
  ...["'x'", "''", "'\\''", '\'; DROP TABLE "Account"; --\'', "'\\\\'", "'%'", "'\u0000'", "'😀'"],
  ...['null', 'true', '0', '-1', '1.5', '1e9', '99999999999999999999', 'USD5', '2020-01-01'],
  ...['2020-01-01T00:00:00Z', 'TODAY', 'LAST_N_DAYS:3', 'THIS_FISCAL_YEAR', "'001LO0000000001AAA'"],
);
const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    together(expression, fc.constantFrom(' = ', ' != ', ' < ', ' >= ', ' LIKE '), literal),
    together(
      expression,
      fc.constantFrom(' IN (', ' NOT IN (', ' INCLUDES ('),
      list(literal, 3),
      fc.constant(')'),
    ),
    together(
      fc.constant('AccountId IN (SELECT Id FROM Account WHERE '),
      tie('tree'),
      fc.constant(')'),
    ),
    together(
      fc.constant('('),
      tie('tree'),
      fc.constantFrom(' AND ', ' OR '),
      tie('tree'),
      fc.constant(')'),
    ),
    together(fc.constant('NOT '), tie('tree')),
  ),
})).tree;

const grouping = fc.oneof(
  list(expression, 3),
  list(expression, 3).map((items) => `ROLLUP(${items})`),
  list(expression, 4).map((items) => `CUBE(${items})`),
);
const order = together(
  fc.oneof(expression, fc.constantFrom('a', 'total', 'expr0')),
  fc.constantFrom('', ' DESC', ' NULLS LAST'),
);
const statement = together(
  fc.constant('SELECT '),
  list(
    fc.oneof(together(expression, alias), fc.constant('(SELECT Id FROM OpportunityLineItems)')),
    3,
  ),
  fc.constant(' FROM Opportunity'),
  maybe(fc.constantFrom('USING SCOPE mine', 'USING SCOPE team', 'o')),
  maybe(condition.map((text) => `WHERE ${text}`)),
  maybe(
    together(fc.constant('GROUP BY '), grouping, maybe(condition.map((text) => `HAVING ${text}`))),
  ),
  maybe(list(order, 2).map((text) => `ORDER BY ${text}`)),
  maybe(fc.constantFrom('LIMIT 0', 'LIMIT 5', 'LIMIT 5 OFFSET 3', 'OFFSET 2001')),
  maybe(fc.constantFrom('FOR VIEW', 'UPDATE TRACKING')),
);

describe('whatever is asked', () => {
  it('clauses put together at random give rows or a code of Salesforce', () => {
    fc.assert(
      fc.property(statement, (soql) => {
        outcome(soql);
      }),
      { numRuns: 600 },
    );
  });

  /** Salesforce keeps no NUL either. */
  const stored = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .filter((text) => !text.includes('\u0000'));

  it('text is found again as a literal, whatever stands in it', () => {
    // The grammar takes no line break as it is.
    const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };
    const written = (text: string): string =>
      `'${text.replace(/[\\'\n\r]/g, (char) => ESCAPES[char] ?? `\\${char}`)}'`;
    const [row] = runQuery(org, admin, 'SELECT Id FROM Account LIMIT 1').records;
    const id = String(row?.['Id']);
    fc.assert(
      fc.property(stored, (text) => {
        update(org, admin, 'Account', id, { Site: text });
        const own = runQuery(org, admin, `SELECT Site FROM Account WHERE Id = ${written(id)}`);
        // Blanks at the ends are not kept.
        const [kept] = own.records.map((one) => one['Site'] as string | null);
        if (kept === null || kept === undefined) return;
        const soql = `SELECT Id FROM Account WHERE Site = ${written(kept)}`;
        expect(runQuery(org, admin, soql).records.map((one) => one['Id'])).toContain(id);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['SELECT', (text: string) => `SELECT Id, ${text} FROM Account`],
    ['FROM', (text: string) => `SELECT Id FROM ${text}`],
    ['an alias', (text: string) => `SELECT COUNT(Id) ${text} FROM Account`],
    ['WHERE', (text: string) => `SELECT Id FROM Account WHERE ${text} = 'x'`],
    ['a value', (text: string) => `SELECT Id FROM Account WHERE Name = ${text}`],
    ['GROUP BY', (text: string) => `SELECT Name FROM Account GROUP BY ${text}`],
    ['HAVING', (text: string) => `SELECT Name FROM Account GROUP BY Name HAVING ${text} > 1`],
    ['ORDER BY', (text: string) => `SELECT Id FROM Account ORDER BY ${text}`],
    ['LIMIT', (text: string) => `SELECT Id FROM Account LIMIT ${text}`],
    ['OFFSET', (text: string) => `SELECT Id FROM Account OFFSET ${text}`],
    ['USING SCOPE', (text: string) => `SELECT Id FROM Account USING SCOPE ${text}`],
    ['WITH', (text: string) => `SELECT Id FROM Account WITH ${text}`],
    ['TYPEOF', (text: string) => `SELECT TYPEOF What WHEN ${text} THEN Name END FROM Event`],
    ['a subquery', (text: string) => `SELECT Id, (SELECT Id FROM ${text}) FROM Account`],
    [
      'a unit of DISTANCE',
      (text: string) =>
        `SELECT Id FROM Account WHERE DISTANCE(Headquarters__c, GEOLOCATION(1, 2), ${text}) < 1`,
    ],
  ])('SQL put into %s is refused', (_clause, statementWith) => {
    const refused = INJECTIONS.map((text) => outcome(statementWith(text)));
    expect(refused.filter((code) => typeof code === 'number')).toEqual([]);
    expect(outcome('SELECT COUNT() FROM Account')).toEqual(expect.any(Number));
  });

  it.each([
    [
      'parentheses',
      `SELECT Id FROM Account WHERE ${'('.repeat(20_000)}Name = 'x'${')'.repeat(20_000)}`,
    ],
    ['NOT', `SELECT Id FROM Account WHERE ${'NOT '.repeat(20_000)}Name = 'x'`],
    [
      'OR',
      `SELECT Id FROM Account WHERE ${Array.from({ length: 4_000 }, () => "Name = 'x'").join(' OR ')}`,
    ],
    [
      'values',
      `SELECT Id FROM Account WHERE Name IN (${Array.from({ length: 9_000 }, (_, i) => `'${i}'`).join(',')})`,
    ],
    ['100,001 characters', `SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_001 - 39)}'`],
  ])('many %s end in rows or a code', (_name, soql) => {
    expect(['number', 'string']).toContain(typeof outcome(soql));
  });
});

const INJECTIONS: readonly string[] = [
  '"Id"',
  'Id; DROP TABLE "Account"',
  "x' OR '1'='1",
  '1 UNION SELECT "Id" FROM "User"',
  '(SELECT password FROM User)--',
  'sqlite_version()',
  'Id/**/FROM/**/User--',
  '`Id`',
  '[Id]',
  'x\u0000y',
  '"Id" COLLATE NOCASE',
  '1); ATTACH DATABASE "x" AS y; --',
];
