/** Groups of many parents: whole for each parent, in few statements, or refused. */

import fc from 'fast-check';
import { readGroups } from '../../../src/execution/read-groups.ts';
import type { Row } from '../../../src/execution/rows.ts';

/** A source with so many groups for each parent, which cuts at the limit as Salesforce does. */
function source(groupsOf: ReadonlyMap<string, number>) {
  const limits: number[] = [];
  const query = (ids: readonly string[], limit: number): Promise<readonly Row[]> => {
    limits.push(limit);
    const rows = ids.flatMap((id) =>
      Array.from({ length: groupsOf.get(id) ?? 0 }, (_, n) => ({ ParentId: id, n })),
    );
    // In the order of the groups, so that a cut takes something from every parent.
    return Promise.resolve(rows.sort((a, b) => a.n - b.n).slice(0, limit));
  };
  return { query, limits };
}

const parents = fc.array(fc.nat(900), { minLength: 1, maxLength: 12 });

describe('readGroups', () => {
  it('brings every group of every parent, however they are spread', async () => {
    await fc.assert(
      fc.asyncProperty(parents, async (counts) => {
        const groupsOf = new Map(counts.map((count, i) => [`p${i}`, count]));
        const { query, limits } = source(groupsOf);
        const rows = await readGroups({
          batches: [[...groupsOf.keys()]],
          groupsPerKey: 2_000,
          query,
        });
        for (const [id, count] of groupsOf) {
          expect(rows.filter((row) => row['ParentId'] === id)).toHaveLength(count);
        }
        expect(Math.max(...limits)).toBeLessThanOrEqual(2_000);
      }),
    );
  });

  it('asks once where the groups fit, and for the first groups of a single parent', async () => {
    const few = source(
      new Map([
        ['p0', 3],
        ['p1', 4],
      ]),
    );
    await readGroups({ batches: [['p0', 'p1']], groupsPerKey: 5, query: few.query });
    expect(few.limits).toEqual([2_000]);
    const one = source(new Map([['p0', 5_000]]));
    const rows = await readGroups({ batches: [['p0']], groupsPerKey: 5, query: one.query });
    expect(rows).toHaveLength(5);
    expect(one.limits).toEqual([5]);
  });

  it('asks for nothing without parents', async () => {
    const { query, limits } = source(new Map());
    expect(await readGroups({ batches: [], groupsPerKey: 5, query })).toEqual([]);
    expect(limits).toEqual([]);
  });

  it('refuses what would take too many statements, with a hint', async () => {
    const ids = Array.from({ length: 64 }, (_, i) => `p${i}`);
    const { query, limits } = source(new Map(ids.map((id) => [id, 2_000])));
    await expect(readGroups({ batches: [ids], groupsPerKey: 200, query })).rejects.toMatchObject({
      code: 'QUERY_TOO_EXPENSIVE',
      hint: expect.stringMatching(/fewer/) as unknown,
    });
    expect(limits.length).toBeLessThanOrEqual(20);
  });
});
