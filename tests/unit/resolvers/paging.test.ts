/** Paging through any order and page size visits each row once, forward and backward, in the order of the whole list. */

import fc from 'fast-check';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { CURSORS, runOperation, STAFF } from '../../support/run-operation.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { TEST_TABLES } from '../../support/test-org.ts';

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: [ContactOrder!]) {
  contacts(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const DIRECTIONS = [
  ...['ASC', 'DESC', 'ASC_NULLS_FIRST', 'ASC_NULLS_LAST', 'DESC_NULLS_FIRST', 'DESC_NULLS_LAST'],
];
const FIELDS = [
  ...[
    'lastName',
    'department',
    'title',
    'score',
    'birthdate',
    'isStaff',
    'leadSource',
    'createdDate',
  ],
  ...['ownerId', 'id'],
];

const direction = fc.constantFrom(...DIRECTIONS);
const order = fc.oneof(
  fc.tuple(fc.constantFrom(...FIELDS), direction).map(([field, way]) => ({ [field]: way })),
  direction.map((way) => ({ account: { name: way } })),
  direction.map((way) => ({ account: { industry: way } })),
  direction.map((way) => ({ account: { parent: { name: way } } })),
);
const orderBy = fc.array(order, { maxLength: 3 });

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

type Tables = typeof TEST_TABLES;

async function readPage(
  variables: Record<string, unknown>,
  tables: Tables = TEST_TABLES,
): Promise<Page> {
  const statements = new MemoryStatements(tables);
  const { result } = await runOperation({ query: PAGE, variables, statements });
  if (result.errors) throw new Error(JSON.stringify(result.errors));
  expect(statements.asked).toHaveLength(1);
  return (result.data as { contacts: Page }).contacts;
}

/** @param tablesAt the org's rows while a page is read, by the number of pages read before it. */
async function readAll(
  direction: 'forward' | 'backward',
  size: number,
  orderBy: unknown,
  tablesAt: (turn: number) => Tables = () => TEST_TABLES,
): Promise<readonly string[]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  for (let turn = 0; turn <= 50; turn += 1) {
    const page: Page = await readPage(
      direction === 'forward'
        ? { first: size, after: cursor, orderBy }
        : { last: size, before: cursor, orderBy },
      tablesAt(turn),
    );
    const ids = page.nodes.map((node) => node.id);
    if (direction === 'forward') pages.push(ids);
    else pages.unshift(ids);
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo;
    if (!(direction === 'forward' ? hasNextPage : hasPreviousPage)) return pages.flat();
    cursor = direction === 'forward' ? endCursor : startCursor;
  }
  throw new Error('Paging does not end.');
}

/** The same rows and, from turn to turn, one more copy of one of them: equal in every order but that by id. */
function growing(copied: readonly number[]): (turn: number) => Tables {
  const rows = TEST_TABLES['Contact'] ?? [];
  const copies = copied.map((index, at) => ({
    ...rows[index % rows.length],
    // Ids of new rows lie between those of old ones: ...028, ...029, ...02a, ...030.
    Id: `${String(rows[(index * 7) % rows.length]?.['Id']).slice(0, 14)}${'abcdefghijkl'.charAt(at)}AAA`,
  }));
  return (turn) => ({ ...TEST_TABLES, Contact: [...rows, ...copies.slice(0, turn)] });
}

describe('paging', () => {
  it('visits each row once, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(orderBy, fc.integer({ min: 3, max: 45 }), async (orderBy, size) => {
        const whole = await readAll('forward', 100, orderBy);
        expect(new Set(whole).size).toBe(TEST_TABLES['Contact']?.length);
        expect(await readAll('forward', size, orderBy)).toEqual(whole);
        expect(await readAll('backward', size, orderBy)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('visits each row that was there at the start once, both ways, while rows are inserted', async () => {
    const copied = fc.array(fc.nat(100), { minLength: 1, maxLength: 12 });
    const way = fc.constantFrom('forward' as const, 'backward' as const);
    const size = fc.integer({ min: 3, max: 20 });
    const original = new Set((TEST_TABLES['Contact'] ?? []).map((row) => row['Id']));
    await fc.assert(
      fc.asyncProperty(orderBy, size, way, copied, async (orderBy, size, way, copied) => {
        const seen = await readAll(way, size, orderBy, growing(copied));
        expect(new Set(seen).size).toBe(seen.length);
        const whole = await readAll('forward', 100, orderBy);
        expect(seen.filter((one) => original.has(one))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('goes on in the right place when rows are inserted before and after it', async () => {
    const orderBy = [{ lastName: 'ASC' }];
    const first = await readPage({ first: 5, orderBy });
    const rows = TEST_TABLES['Contact'] ?? [];
    const inserted = { ...rows[20], Id: '003000000000900AAA', LastName: '!' };
    const tables = { ...TEST_TABLES, Contact: [inserted, ...rows] };
    const { result } = await runOperation({
      query: PAGE,
      variables: { first: 5, after: first.pageInfo.endCursor, orderBy },
      statements: new MemoryStatements(tables),
    });
    const next = await readPage({ first: 10, orderBy });
    const page = (result.data as { contacts: Page }).contacts;
    expect(page.nodes).toEqual(next.nodes.slice(5));
  });

  it('gives an empty page of size 0 that still says whether there are rows', async () => {
    const page = await readPage({ first: 0 });
    expect(page).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true, endCursor: null } });
  });

  it.each([-1, 10_001])('refuses a page of %d rows', async (first) => {
    const { result } = await runOperation({ query: PAGE, variables: { first } });
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('refuses the cursor of another viewer, filter, order or object', async () => {
    const { pageInfo } = await readPage({ first: 1, orderBy: [{ lastName: 'ASC' }] });
    const after = pageInfo.endCursor;
    const foreign = [
      { query: PAGE, variables: { after, orderBy: [{ lastName: 'DESC' }] } },
      {
        query: PAGE,
        variables: { after, orderBy: [{ lastName: 'ASC' }] },
        viewer: { ...STAFF, subject: '2' },
      },
      {
        query: PAGE,
        variables: { after, orderBy: [{ lastName: 'ASC' }] },
        policy: TEST_POLICIES['directory'] ?? TEST_POLICIES['open'],
      },
      {
        query:
          '{ contacts(first: 1, orderBy: [{ lastName: ASC }], where: { isStaff: { eq: true } }, after: "CURSOR") { nodes { id } } }'.replace(
            'CURSOR',
            after ?? '',
          ),
      },
      { query: '{ accounts(after: "CURSOR") { nodes { id } } }'.replace('CURSOR', after ?? '') },
      { query: PAGE, variables: { after: CURSORS.seal(['x', 'y'], 'made up') } },
    ];
    for (const run of foreign) {
      const { result, statements } = await runOperation(run as Parameters<typeof runOperation>[0]);
      expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(statements.asked).toEqual([]);
    }
  });
});
