/** Inputs of groupings: which groups to keep (HAVING) and in which order. */

import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfig,
} from 'graphql';
import { groupingsOf } from '../model/groupings.ts';
import { derivedTypeName } from '../model/naming.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { inputBinding } from '../model/schema-bindings.ts';
import { filterTypeOf, isNumericOrDate } from './field-types.ts';
import { AGGREGATE_ROLES, type AggregateRole } from './figures.ts';
import { FLOAT_FILTER, INT_FILTER } from './filter-inputs.ts';
import { ORDER_DIRECTION } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

type InputFields = Record<string, GraphQLInputFieldConfig>;

export function buildHavingInput(object: ObjectModel, types: TypeSource): GraphQLInputObjectType {
  const input: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, 'Having'),
    description: `Conditions on groups of ${object.labelPlural}; all that are given must hold.`,
    fields: () => ({
      and: {
        type: new GraphQLList(new GraphQLNonNull(input)),
        extensions: inputBinding({ kind: 'and' }),
      },
      or: {
        type: new GraphQLList(new GraphQLNonNull(input)),
        extensions: inputBinding({ kind: 'or' }),
      },
      not: { type: input, extensions: inputBinding({ kind: 'not' }) },
      count: { type: INT_FILTER, extensions: inputBinding({ kind: 'count' }) },
      ...havingFigures(object, types),
    }),
  });
  return input;
}

/** Filters by field for one kind of figure. */
export function buildHavingFigureInput(
  object: ObjectModel,
  suffix: AggregateRole['havingSuffix'],
): GraphQLInputObjectType | null {
  const role = AGGREGATE_ROLES.find((one) => one.havingSuffix === suffix);
  const fields = role && [...object.fields.values()].filter((field) => role.accepts(field));
  const inputs: InputFields = {};
  for (const field of fields ?? []) {
    const type = figureFilter(suffix, field);
    if (type === null) continue;
    inputs[field.graphqlName] = { type, extensions: inputBinding({ kind: 'condition', field }) };
  }
  if (Object.keys(inputs).length === 0) return null;
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, suffix),
    description: 'Conditions on a figure, by field.',
    fields: inputs,
  });
}

export function buildGroupOrderInput(
  object: ObjectModel,
  types: TypeSource,
): GraphQLInputObjectType {
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, 'GroupOrder'),
    description: 'One order of groups: exactly one figure or part of the key.',
    isOneOf: true,
    fields: () => ({
      ...Object.fromEntries(
        groupingsOf(object)
          .filter((grouping) => grouping.field.sortable && !isFigureName(grouping.graphqlName))
          .map((grouping) => [
            grouping.graphqlName,
            {
              type: ORDER_DIRECTION,
              extensions: inputBinding({ kind: 'groupingOrder', grouping }),
            },
          ]),
      ),
      count: { type: ORDER_DIRECTION, extensions: inputBinding({ kind: 'count' }) },
      ...figureOrders(object, types),
    }),
  });
}

/** `sum: { amount: DESC }`: the field orders of one figure share a type per kind of result. */
export function buildFigureOrderInput(
  object: ObjectModel,
  suffix: AggregateRole['orderSuffix'],
): GraphQLInputObjectType | null {
  const role = AGGREGATE_ROLES.find((one) => one.orderSuffix === suffix);
  const fields = role && [...object.fields.values()].filter((field) => role.accepts(field));
  if (fields === undefined || fields.length === 0) return null;
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, suffix),
    description: 'One order by a figure: exactly one field.',
    isOneOf: true,
    fields: Object.fromEntries(
      fields.map((field) => [
        field.graphqlName,
        { type: ORDER_DIRECTION, extensions: inputBinding({ kind: 'orderField', field }) },
      ]),
    ),
  });
}

// Private:

function havingFigures(object: ObjectModel, types: TypeSource): InputFields {
  const inputs: InputFields = {};
  for (const role of AGGREGATE_ROLES) {
    const type = types.input(object, role.havingSuffix);
    if (type === null) continue;
    inputs[role.name] = { type, extensions: inputBinding({ kind: 'aggregates', name: role.name }) };
  }
  return inputs;
}

function figureOrders(object: ObjectModel, types: TypeSource): InputFields {
  const inputs: InputFields = {};
  for (const role of AGGREGATE_ROLES) {
    const type = types.input(object, role.orderSuffix);
    if (type === null) continue;
    inputs[role.name] = { type, extensions: inputBinding({ kind: 'aggregates', name: role.name }) };
  }
  return inputs;
}

/** MIN and MAX are compared like the field itself, where HAVING can: numbers and dates. */
function figureFilter(
  suffix: AggregateRole['havingSuffix'],
  field: FieldModel,
): GraphQLInputObjectType | null {
  switch (suffix) {
    case 'HavingCount':
      return INT_FILTER;
    case 'HavingNumber':
      return FLOAT_FILTER;
    case 'HavingValue':
      return isNumericOrDate(field) ? filterTypeOf(field) : null;
  }
}

/** A field that is called like a figure is ordered by through its group's key order only. */
function isFigureName(name: string): boolean {
  return name === 'count' || AGGREGATE_ROLES.some((role) => role.name === name);
}
