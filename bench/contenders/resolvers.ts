/** Schema and resolvers as a good engineer writes them first: one query for the list, default resolvers that rename. */

import type { FieldName, Payload } from '../payloads.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Runs SOQL and gives the rows. */
export type RunQuery = (soql: string) => Promise<readonly Row[]>;

export function typeDefsOf({ root, fields, parent, children }: Payload): string {
  const up = parent === null ? '' : `${parent.relationship[1]}: Parent`;
  const down = children === null ? '' : `${children.relationship[1]}(first: Int): Children!`;
  return `
    type Query { ${root}(first: Int): List! }
    type List { nodes: [Item!]! }
    type Item { ${typed(fields)} ${up} ${down} }
    ${parent === null ? '' : `type Parent { ${typed(parent.fields)} }`}
    ${children === null ? '' : `type Children { nodes: [Child!]! } type Child { ${typed(children.fields)} }`}
  `;
}

export function resolversOf(payload: Payload, soql: string, run: RunQuery) {
  const { root, fields, parent, children } = payload;
  const item: Record<string, (row: Row) => unknown> = renames(fields);
  const resolvers: Record<string, Record<string, (row: Row) => unknown>> = {
    Query: { [root]: async () => ({ nodes: await run(soql) }) },
    Item: item,
  };
  if (parent !== null) {
    item[parent.relationship[1]] = (row) => row[parent.relationship[0]];
    resolvers['Parent'] = renames(parent.fields);
  }
  if (children !== null) {
    item[children.relationship[1]] = (row) => ({
      nodes: (row[children.relationship[0]] as { records: readonly Row[] } | null)?.records ?? [],
    });
    resolvers['Child'] = renames(children.fields);
  }
  return resolvers;
}

function renames(fields: readonly FieldName[]): Record<string, (row: Row) => unknown> {
  return Object.fromEntries(fields.map(([api, name]) => [name, (row: Row) => row[api]]));
}

function typed(fields: readonly FieldName[]): string {
  return fields.map(([, name]) => `${name}: ${name === 'id' ? 'ID!' : 'String'}`).join(' ');
}
