/** Output types of groupings: a group, its key, and the enum of what can be grouped by. */

import {
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { groupingsOf } from '../model/groupings.ts';
import { derivedTypeName } from '../model/naming.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBinding, typeBinding, type Grouping } from '../model/schema-bindings.ts';
import { describeMember } from './description.ts';
import { outputTypeOf } from './field-types.ts';
import { figureFields } from './figures.ts';
import { GraphQLDate } from './scalars.ts';
import type { TypeSource } from './type-source.ts';

export function buildGroupType(object: ObjectModel, types: TypeSource): GraphQLObjectType | null {
  const key = types.output(object, 'GroupKey');
  const groupBy = types.enumeration(object, 'GroupBy');
  if (key === null || groupBy === null) return null;
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'Group'),
    description: `A group of ${object.labelPlural}.`,
    extensions: typeBinding({ object }),
    fields: () => ({
      key: {
        type: new GraphQLNonNull(key),
        description: 'What the rows of the group share; null for what they were not grouped by.',
        extensions: outputBinding({ kind: 'groupKey' }),
      },
      subtotalOf: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(groupBy))),
        description: 'With ROLLUP or CUBE: the parts of the key that this group sums over.',
        extensions: outputBinding({ kind: 'subtotalOf' }),
      },
      ...figureFields(object, types),
    }),
  });
}

export function buildGroupKeyType(object: ObjectModel): GraphQLObjectType | null {
  const groupings = groupingsOf(object);
  if (groupings.length === 0) return null;
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'GroupKey'),
    description: `What a group of ${object.labelPlural} shares.`,
    extensions: typeBinding({ object }),
    fields: () =>
      Object.fromEntries(
        groupings.map((grouping) => [
          grouping.graphqlName,
          {
            type: keyPartType(grouping),
            description: describeGrouping(grouping),
            extensions: outputBinding({ kind: 'groupKeyPart', grouping }),
          },
        ]),
      ),
  });
}

export function buildGroupByEnum(object: ObjectModel): GraphQLEnumType | null {
  const groupings = groupingsOf(object);
  if (groupings.length === 0) return null;
  return new GraphQLEnumType({
    name: derivedTypeName(object.typeName, 'GroupBy'),
    description: `What ${object.labelPlural} can be grouped by.`,
    values: Object.fromEntries(
      groupings.map((grouping) => [
        grouping.graphqlName,
        { description: describeGrouping(grouping) },
      ]),
    ),
  });
}

// Private:

function keyPartType(grouping: Grouping): GraphQLOutputType {
  if (grouping.fn === null) return outputTypeOf(grouping.field);
  return grouping.fn === 'DAY_ONLY' ? GraphQLDate : GraphQLInt;
}

function describeGrouping(grouping: Grouping): string {
  const what = describeMember(grouping.field);
  return grouping.fn === null ? what : `\`${grouping.fn}\` of ${what}`;
}
