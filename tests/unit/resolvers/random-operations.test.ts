/** Random operations: our executor, graphql-js over the same plan, and a naive evaluation without a plan all agree. */

import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { parseQuery, type Query, type Subquery } from '@jetstreamapp/soql-parser-js';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { executeByGraphqlJs } from '../../../src/resolvers/execute-by-graphql-js.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { evaluateNaively } from '../../support/naive-evaluation.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { randomOperation } from '../../support/random-operation.ts';
import { contextOf, TEST_SCHEMA } from '../../support/run-operation.ts';
import { id, TEST_MODEL, TEST_TABLES } from '../../support/test-org.ts';

const VIEWERS: readonly (readonly [string, Viewer])[] = [
  ['open', { role: 'staff', site: 'demo', subject: '1', contactId: null }],
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: id('003', 3) }],
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['guarded', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['directory', { role: 'anonymous', site: 'demo', subject: null, contactId: null }],
  ['branch', { role: 'staff', site: 'demo', subject: '1', contactId: null }],
  ['deny', { role: 'admin', site: 'demo', subject: null, contactId: null }],
];

async function run(
  execute: typeof executeOperation,
  query: string,
  [policy, viewer]: readonly [string, Viewer],
) {
  // The oracle reads objects; ours gets the bytes that Salesforce would send.
  const form = execute === executeOperation ? 'bytes' : 'objects';
  const statements = new MemoryStatements(TEST_TABLES, form);
  const rules = TEST_POLICIES[policy];
  if (rules === undefined) throw new Error(`There is no policy ${policy}.`);
  const context = contextOf({ viewer, policy: rules }, statements);
  const result = await execute({
    schema: TEST_SCHEMA,
    document: parse(query),
    operationName: null,
    variables: null,
    context,
  });
  return { result: JSON.parse(JSON.stringify(result)) as typeof result, statements };
}

describe('random operations', () => {
  it('get the same answer from our executor as from graphql-js, for every viewer', async () => {
    const operations = randomOperation(TEST_SCHEMA, { depth: 7, figures: true, searches: true });
    await fc.assert(
      fc.asyncProperty(operations, fc.constantFrom(...VIEWERS), async (query, viewer) => {
        expect(validate(TEST_SCHEMA, parse(query))).toEqual([]);
        const ours = await run(executeOperation, query, viewer);
        const oracle = await run(executeByGraphqlJs, query, viewer);
        expect(ours.result.data).toEqual(oracle.result.data);
        // graphql-js stops at the first failure that makes the whole answer null; ours tells them all.
        const told = messages(ours.result.errors);
        if (ours.result.data === null) {
          expect(told).toEqual(expect.arrayContaining([...messages(oracle.result.errors)]));
        } else {
          expect(told).toEqual(messages(oracle.result.errors));
        }
        for (const soql of ours.statements.asked) {
          if (!soql.startsWith('FIND')) expectWithinLimits(parseQuery(soql));
        }
      }),
      { numRuns: 120 },
    );
  });

  it('get the answer that a resolver per field would give, in far fewer statements', async () => {
    const operations = randomOperation(TEST_SCHEMA, { depth: 8, figures: false });
    await fc.assert(
      fc.asyncProperty(operations, async (query) => {
        const [viewer] = VIEWERS;
        if (viewer === undefined) throw new Error('There is no viewer.');
        const { result, statements } = await run(executeOperation, query, viewer);
        if (result.errors) throw new Error(JSON.stringify(result.errors));
        const naive = await evaluateNaively(TEST_SCHEMA, TEST_MODEL, TEST_TABLES, query);
        expect(withoutCursors(result.data)).toEqual(withoutCursors(naive.data));
        // A tick for the rows, and one for each hop that SOQL cannot make in a statement.
        expect(statements.ticks.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 200 },
    );
  });
});

function messages(errors: readonly { readonly message: string }[] | undefined): readonly string[] {
  return (errors ?? []).map((error) => error.message).sort();
}

/** Cursors are opaque: only whether there is one is compared. */
function withoutCursors(data: unknown): unknown {
  const text = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' && (value === 'cursor' || /^A[\w-]{40,}$/.test(value)) ? '*' : value,
  );
  return JSON.parse(text) as unknown;
}

/** The documented limits of one statement (reference of SOQL's relationship queries). */
function expectWithinLimits(query: Query): void {
  const seen = { subqueries: 0, parents: 0 };
  inspect(query, 0, seen);
  expect(seen.subqueries).toBeLessThanOrEqual(20);
  expect(seen.parents).toBeLessThanOrEqual(55);
}

function inspect(
  query: Query | Subquery,
  depth: number,
  seen: { subqueries: number; parents: number },
): void {
  expect(depth).toBeLessThanOrEqual(4);
  const parents = new Set<string>();
  for (const field of query.fields ?? []) {
    if (field.type === 'FieldRelationship') {
      expect(field.relationships.length).toBeLessThanOrEqual(5);
      field.relationships.forEach((_, i) =>
        parents.add(field.relationships.slice(0, i + 1).join('.')),
      );
    }
    if (field.type === 'FieldSubquery') {
      seen.subqueries += 1;
      inspect(field.subquery, depth + 1, seen);
    }
    if (field.type === 'FieldTypeof') seen.parents += 1 + field.conditions.length;
  }
  seen.parents += parents.size;
}
