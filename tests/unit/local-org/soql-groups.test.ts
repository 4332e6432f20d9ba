import fc from 'fast-check';
import { runQuery } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const { org, session } = openTestOrg({ rules: 'strict' });
const admin = session(ADMIN);

afterAll(() => org.close());

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

const ask = (soql: string): readonly Row[] =>
  runQuery(org, admin, soql).records as unknown as readonly Row[];

/** What GROUP BY may name, its alias, and its value of one row, reckoned without the org's SQL. */
const KEYS = [
  { soql: 'StageName', of: (row: Row) => row['StageName'] ?? null },
  { soql: 'Type', of: (row: Row) => row['Type'] ?? null },
  { soql: 'LeadSource', of: (row: Row) => row['LeadSource'] ?? null },
  { soql: 'CALENDAR_YEAR(CloseDate)', of: (row: Row) => Number(day(row).slice(0, 4)) },
  { soql: 'CALENDAR_QUARTER(CloseDate)', of: (row: Row) => Math.ceil(month(row) / 3) },
  { soql: 'FISCAL_QUARTER(CloseDate)', of: (row: Row) => Math.ceil(month(row) / 3) },
  { soql: 'DAY_IN_WEEK(CloseDate)', of: (row: Row) => new Date(day(row)).getUTCDay() + 1 },
] as const;

const day = (row: Row): string => String(row['CloseDate']);
const month = (row: Row): number => Number(day(row).slice(5, 7));

const rows: readonly Row[] = ask(
  'SELECT StageName, Type, LeadSource, CloseDate, Amount, Probability FROM Opportunity LIMIT 2000',
);

interface Question {
  readonly keys: readonly (typeof KEYS)[number][];
  readonly mode: 'plain' | 'ROLLUP' | 'CUBE';
  readonly measure: 'Amount' | 'Probability';
  readonly least: number;
}

const question: fc.Arbitrary<Question> = fc.record({
  keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 3 }),
  mode: fc.constantFrom('plain', 'ROLLUP', 'CUBE'),
  measure: fc.constantFrom('Amount', 'Probability'),
  least: fc.integer({ min: 0, max: 40 }),
});

/** Which keys count in each grouping set, by position. */
function setsOf({ keys, mode }: Question): readonly (readonly boolean[])[] {
  if (mode === 'plain') return [keys.map(() => true)];
  if (mode === 'ROLLUP') {
    return Array.from({ length: keys.length + 1 }, (_, left) => keys.map((_key, i) => i < left));
  }
  return Array.from({ length: 2 ** keys.length }, (_, mask) =>
    keys.map((_key, i) => (mask & (1 << i)) !== 0),
  );
}

function expectedGroups(asked: Question): readonly Row[] {
  return setsOf(asked).flatMap((set) => {
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(asked.keys.map(({ of }, i) => (set[i] ? of(row) : null)));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()].map((members) => summary(asked, set, members));
  });
}

function summary(asked: Question, set: readonly boolean[], members: readonly Row[]): Row {
  const [first = {}] = members;
  const values = members.flatMap((row) => row[asked.measure] ?? []).map(Number);
  const sum = values.reduce((total, value) => total + value, 0);
  const keys = asked.keys.flatMap(({ of }, i) => [
    [`k${i}`, set[i] ? of(first) : null],
    ...(asked.mode === 'plain' ? [] : [[`g${i}`, set[i] ? 0 : 1]]),
  ]);
  return {
    ...(Object.fromEntries(keys) as Row),
    n: members.length,
    total: values.length === 0 ? null : rounded(sum),
    mean: values.length === 0 ? null : rounded(sum / values.length),
    low: values.length === 0 ? null : Math.min(...values),
    high: values.length === 0 ? null : Math.max(...values),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(12));

function statementOf({ keys, mode, measure, least }: Question, order = ''): string {
  const written = keys.map(({ soql }) => soql);
  const selected = written.flatMap((soql, i) => [
    `${soql} k${i}`,
    ...(mode === 'plain' ? [] : [`GROUPING(${soql}) g${i}`]),
  ]);
  const group = mode === 'plain' ? written.join(', ') : `${mode}(${written.join(', ')})`;
  return `SELECT ${selected.join(', ')}, COUNT(Id) n, SUM(${measure}) total, AVG(${measure}) mean, MIN(${measure}) low, MAX(${measure}) high FROM Opportunity GROUP BY ${group} HAVING COUNT(Id) >= ${least}${order}`;
}

const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([key]) => key !== 'attributes')
      .map(([key, value]) => [key, typeof value === 'number' ? rounded(value) : value]),
  );

const sorted = (groups: readonly Row[]): readonly string[] =>
  groups.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

describe('groups, against an independent evaluation', () => {
  it('GROUP BY, ROLLUP, CUBE, GROUPING and HAVING give the same groups and sums', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const expected = expectedGroups(asked).filter((group) => Number(group['n']) >= asked.least);
        expect(sorted(ask(statementOf(asked)).map(plain))).toEqual(sorted(expected));
      }),
      { numRuns: 120 },
    );
  });

  it('ORDER BY an aggregate or its alias puts the groups in order, nulls first', () => {
    const measures = fc.constantFrom('n', 'total', 'mean', 'COUNT(Id)');
    fc.assert(
      fc.property(question, measures, fc.boolean(), (asked, by, descending) => {
        const order = ` ORDER BY ${by}${descending ? ' DESC' : ''}`;
        const values = ask(statementOf(asked, order)).map(
          (row) => row[by === 'COUNT(Id)' ? 'n' : by] ?? null,
        );
        const numbers = values.filter((value) => value !== null).map(Number);
        const inOrder = [...numbers].sort((a, b) => (descending ? b - a : a - b));
        expect(values).toEqual([...values.filter((value) => value === null), ...inOrder]);
      }),
      { numRuns: 60 },
    );
  });
});
