/** Whatever is asked, no value of a hidden row or a hidden field is ever in the answer: every text carries its origin. */

import fc from 'fast-check';
import { parse } from 'graphql';
import { accessTo } from '../../../src/policy/object-access.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { conditionText } from '../../../src/soql/compile.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { randomOperation } from '../../support/random-operation.ts';
import { contextOf, TEST_SCHEMA } from '../../support/run-operation.ts';
import { SoqlEvaluator, type Tables } from '../../support/soql-evaluator.ts';
import { id, TEST_DESCRIBES, TEST_MODEL, TEST_TABLES } from '../../support/test-org.ts';

const MARKED_TYPES = ['string', 'textarea', 'email', 'phone'];

/** Each text of the test org with object, id and field behind it. */
const MARKED_TABLES: Tables = Object.fromEntries(
  Object.entries(TEST_TABLES).map(([object, rows]) => {
    const describe = TEST_DESCRIBES.find((one) => one.name === object);
    const fields = (describe?.fields ?? []).filter((field) => MARKED_TYPES.includes(field.type));
    const mark = (row: Readonly<Record<string, unknown>>) => {
      const marks = fields
        .filter((field) => typeof row[field.name] === 'string')
        .map((field) => {
          const mark = `<${object} ${String(row['Id'])} ${field.name}>`;
          return [field.name, `${String(row[field.name])}${mark}`];
        });
      return { ...row, ...(Object.fromEntries(marks) as Record<string, string>) };
    };
    return [object, rows.map(mark)];
  }),
);

/** All texts of all objects, so that some are seen wherever any may be. */
const EVERY_TEXT = `{ ${[...TEST_MODEL.objects.values()]
  .map((object) => {
    const texts = [...object.fields.values()].filter((field) => MARKED_TYPES.includes(field.type));
    const names = texts.map((field) => field.graphqlName).join(' ');
    return `${object.plural} { nodes { id ${names} } }`;
  })
  .join(' ')} }`;

const CASES: readonly (readonly [string, Viewer])[] = [
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: id('003', 3) }],
  ['portal', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['guarded', { role: 'user', site: 'demo', subject: '1', contactId: null }],
  ['directory', { role: 'anonymous', site: 'demo', subject: null, contactId: null }],
  ['branch', { role: 'staff', site: 'demo', subject: '1', contactId: null }],
];

/** Ids of the rows that the viewer may read, asked without planner and shapes. */
function visibleIds(policyName: string, viewer: Viewer, object: string): ReadonlySet<unknown> {
  const policy = TEST_POLICIES[policyName];
  const access = policy && accessTo(policy, viewer, object);
  if (!access || access.rows.kind === 'none') return new Set();
  const where = access.rows.kind === 'all' ? '' : ` WHERE ${conditionText(access.rows.condition)}`;
  const evaluator = new SoqlEvaluator(TEST_DESCRIBES, MARKED_TABLES);
  return new Set(evaluator.run(`SELECT Id FROM ${object}${where}`).records.map((row) => row['Id']));
}

describe.each(CASES)('with the policy %s, %j', (policyName, viewer) => {
  const policy = TEST_POLICIES[policyName];
  if (policy === undefined) throw new Error(`There is no policy ${policyName}.`);
  const visible = new Map(
    Object.keys(MARKED_TABLES).map((object) => [object, visibleIds(policyName, viewer, object)]),
  );

  it('random operations bring nothing that is hidden', async () => {
    const operations = randomOperation(TEST_SCHEMA, { depth: 7, figures: true, searches: true });
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(operations, async (query) => {
        const result = await executeOperation({
          schema: TEST_SCHEMA,
          document: parse(query),
          operationName: null,
          variables: null,
          context: contextOf({ viewer, policy }, new MemoryStatements(MARKED_TABLES)),
        });
        const answer = JSON.stringify(result);
        for (const [, object = '', row = '', field = ''] of answer.matchAll(
          /<(\w+) (\w+) (\w+)>/g,
        )) {
          seen += 1;
          expect(visible.get(object)?.has(row)).toBe(true);
          expect(accessTo(policy, viewer, object)?.canReadField(field)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 150, examples: [[EVERY_TEXT]] },
    );
    const readsAny = [...visible.values()].some((ids) => ids.size > 0);
    expect(seen > 0).toBe(readsAny);
  });
});
