/** Records asked for by id answer what a list of just these records answers: batches and figures that start early change nothing. */

import fc from 'fast-check';
import { isObjectType } from 'graphql';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { randomSelection } from '../../support/random-operation.ts';
import { runOperation, TEST_SCHEMA } from '../../support/run-operation.ts';
import { id, TEST_TABLES } from '../../support/test-org.ts';

const VIEWERS: readonly (readonly [policy: string, viewer: Viewer])[] = [
  ['open', { role: 'staff', site: 'demo', subject: '1', contactId: null }],
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: id('003', 3) }],
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['guarded', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['branch', { role: 'staff', site: 'demo', subject: '1', contactId: null }],
];

const OBJECTS = [
  { object: 'Account', record: 'account', list: 'accounts' },
  { object: 'Contact', record: 'contact', list: 'contacts' },
  { object: 'Case', record: 'case', list: 'cases' },
] as const;

/** A type, up to seven of its ids (some of nothing) and one or two selections, by which the records are asked for in turn. */
const question = fc.constantFrom(...OBJECTS).chain((object) => {
  const type = TEST_SCHEMA.getType(object.object);
  if (!isObjectType(type)) throw new Error(`There is no type ${object.object}.`);
  const known = (TEST_TABLES[object.object] ?? []).map((row) => String(row['Id']));
  const missing = `${(known[0] ?? '').slice(0, 3)}000000009999AAA`;
  const selection = randomSelection(TEST_SCHEMA, type, { depth: 5, figures: true });
  return fc.record({
    object: fc.constant(object),
    ids: fc.uniqueArray(fc.constantFrom(...known, missing), { minLength: 1, maxLength: 7 }),
    selections: fc.array(selection, { minLength: 1, maxLength: 2 }),
  });
});

type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

const selectionFor = ({ selections }: Question, index: number): string =>
  selections[index % selections.length] ?? '{ __typename }';

function byId(asked: Question): string {
  const fields = asked.ids.map(
    (one, index) =>
      `r${index}: ${asked.object.record}(id: "${one}") { key: id ...s${index % asked.selections.length} }`,
  );
  const type = asked.object.object;
  return `{ ${fields.join(' ')} } ${fragments(asked, type)}`;
}

/** One list for each record, in an operation of its own. */
function byList(asked: Question, index: number): string {
  const { object, list } = asked.object;
  const at = index % asked.selections.length;
  const where = `where: { id: { eq: "${asked.ids[index] ?? ''}" } }`;
  return `{ ${list}(first: 1, ${where}) { nodes { key: id ...s${at} } } } fragment s${at} on ${object} ${selectionFor(asked, at)}`;
}

function fragments(asked: Question, type: string): string {
  const used = asked.selections.slice(0, asked.ids.length);
  return used.map((text, at) => `fragment s${at} on ${type} ${text}`).join(' ');
}

async function answerOf(query: string, [policy, viewer]: (typeof VIEWERS)[number]) {
  const rules = TEST_POLICIES[policy];
  if (rules === undefined) throw new Error(`There is no policy ${policy}.`);
  const { result, statements } = await runOperation({ query, policy: rules, viewer });
  const text = JSON.stringify(result.data ?? null, (_key, value: unknown) =>
    // Cursors are bound to the list they are of.
    typeof value === 'string' && /^A[\w-]{40,}$/.test(value) ? '*' : value,
  );
  return { data: JSON.parse(text) as Record<string, unknown> | null, statements };
}

describe('records by id', () => {
  it('are what a list of each alone brings, for every viewer', async () => {
    await fc.assert(
      fc.asyncProperty(question, fc.constantFrom(...VIEWERS), async (asked, viewer) => {
        const { data } = await answerOf(byId(asked), viewer);
        for (const index of asked.ids.keys()) {
          const listed = await answerOf(byList(asked, index), viewer);
          const list = listed.data?.[asked.object.list] as { nodes: readonly unknown[] } | null;
          expect(data?.[`r${index}`] ?? null).toEqual(list?.nodes[0] ?? null);
        }
      }),
      { numRuns: 150 },
    );
  });
});
