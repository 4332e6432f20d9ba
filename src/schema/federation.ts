/** What makes the schema an Apollo Federation 2 subgraph: the root fields `_service` and `_entities`, and their types. */

import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
  GraphQLUnionType,
  valueFromASTUntyped,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
} from 'graphql';
import { outputBinding } from '../model/schema-bindings.ts';
import type { TypeSource } from './type-source.ts';

export interface FederationTypes {
  /** Without a resolver: the SDL is of the schema as a whole. */
  readonly service: GraphQLFieldConfig<unknown, unknown>;
  readonly entities: GraphQLFieldConfig<unknown, unknown>;
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
    service: {
      type: new GraphQLNonNull(service),
      description: 'This subgraph, for the composer of a supergraph.',
    },
    entities: {
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
  };
}

// Private:

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
