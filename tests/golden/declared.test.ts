/**
 * Declared queries against the local org's describe: a `declared/<case>.soql` that is right stands beside the types it
 * gets (`<case>.types.graphql`), one that is wrong beside its mistake (`<case>.problem.txt`). What a right one answers
 * is what Salesforce's REST API answers to the same text. `UPDATE_GOLDEN=1` writes what is seen, as in golden.test.ts.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldNameOfFile } from '../../src/declared/type-names.ts';
import { printDeclared } from '../../src/schema/print-declared.ts';
import { leavesOf, recordLeaves } from '../support/answer-leaves.ts';
import { checkText } from '../support/golden-file.ts';
import { startLocalOrgGraph, type LocalOrgGraph } from '../support/local-org-graph.ts';
import { selectEverything } from '../support/select-everything.ts';

const FOLDER = join(import.meta.dirname, 'declared');

const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.soql'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const nameOf = (file: { readonly name: string }) => file.name.replace(/\.soql$/, '');
const right = files.filter((file) => !file.name.startsWith('wrong-'));
const wrong = files.filter((file) => file.name.startsWith('wrong-'));

type Value = string | number | boolean | readonly string[];

/** Every bind of a file, the optional ones too. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  'parents-nested': { phone: '%2%', max: 40, skip: 3 },
  'custom-lookups': { status: 'Active' },
  'children-as-lists': { last: '%a%', closed: true, country: 'Japan' },
  'figures-of-groups': { least: 1000 },
  'figures-of-all': { industry: 'Energy' },
  'groups-of-parents': { top: 7 },
  'date-functions': { year: 2024 },
  'date-literals': { before: 'NEXT_MONTH' },
  'type-of': { status: 'Not Started' },
  polymorphic: { owner: '%n%' },
  'binds-of-every-kind': {
    ...{ amount: 1000, close: '2027-01-01', made: 'LAST_N_YEARS:5', closed: false },
    ...{ stages: ['Prospecting', 'Needs Analysis'], owners: ['005LO0000000002YAA'], name: '%e%' },
    ...{ account: '001LO0000000001YAA', industry: 'Energy', staff: 1 },
  },
  'binds-of-custom-fields': {
    ...{ from: '08:00:00.000Z', tag: 'Data', labels: ['Active', 'Planned'], size: 100 },
  },
  count: { name: 'A%' },
  'formatted-and-labels': { stage: 'Closed Won' },
  'nearest-first': { lat: 37.79, lng: -122.39, radius: 900 },
};

/** The seed holds no files; tests/integration/files.test.ts reads them. */
const WITHOUT_ROWS: ReadonlySet<string> = new Set(['base64-column']);

let graph: LocalOrgGraph;

beforeAll(async () => {
  const operations = Object.fromEntries(
    right.map((file) => [fieldNameOfFile(nameOf(file)) ?? '', ['staff']] as const),
  );
  graph = await startLocalOrgGraph({ files, operations });
}, 120_000);

afterAll(() => graph.close());

it('has at least ten that are right, and five that are wrong', () => {
  expect(right.length).toBeGreaterThanOrEqual(10);
  expect(wrong.length).toBeGreaterThanOrEqual(5);
});

it('finds a mistake in every wrong file and in no other', () => {
  expect(graph.problems.map((problem) => problem.split(':')[0])).toEqual(
    wrong.map((file) => file.name),
  );
});

it.each(wrong.map(nameOf))('%s', (name) => {
  const problem = graph.problems.find((one) => one.startsWith(`${name}.soql:`));
  checkText(join(FOLDER, `${name}.problem.txt`), `${problem ?? 'None.'}\n`);
});

describe.each(right.map((file) => [nameOf(file), file.text] as const))('%s', (name, text) => {
  const query = () => {
    const found = graph.declared.queries.find((one) => one.file === `${name}.soql`);
    if (found === undefined) throw new Error(`${name} is not declared.`);
    return found;
  };

  it('has these types', () => {
    checkText(join(FOLDER, `${name}.types.graphql`), printDeclared(query(), graph.schema));
  });

  it('answers what Salesforce does', async () => {
    const args = ARGUMENTS[name] ?? {};
    const field = graph.schema.getQueryType()?.getFields()[query().name];
    if (field === undefined) throw new Error(`There is no field ${query().name}.`);
    const pages = field.args.some((one) => one.name === 'first') ? { first: 2000 } : {};
    const { data, errors } = await graph.run(selectEverything(field, { ...args, ...pages }));
    expect(errors).toBeUndefined();
    const page = await graph.ask(withValues(text, args));
    const expected = recordLeaves(page);
    expect(leavesOf(data)).toEqual(expected);
    expect(expected.length > 0).toBe(!WITHOUT_ROWS.has(name));
  });
});

/** The statement as a client of the REST API would write it. */
function withValues(text: string, args: Readonly<Record<string, Value>>): string {
  const bare = text.replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  return bare.replace(/:([a-z]\w*)\??/g, (whole, name: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? `(${value.map(literal).join(', ')})` : literal(value);
  });
}

function literal(value: Value): string {
  const isBare = typeof value !== 'string' || /^(?:\d\d\d\d-|\d\d:|[A-Z_]+(?::\d+)?$)/.test(value);
  return isBare ? String(value) : `'${value}'`;
}
