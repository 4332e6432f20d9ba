/**
 * Every `<case>.graphql` beside its plan, its SOQL and its answer. The first lines of an operation may say how it runs:
 *   # viewer: user          role of the viewer (default staff)
 *   # contact: 3            number of the Contact bound to the viewer
 *   # policy: portal        one of tests/support/policies.ts (default open)
 *   # variables: {"a": 1}
 *   # after: other-case     variable `after` is the end cursor of that case's answer (`before`: its start cursor)
 * `UPDATE_GOLDEN=1` writes what is seen; with CI set it is refused.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type OperationDefinitionNode, Kind } from 'graphql';
import { format } from 'prettier';
import type { Viewer, ViewerRole } from '../../src/policy/viewer.ts';
import type { TransactionPart } from '../../src/salesforce/transaction.ts';
import { prepareOperation } from '../../src/resolvers/prepare-operation.ts';
import { checkText } from '../support/golden-file.ts';
import { MemoryOrg } from '../support/memory-transactions.ts';
import { MemoryStatements } from '../support/memory-statements.ts';
import { TEST_POLICIES } from '../support/policies.ts';
import { contextOf, runOperation, TEST_SCHEMA, type TestRun } from '../support/run-operation.ts';
import { id } from '../support/test-org.ts';

const FOLDER = import.meta.dirname;

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace(/\.graphql$/, ''))
  .sort();

describe('golden operations', () => {
  it('has a case for each capability', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it('lists every case in the README, and no other', () => {
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    const table = readme.split('\n').filter((line) => line.startsWith('|'));
    const listed = table.join('\n').match(/`([\w-]+)`/g) ?? [];
    expect([...new Set(listed.map((name) => name.slice(1, -1)))].sort()).toEqual(cases);
  });

  it.each(cases)('%s', async (name) => {
    const org = new MemoryOrg();
    const run = { ...readCase(name), statements: org.statements, write: org.write };
    const { result, statements } = await runOperation(run);
    const apiCalls = statements.apiCalls + org.sent.length;
    const soql = [
      ...org.sent.flatMap((parts) => parts.map(partText)),
      ...statements.asked,
      `-- ${apiCalls} API call${apiCalls === 1 ? '' : 's'}`,
      '',
    ].join('\n');
    await check(`${name}.plan.json`, planOf(run));
    await check(`${name}.json`, result);
    checkText(join(FOLDER, `${name}.soql`), soql);
  });
});

function readCase(name: string): TestRun {
  const query = readFileSync(join(FOLDER, `${name}.graphql`), 'utf8');
  const options = new Map(
    [...query.matchAll(/^# (viewer|contact|policy|variables|after|before): (.*)$/gm)].map(
      ([, option = '', value = '']) => [option, value],
    ),
  );
  const policy = TEST_POLICIES[options.get('policy') ?? 'open'];
  if (policy === undefined) throw new Error(`${name}: there is no such policy.`);
  return {
    query,
    policy,
    viewer: viewerOf(options),
    variables: {
      ...(JSON.parse(options.get('variables') ?? '{}') as Record<string, unknown>),
      ...cursorVariable('after', 'endCursor', options),
      ...cursorVariable('before', 'startCursor', options),
    },
  };
}

function viewerOf(options: ReadonlyMap<string, string>): Viewer {
  const contact = options.get('contact');
  return {
    role: (options.get('viewer') ?? 'staff') as ViewerRole,
    site: 'demo',
    subject: null,
    contactId: contact === undefined ? null : id('003', Number(contact)),
  };
}

function cursorVariable(
  variable: 'after' | 'before',
  cursor: string,
  options: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const other = options.get(variable);
  if (other === undefined) return {};
  const text = readFileSync(join(FOLDER, `${other}.json`), 'utf8');
  const [, value] = new RegExp(`"${cursor}": "([^"]+)"`).exec(text) ?? [];
  if (value === undefined) throw new Error(`${other} has no ${cursor}.`);
  return { [variable]: value };
}

/** A part of a composite call, on one line. */
function partText({ method, path, soql, body }: TransactionPart): string {
  return [method, soql ?? path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(' ');
}

function planOf(run: TestRun): unknown {
  const document = parse(run.query);
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  const preparation = prepareOperation({
    schema: TEST_SCHEMA,
    document,
    operationName: operation?.name?.value,
    variables: run.variables,
    context: contextOf(run, new MemoryStatements()),
  });
  return preparation.ok
    ? (preparation.prepared.mutation ?? preparation.prepared.plan)
    : { refused: preparation.errors.map((error) => error.message) };
}

async function check(file: string, value: unknown): Promise<void> {
  checkText(join(FOLDER, file), await format(JSON.stringify(value), { parser: 'json', printWidth: 100 }));
}
