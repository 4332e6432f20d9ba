/** Relay connections: the list fields with their arguments, and the connection and edge types of one object. */

import {
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
} from 'graphql';
import { derivedTypeName } from '../model/naming.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBinding, typeBinding, type OutputBinding } from '../model/schema-bindings.ts';
import { DEFAULT_PAGE_ROWS } from '../plan/list-arguments.ts';
import { GROUP_MODE, PAGE_INFO } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

export const DEFAULT_GROUPS = 200;

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;

/** A field whose value is a connection to `object`. */
export function connectionField(
  object: ObjectModel,
  types: TypeSource,
  options: { readonly description: string; readonly binding: OutputBinding },
): FieldConfig {
  const connection = types.output(object, 'Connection');
  if (connection === null) throw new Error(`${object.name} has no connection type.`);
  return {
    type: new GraphQLNonNull(connection),
    description: options.description,
    args: listArguments(object, types),
    extensions: outputBinding(options.binding),
  };
}

export function buildConnectionType(object: ObjectModel, types: TypeSource): GraphQLObjectType {
  const listOf = (type: GraphQLObjectType) =>
    new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'Connection'),
    description: `A page of ${object.labelPlural}.`,
    extensions: typeBinding({ object }),
    fields: () => ({
      edges: {
        type: listOf(required(types.output(object, 'Edge'))),
        description: 'The rows, each with its cursor.',
        extensions: outputBinding({ kind: 'edges' }),
      },
      nodes: {
        type: listOf(types.objectType(object)),
        description: 'The rows.',
        extensions: outputBinding({ kind: 'nodes' }),
      },
      pageInfo: {
        type: new GraphQLNonNull(PAGE_INFO),
        description: 'Where this page stands in the list.',
        extensions: outputBinding({ kind: 'pageInfo' }),
      },
      totalCount: {
        type: GraphQLInt,
        description: 'Rows that match, on all pages. Counted only when asked for.',
        extensions: outputBinding({ kind: 'totalCount' }),
      },
      ...aggregateFields(object, types),
    }),
  });
}

export function buildEdgeType(object: ObjectModel, types: TypeSource): GraphQLObjectType {
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'Edge'),
    description: `One of ${object.labelPlural} in a page.`,
    extensions: typeBinding({ object }),
    fields: () => ({
      cursor: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Give it to `after` or `before` to page on from here.',
        extensions: outputBinding({ kind: 'edgeCursor' }),
      },
      node: {
        type: new GraphQLNonNull(types.objectType(object)),
        description: 'The row.',
        extensions: outputBinding({ kind: 'edgeNode' }),
      },
    }),
  });
}

/** Null when describe offers no scopes. */
export function buildScopeType(object: ObjectModel): GraphQLEnumType | null {
  const scopes = object.scopes.filter((scope) => /^[A-Za-z]\w*$/.test(scope));
  if (scopes.length === 0) return null;
  return new GraphQLEnumType({
    name: derivedTypeName(object.typeName, 'Scope'),
    description: `Named sets of ${object.labelPlural}, as seen by the gateway's own Salesforce user.`,
    values: Object.fromEntries(scopes.map((scope) => [scope, { value: scope }])),
  });
}

// Private:

function listArguments(object: ObjectModel, types: TypeSource): GraphQLFieldConfigArgumentMap {
  const where = types.input(object, 'Where');
  const order = types.input(object, 'Order');
  const scope = types.enumeration(object, 'Scope');
  return {
    ...(where === null ? {} : { where: { type: where, description: 'Only rows like these.' } }),
    ...(order === null
      ? {}
      : {
          orderBy: {
            type: new GraphQLList(new GraphQLNonNull(order)),
            description: 'Order of the rows; the record id decides between equals.',
          },
        }),
    first: {
      type: GraphQLInt,
      defaultValue: DEFAULT_PAGE_ROWS,
      description: 'Rows from the start, or after `after`.',
    },
    after: { type: GraphQLString, description: 'Cursor of the row before the page.' },
    last: {
      type: GraphQLInt,
      description: 'Rows from the end, or before `before`; without `first`.',
    },
    before: { type: GraphQLString, description: 'Cursor of the row after the page.' },
    ...(scope === null ? {} : { scope: { type: scope, description: 'A named set of rows.' } }),
  };
}

function aggregateFields(object: ObjectModel, types: TypeSource): Record<string, FieldConfig> {
  const groupBy = types.enumeration(object, 'GroupBy');
  return {
    aggregate: {
      type: required(types.output(object, 'Aggregate')),
      description: 'Figures over all rows that match, on all pages.',
      extensions: outputBinding({ kind: 'aggregate' }),
    },
    ...(groupBy === null ? {} : { groupBy: groupByField(object, types, groupBy) }),
  };
}

function groupByField(
  object: ObjectModel,
  types: TypeSource,
  groupBy: GraphQLEnumType,
): FieldConfig {
  const having = types.input(object, 'Having');
  const order = types.input(object, 'GroupOrder');
  const group = required(types.output(object, 'Group'));
  return {
    type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(group))),
    description: 'The rows that match, in groups with figures over each.',
    args: {
      by: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(groupBy))),
        description: 'What makes a group.',
      },
      mode: { type: GROUP_MODE, defaultValue: 'PLAIN', description: 'Which subtotals to add.' },
      ...(having === null
        ? {}
        : { having: { type: having, description: 'Only groups like these.' } }),
      ...(order === null
        ? {}
        : {
            orderBy: {
              type: new GraphQLList(new GraphQLNonNull(order)),
              description: 'Order of the groups.',
            },
          }),
      first: {
        type: GraphQLInt,
        defaultValue: DEFAULT_GROUPS,
        description: 'Groups from the start, at most 2,000.',
      },
    },
    extensions: outputBinding({ kind: 'groupBy' }),
  };
}

function required<Type>(type: Type | null): Type {
  if (type === null) throw new Error('A type that every object has is missing.');
  return type;
}
