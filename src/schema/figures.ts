/** Figures over rows: which fields each aggregate function takes, and the output types that carry the results. */

import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
} from 'graphql';
import { derivedTypeName, type DerivedTypeSuffix } from '../model/naming.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { outputBinding, typeBinding, type AggregateName } from '../model/schema-bindings.ts';
import { describeMember } from './description.ts';
import { isComparable, isCountable, isNumeric, outputTypeOf } from './field-types.ts';
import type { TypeSource } from './type-source.ts';

/** One aggregate function as the schema offers it. */
export interface AggregateRole {
  readonly name: AggregateName;
  readonly suffix: DerivedTypeSuffix;
  readonly description: string;
  /** Input types that HAVING and the order of groups use; functions with like results share them. */
  readonly havingSuffix: 'HavingCount' | 'HavingNumber' | 'HavingValue';
  readonly orderSuffix: 'CountOrder' | 'NumberOrder' | 'ValueOrder';
  accepts(field: FieldModel): boolean;
  resultType(field: FieldModel): GraphQLOutputType;
}

export const AGGREGATE_ROLES: readonly AggregateRole[] = [
  {
    name: 'countDistinct',
    suffix: 'CountDistinct',
    description: 'Different values.',
    havingSuffix: 'HavingCount',
    orderSuffix: 'CountOrder',
    accepts: isCountable,
    resultType: () => GraphQLInt,
  },
  {
    name: 'sum',
    suffix: 'Sum',
    description: 'Sums.',
    havingSuffix: 'HavingNumber',
    orderSuffix: 'NumberOrder',
    accepts: (field) => field.aggregatable && isNumeric(field),
    resultType: () => GraphQLFloat,
  },
  {
    name: 'avg',
    suffix: 'Avg',
    description: 'Averages.',
    havingSuffix: 'HavingNumber',
    orderSuffix: 'NumberOrder',
    accepts: (field) => field.aggregatable && isNumeric(field),
    resultType: () => GraphQLFloat,
  },
  {
    name: 'min',
    suffix: 'Min',
    description: 'Smallest values.',
    havingSuffix: 'HavingValue',
    orderSuffix: 'ValueOrder',
    accepts: isComparable,
    resultType: outputTypeOf,
  },
  {
    name: 'max',
    suffix: 'Max',
    description: 'Greatest values.',
    havingSuffix: 'HavingValue',
    orderSuffix: 'ValueOrder',
    accepts: isComparable,
    resultType: outputTypeOf,
  },
];

export function buildAggregateType(object: ObjectModel, types: TypeSource): GraphQLObjectType {
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'Aggregate'),
    description: `Figures over ${object.labelPlural}.`,
    extensions: typeBinding({ object }),
    fields: () => figureFields(object, types),
  });
}

/** `sum { amount }` and its like; null when no field of the object can be so aggregated. */
export function buildFigureType(
  object: ObjectModel,
  suffix: DerivedTypeSuffix,
): GraphQLObjectType | null {
  const role = AGGREGATE_ROLES.find((one) => one.suffix === suffix);
  const fields = role && [...object.fields.values()].filter((field) => role.accepts(field));
  if (role === undefined || fields === undefined || fields.length === 0) return null;
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, suffix),
    description: `${role.description.slice(0, -1)} over ${object.labelPlural}.`,
    extensions: typeBinding({ object }),
    fields: () =>
      Object.fromEntries(
        fields.map((field) => [
          field.graphqlName,
          {
            type: role.resultType(field),
            description: describeMember(field),
            extensions: outputBinding({ kind: 'aggregateOf', name: role.name, field }),
          },
        ]),
      ),
  });
}

/** The members that an aggregate and a group have in common. */
export function figureFields(
  object: ObjectModel,
  types: TypeSource,
): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  const fields: Record<string, GraphQLFieldConfig<unknown, unknown>> = {
    count: {
      type: new GraphQLNonNull(GraphQLInt),
      description: 'Rows.',
      extensions: outputBinding({ kind: 'count' }),
    },
  };
  for (const role of AGGREGATE_ROLES) {
    const type = types.output(object, role.suffix);
    if (type === null) continue;
    fields[role.name] = {
      type: new GraphQLNonNull(type),
      description: role.description,
      extensions: outputBinding({ kind: 'aggregates', name: role.name }),
    };
  }
  return fields;
}
