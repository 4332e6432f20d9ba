/**
 * `@soql` on fields of hand-written SDL, against the local org's describe. Of a right case, `written/<case>.graphql`
 * stands beside an operation (`<case>.ask.graphql`), what `skybridge soql types` prints (`<case>.types.txt`), the statements it asks (`<case>.soql`) and the answer
 * (`<case>.json`), which is the same from rows, from bytes and by graphql-js; a wrong one beside its mistake
 * (`<case>.problem.txt`). `UPDATE_GOLDEN=1` writes what is seen, as in golden.test.ts.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import { printWritten } from '../../src/schema/print-declared.ts';
import { checkText } from '../support/golden-file.ts';
import { startLocalOrgGraph, type LocalOrgGraph } from '../support/local-org-graph.ts';

const FOLDER = join(import.meta.dirname, 'written');

const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.graphql') && !name.endsWith('.ask.graphql'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const nameOf = (file: { readonly name: string }) => file.name.replace(/\.graphql$/, '');
const right = files.filter((file) => !file.name.startsWith('wrong-')).map(nameOf);
const wrong = files.filter((file) => file.name.startsWith('wrong-')).map(nameOf);

let graph: LocalOrgGraph;

beforeAll(async () => {
  const operations = Object.fromEntries(files.flatMap(fieldsOf).map((name) => [name, ['staff']]));
  graph = await startLocalOrgGraph({ files, operations });
}, 120_000);

afterAll(() => graph.close());

function fieldsOf({ text }: { readonly text: string }): readonly string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? (definition.fields ?? []).map((field) => field.name.value)
      : [],
  );
}

it('finds a mistake in every wrong file and in no other', () => {
  const problems = graph.problems.filter(
    (problem) => !wrong.some((name) => problem.startsWith(`${name}.graphql:`)),
  );
  expect(problems).toEqual([]);
  expect(graph.problems).toHaveLength(wrong.length);
});

it.each(wrong)('%s', (name) => {
  const problem = graph.problems.find((one) => one.startsWith(`${name}.graphql:`));
  checkText(join(FOLDER, `${name}.problem.txt`), `${problem ?? 'None.'}\n`);
});

it.each(right)('%s', async (name) => {
  const file = graph.declared.sdl.find((one) => one.file === `${name}.graphql`);
  if (file === undefined) throw new Error(`${name} is not declared.`);
  checkText(join(FOLDER, `${name}.types.txt`), printWritten(file, graph.schema));
  const operation = readFileSync(join(FOLDER, `${name}.ask.graphql`), 'utf8');
  const [fromRows = '', ...others] = await graph.runEachWay(operation);
  expect(others).toEqual([fromRows, fromRows]);
  checkText(join(FOLDER, `${name}.soql`), `${graph.asked.join('\n')}\n`);
  const answer = JSON.stringify(JSON.parse(fromRows), null, 2);
  expect(answer).not.toContain('"errors"');
  checkText(join(FOLDER, `${name}.json`), `${answer}\n`);
});

it('refuses a list that would have to be cut', async () => {
  for (const answer of await graph.runEachWay('{ everyCase { id } }')) {
    expect(answer).toContain('More than 2000 rows match');
    expect(answer).not.toContain('"id"');
  }
});
