/** A kept plan is given again to the same question by the same kind of viewer, and to no other. */

import { parse } from 'graphql';
import { createPlanCache } from '../../../src/resolvers/plan-cache.ts';
import type { PrepareOperation } from '../../../src/resolvers/plan-cache.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { contextOf, STAFF, TEST_SCHEMA } from '../../support/run-operation.ts';
import { id } from '../../support/test-org.ts';

const DOCUMENT = parse('query ($n: Int) { contacts(first: $n) { nodes { name } } }');
const PORTAL: Viewer = { role: 'user', site: 'demo', subject: '1', contactId: id('003', 3) };

function planOf(
  prepare: PrepareOperation,
  variables: Readonly<Record<string, unknown>>,
  viewer: Viewer = STAFF,
  policy = 'open',
  document = DOCUMENT,
) {
  const rules = TEST_POLICIES[policy];
  if (rules === undefined) throw new Error(`There is no policy ${policy}.`);
  const preparation = prepare({
    schema: TEST_SCHEMA,
    document,
    operationName: null,
    variables,
    context: contextOf({ viewer, policy: rules }, new MemoryStatements()),
  });
  if (!preparation.ok) throw new Error(preparation.errors[0]?.message);
  return preparation.prepared.plan;
}

describe('plan cache', () => {
  it('plans the same question once', () => {
    const prepare = createPlanCache();
    expect(planOf(prepare, { n: 1 })).toBe(planOf(prepare, { n: 1 }));
  });

  it('plans anew for other variables, another document, viewer or policy', () => {
    const prepare = createPlanCache();
    const plan = planOf(prepare, { n: 1 });
    expect(planOf(prepare, { n: 2 })).not.toEqual(plan);
    expect(
      planOf(prepare, { n: 1 }, STAFF, 'open', parse('{ contacts { nodes { id } } }')),
    ).not.toBe(plan);
    const own = planOf(prepare, { n: 1 }, PORTAL, 'portal');
    expect(own).not.toEqual(plan);
    const other = planOf(prepare, { n: 1 }, { ...PORTAL, contactId: id('003', 4) }, 'portal');
    expect(JSON.stringify(other)).not.toContain(id('003', 3));
    expect(JSON.stringify(own)).toContain(id('003', 3));
  });

  it('keeps no refusal: each is told anew', () => {
    const prepare = createPlanCache();
    expect(() => planOf(prepare, { n: 'one' })).toThrow(/\$n/);
    expect(() => planOf(prepare, { n: 'two' })).toThrow(/two/);
  });
});
