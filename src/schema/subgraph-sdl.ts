/** The schema as a composer of supergraphs reads it: SDL with keys and the link to federation's definition. */

import {
  Kind,
  isObjectType,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { annotatedDocument } from './print-sdl.ts';
import { NODE, PAGE_INFO } from './shared-types.ts';

/** Walks the whole schema the first time; the text is kept as long as the schema is. */
export function printSubgraphSdl(schema: GraphQLSchema): string {
  const known = printed.get(schema);
  if (known !== undefined) return known;
  const document = visit(annotatedDocument(schema), {
    // Composers do not know it yet; the subgraph itself still checks that exactly one member is given.
    Directive: (node) => (node.name.value === 'oneOf' ? null : undefined),
    ObjectTypeDefinition: (node) => {
      // Routers would send it to /graphql, which serves none; who subscribes asks the gateway itself.
      if (node.name.value === schema.getSubscriptionType()?.name) return null;
      const type = schema.getType(node.name.value);
      const added = isObjectType(type) ? directivesOf(type) : [];
      return added.length === 0
        ? undefined
        : { ...node, directives: [...(node.directives ?? []), ...added] };
    },
  });
  const sdl = `${print({ ...document, definitions: [...LINK.definitions, ...document.definitions] })}\n`;
  printed.set(schema, sdl);
  return sdl;
}

// Private:

const printed = new WeakMap<GraphQLSchema, string>();

const LINK: DocumentNode = parse(
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])',
  { noLocation: true },
);

/** A record is found by its id. Page info is the same in every schema that follows Relay. */
function directivesOf(type: GraphQLObjectType): readonly ConstDirectiveNode[] {
  if (type === PAGE_INFO) return [directive('shareable')];
  if (!type.getInterfaces().includes(NODE)) return [];
  return [directive('key', { fields: 'id' })];
}

function directive(name: string, args: Readonly<Record<string, string>> = {}): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: { kind: Kind.STRING, value },
    })),
  };
}
