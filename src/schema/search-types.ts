/** The types of `search`: what can be searched, and the union of what can be found. */

import {
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  GraphQLUnionType,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
} from 'graphql';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBinding } from '../model/schema-bindings.ts';
import { describeMember } from './description.ts';
import type { TypeSource } from './type-source.ts';

export const DEFAULT_SEARCH_RECORDS = 20;

export interface SearchTypes {
  readonly field: GraphQLFieldConfig<unknown, unknown>;
  readonly all: readonly GraphQLNamedType[];
}

/** Null when Salesforce can search none of the objects. */
export function buildSearchTypes(types: TypeSource): SearchTypes | null {
  const objects = [...types.model.objects.values()].filter(isSearchable);
  if (objects.length === 0) return null;
  const object = new GraphQLEnumType({
    name: 'SearchObject',
    description: 'Objects that can be searched.',
    values: () =>
      Object.fromEntries(
        objects.map((one) => [one.typeName, { value: one.name, description: describeMember(one) }]),
      ),
  });
  const result = new GraphQLUnionType({
    name: 'SearchResult',
    description: 'A record that a search found.',
    types: () => objects.map((one) => types.objectType(one)),
  });
  const results = new GraphQLObjectType({
    name: 'SearchResults',
    description: 'What a search found.',
    fields: {
      nodes: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(result))),
        description: 'The records: the best of each object first, then the next of each.',
        extensions: outputBinding({ kind: 'nodes' }),
      },
    },
  });
  return { field: searchField(results, object), all: [object, result, results] };
}

// Private:

function isSearchable(object: ObjectModel): boolean {
  return object.searchable && object.queryable && object.hasId;
}

function searchField(
  results: GraphQLObjectType,
  object: GraphQLEnumType,
): GraphQLFieldConfig<unknown, unknown> {
  return {
    type: new GraphQLNonNull(results),
    description:
      'Records of several objects that hold every word of a text. Staff search all fields by SOSL, where each word is the beginning of one; everybody else the text, e-mail and phone fields they may read.',
    args: {
      text: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'Words, taken literally; at least two letters or digits.',
      },
      in: {
        type: new GraphQLList(new GraphQLNonNull(object)),
        description: 'Objects to search; without it those that `nodes` has a fragment on.',
      },
      first: {
        type: GraphQLInt,
        defaultValue: DEFAULT_SEARCH_RECORDS,
        description: 'Records of all objects together, at most 200.',
      },
    },
    extensions: outputBinding({ kind: 'search' }),
  };
}
