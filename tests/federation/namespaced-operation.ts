/** An operation of the gateway as a client of WPGraphQL would write it, and the answer that the client must get. */

import { Kind, parse, print, visit, type DocumentNode } from 'graphql';

const PREFIX = 'Salesforce';
const SHARED = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** Puts the whole selection under `salesforce`, and the prefix before every type that is not GraphQL's own. */
export function namespaced(text: string): string {
  const document: DocumentNode = visit(parse(text, { noLocation: true }), {
    OperationDefinition: {
      leave: (node) => ({
        ...node,
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: [
            {
              kind: Kind.FIELD,
              name: { kind: Kind.NAME, value: 'salesforce' },
              selectionSet: node.selectionSet,
            },
          ],
        },
      }),
    },
    NamedType: (node) => ({ ...node, name: { ...node.name, value: local(node.name.value) } }),
  });
  return print(document);
}

/** @param typenameKeys response keys that hold a `__typename`. */
export function namespacedData(data: unknown, typenameKeys: readonly string[] = ['__typename']) {
  return { salesforce: prefixTypenames(data, new Set(typenameKeys)) };
}

function local(name: string): string {
  return SHARED.has(name) ? name : `${PREFIX}${name}`;
}

function prefixTypenames(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => prefixTypenames(item, keys));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      keys.has(key) && typeof member === 'string' ? local(member) : prefixTypenames(member, keys),
    ]),
  );
}
