/** A filter answers exactly the rows that an evaluation of the filter itself keeps, whatever its values: it never widens. */

import fc from 'fast-check';
import { runOperation } from '../../support/run-operation.ts';
import { TEST_MODEL, TEST_TABLES } from '../../support/test-org.ts';
import type { TestRow } from '../../support/soql-evaluator.ts';

const QUERY = `query ($where: ContactWhere) {
  contacts(where: $where, first: 100) { totalCount nodes { id } }
}`;

type Where = Readonly<Record<string, unknown>>;

const CONTACTS = TEST_TABLES['Contact'] ?? [];
const ACCOUNTS = TEST_TABLES['Account'] ?? [];

const TEXTS = ['lastName', 'department', 'title', 'email'] as const;

function valuesOf(field: string): fc.Arbitrary<string> {
  const apiName = apiNameOf(field);
  const seen = CONTACTS.map((row) => row[apiName]).filter((value) => typeof value === 'string');
  const hostile = fc.string({
    unit: fc.constantFrom("'", '\\', '%', '_', '"', 'a', 'N', ' '),
    maxLength: 8,
  });
  return fc.oneof(
    fc.constantFrom(...seen),
    fc.string({ maxLength: 6 }).filter((text) => !text.includes('\u0000')),
    hostile,
  );
}

const textCondition = fc.constantFrom(...TEXTS).chain((field) => {
  const value = valuesOf(field);
  const some = value.filter((text) => text !== '' && /^[\x20-\x7e]*$/.test(text));
  return fc
    .oneof(
      value.map((eq) => ({ eq })),
      value.map((ne) => ({ ne })),
      some.map((startsWith) => ({ startsWith })),
      some.map((contains) => ({ contains })),
      fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => ({ in: list })),
      fc.array(value, { minLength: 1, maxLength: 4 }).map((list) => ({ nin: list })),
      fc.boolean().map((isNull) => ({ isNull })),
    )
    .map((operators): Where => ({ [field]: operators }));
});

const numberCondition = fc
  .tuple(
    fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq', 'ne'),
    fc.constantFrom(0.5, 3.5, 6.5, -1, 1e21),
  )
  .map(([operator, value]): Where => ({ score: { [operator]: value } }));

const flagCondition = fc.boolean().map((eq): Where => ({ isStaff: { eq } }));

const parentCondition = fc
  .constantFrom('Account 01', "O'Reilly & Söhne", 'x')
  .chain((name) =>
    fc.constantFrom<Where>(
      { account: { name: { eq: name } } },
      { account: { name: { isNull: true } } },
    ),
  );

const where = fc.letrec<{ where: Where; leaf: Where }>((tie) => ({
  leaf: fc.oneof(textCondition, numberCondition, flagCondition, parentCondition),
  where: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('where'), { minLength: 1, maxLength: 3 }).map((and): Where => ({ and })),
    fc.array(tie('where'), { minLength: 1, maxLength: 3 }).map((or): Where => ({ or })),
    tie('where').map((not): Where => ({ not })),
    fc.tuple(tie('leaf'), tie('where')).map(([a, b]): Where => ({ ...a, ...b })),
  ),
})).where;

describe('filters', () => {
  it('keep the rows that they describe and no others', async () => {
    await fc.assert(
      fc.asyncProperty(where, async (filter) => {
        const { result } = await runOperation({ query: QUERY, variables: { where: filter } });
        if (result.errors) throw new Error(JSON.stringify(result.errors));
        const expected = CONTACTS.filter((row) => keeps(row, filter)).map((row) => row['Id']);
        const { contacts } = result.data as {
          contacts: { totalCount: number; nodes: readonly { id: string }[] };
        };
        expect(contacts.nodes.map((node) => node.id)).toEqual(expected);
        expect(contacts.totalCount).toBe(expected.length);
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, unknown]>([
    ['{}', {}],
    ['null', null],
    ['an empty list of and', { and: [] }],
    ['an empty member of or', { or: [{ isStaff: { eq: true } }, {}] }],
    ['an empty not', { not: {} }],
    ['no operator', { lastName: {} }],
    ['a null operator', { lastName: { eq: null } }],
    ['null for a field', { lastName: null }],
    ['an empty parent', { account: {} }],
    ['an empty list of values', { lastName: { in: [] } }],
    ['an empty pattern', { lastName: { contains: '' } }],
    ['an empty list of includes', { skills: { includes: [] } }],
    ['an unknown operator', { lastName: { regex: '.*' } }],
    ['an unknown field', { nope: { eq: 1 } }],
    ['a date that is none', { birthdate: { lt: '2026-02-31' } }],
    ['an id that is none', { id: { eq: "' OR Id != '" } }],
    ['10,000 characters', { lastName: { eq: 'x'.repeat(10_000) } }],
  ])('refuse %s', async (_name, filter) => {
    const { result, statements } = await runOperation({
      query: QUERY,
      variables: { where: filter },
    });
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(result.data ?? null).toBeNull();
    expect(statements.asked.filter((soql) => soql.startsWith('SELECT Id'))).toEqual([]);
  });
});

function apiNameOf(name: string): string {
  const fields = [...(TEST_MODEL.objects.get('Contact')?.fields.values() ?? [])];
  const field = fields.find((one) => one.graphqlName === name);
  if (field === undefined) throw new Error(`There is no field ${name}.`);
  return field.name;
}

/** The meaning of a filter, written apart from planner and SOQL. */
function keeps(row: TestRow, filter: Where): boolean {
  return Object.entries(filter).every(([key, value]) => {
    switch (key) {
      case 'and':
        return (value as Where[]).every((member) => keeps(row, member));
      case 'or':
        return (value as Where[]).some((member) => keeps(row, member));
      case 'not':
        return !keeps(row, value as Where);
      case 'account': {
        const account = ACCOUNTS.find((one) => one['Id'] === row['AccountId']);
        return holds(account?.['Name'] ?? null, (value as { name: Where }).name);
      }
      default:
        return holds(row[apiNameOf(key)] ?? null, value as Where);
    }
  });
}

function holds(actual: unknown, operators: Where): boolean {
  const value = typeof actual === 'string' ? actual.toLowerCase() : actual;
  const same = (expected: unknown) =>
    expected === '' ? value === null : value === lower(expected);
  return Object.entries(operators).every(([operator, expected]) => {
    switch (operator) {
      case 'eq':
        return same(expected);
      case 'ne':
        return !same(expected);
      case 'in':
        return (expected as unknown[]).some(same);
      case 'nin':
        return !(expected as unknown[]).some(same);
      case 'startsWith':
        return typeof value === 'string' && value.startsWith(String(lower(expected)));
      case 'contains':
        return typeof value === 'string' && value.includes(String(lower(expected)));
      case 'isNull':
        return (value === null) === expected;
      case 'gt':
        return value !== null && (value as number) > (expected as number);
      case 'gte':
        return value !== null && (value as number) >= (expected as number);
      case 'lt':
        return value !== null && (value as number) < (expected as number);
      case 'lte':
        return value !== null && (value as number) <= (expected as number);
      default:
        throw new Error(`There is no operator ${operator}.`);
    }
  });
}

function lower(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
