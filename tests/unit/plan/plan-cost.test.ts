/** The cost of a plan bounds what running it can take. */

import { estimateCost } from '../../../src/plan/plan-cost.ts';
import { planText } from '../../support/plan-operation.ts';

function costOf(query: string) {
  return estimateCost(planText(query));
}

describe('estimateCost', () => {
  it('counts rows with the one that tells of more, and their fields', () => {
    expect(costOf('{ contacts(first: 10) { nodes { id name account { name } } } }')).toEqual({
      statements: 1,
      apiCalls: 1,
      rows: 11,
      cells: 33,
    });
  });

  it('multiplies children with their parents', () => {
    const cost = costOf('{ accounts(first: 9) { nodes { contacts(first: 4) { nodes { id } } } } }');
    expect(cost).toMatchObject({ apiCalls: 1, rows: 10 + 10 * 5 });
  });

  it('counts five statements of one moment as one call, and each later moment anew', () => {
    const lists = Array.from(
      { length: 6 },
      (_, i) => `l${i}: contacts(first: 1) { totalCount nodes { id } }`,
    );
    expect(costOf(`{ ${lists.join(' ')} }`)).toMatchObject({ statements: 12, apiCalls: 3 });
    expect(
      costOf(
        '{ contacts { nodes { account { contacts { nodes { account { cases { totalCount } } } } } } } }',
      ),
    ).toMatchObject({ statements: 3, apiCalls: 3 });
  });

  it('counts a search as one statement, whatever it brings', () => {
    expect(
      costOf(
        '{ search(text: "jane", first: 5) { nodes { ... on Contact { name } ... on User { id } } } }',
      ),
    ).toEqual({ statements: 1, apiCalls: 1, rows: 10, cells: 15 });
    expect(
      costOf('{ search(text: "jane") { nodes { ... on Contact { cases { nodes { id } } } } } }'),
    ).toMatchObject({ statements: 2, apiCalls: 2 });
  });

  it('of what is refused is nothing', () => {
    expect(costOf('{ contacts(where: {}) { nodes { id } } }')).toMatchObject({ statements: 0 });
  });
});
