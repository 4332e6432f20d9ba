/** What makes the schema an Apollo Federation 2 subgraph: `_service`, `_entities`, and the SDL a composer reads. */

import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
  GraphQLUnionType,
  Kind,
  isObjectType,
  parse,
  print,
  valueFromASTUntyped,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { outputBinding } from '../model/schema-bindings.ts';
import { annotatedDocument } from './print-sdl.ts';
import { NODE, PAGE_INFO } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

export interface FederationTypes {
  readonly fields: Readonly<Record<string, GraphQLFieldConfig<unknown, unknown>>>;
  readonly all: readonly GraphQLNamedType[];
}

/** Null when no object has an id to be found by. @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec */
export function buildFederationTypes(types: TypeSource): FederationTypes | null {
  const objects = [...types.model.objects.values()].filter((one) => one.queryable && one.hasId);
  if (objects.length === 0) return null;
  const any = buildAnyScalar();
  const service = buildServiceType();
  const entity = new GraphQLUnionType({
    name: '_Entity',
    description: 'A record that another subgraph refers to.',
    types: () => objects.map((object) => types.objectType(object)),
  });
  return {
    all: [any, entity, service],
    fields: {
      _service: {
        type: new GraphQLNonNull(service),
        description: 'This subgraph, for the composer of a supergraph.',
        resolve: (_source, _args, _context, info) => ({ sdl: printSubgraphSdl(info.schema) }),
      },
      _entities: {
        type: new GraphQLNonNull(new GraphQLList(entity)),
        description: 'Records by what another subgraph knows of them: `__typename` and `id`.',
        args: {
          representations: {
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(any))),
            description: 'At most 2000.',
          },
        },
        extensions: outputBinding({ kind: 'entities' }),
      },
    },
  };
}

/** Walks the whole schema the first time; the text is kept as long as the schema is. */
export function printSubgraphSdl(schema: GraphQLSchema): string {
  const known = printed.get(schema);
  if (known !== undefined) return known;
  const document = visit(annotatedDocument(schema), {
    // Composers do not know it yet; the subgraph itself still checks that exactly one member is given.
    Directive: (node) => (node.name.value === 'oneOf' ? null : undefined),
    ObjectTypeDefinition: (node) => {
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

/** The planner checks what is in it. */
function buildAnyScalar(): GraphQLScalarType {
  return new GraphQLScalarType({
    name: '_Any',
    description: 'An object with `__typename` and the fields of a key.',
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  });
}

function buildServiceType(): GraphQLObjectType {
  return new GraphQLObjectType({
    name: '_Service',
    description: 'A subgraph.',
    fields: { sdl: { type: GraphQLString, description: 'Its schema in SDL.' } },
  });
}
