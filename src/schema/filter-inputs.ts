/** The inputs that hold operators: one for each kind of value. */

import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfig,
  type GraphQLScalarType,
} from 'graphql';
import { inputBinding, type FilterOperator } from '../model/schema-bindings.ts';
import {
  GraphQLDateOrLiteral,
  GraphQLDateTimeOrLiteral,
  GraphQLLong,
  GraphQLTime,
} from './scalars.ts';

const EQUALITY: readonly FilterOperator[] = ['eq', 'ne', 'in', 'nin', 'isNull'];
const ORDERED: readonly FilterOperator[] = [
  ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'isNull'] as const),
];
const TEXT: readonly FilterOperator[] = [
  ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'] as const),
  ...(['like', 'startsWith', 'contains', 'isNull'] as const),
];

const DESCRIPTIONS: Readonly<Record<FilterOperator, string>> = {
  eq: 'Equal.',
  ne: 'Not equal; rows without a value count as not equal.',
  gt: 'Greater than, or after.',
  gte: 'Greater than or equal, or not before.',
  lt: 'Less than, or before.',
  lte: 'Less than or equal, or not after.',
  in: 'One of these. The list must not be empty.',
  nin: 'None of these. The list must not be empty.',
  like: 'A pattern: `%` stands for any text, `_` for one character; write `\\%`, `\\_` and `\\\\` for themselves.',
  startsWith: 'Starts with this text, taken literally.',
  contains: 'Holds this text, taken literally.',
  isNull: 'True: without a value. False: with a value.',
  includes: 'Holds one of these; `A;B` means both.',
  excludes: 'Holds none of these; `A;B` means both.',
  near: 'Nearer to a place than a distance.',
};

export const ID_FILTER = filterInput('IdFilter', GraphQLID, EQUALITY);
export const STRING_FILTER = filterInput('StringFilter', GraphQLString, TEXT);
export const PICKLIST_FILTER = filterInput('PicklistFilter', GraphQLString, EQUALITY);
export const MULTI_PICKLIST_FILTER = filterInput('MultiPicklistFilter', GraphQLString, [
  ...(['includes', 'excludes', 'isNull'] as const),
]);
export const BOOLEAN_FILTER = filterInput('BooleanFilter', GraphQLBoolean, ['eq', 'ne']);
export const INT_FILTER = filterInput('IntFilter', GraphQLInt, ORDERED);
export const LONG_FILTER = filterInput('LongFilter', GraphQLLong, ORDERED);
export const FLOAT_FILTER = filterInput('FloatFilter', GraphQLFloat, ORDERED);
export const DATE_FILTER = filterInput('DateFilter', GraphQLDateOrLiteral, ORDERED);
export const DATE_TIME_FILTER = filterInput('DateTimeFilter', GraphQLDateTimeOrLiteral, ORDERED);
export const TIME_FILTER = filterInput('TimeFilter', GraphQLTime, ORDERED);

export const DISTANCE_UNIT = new GraphQLEnumType({
  name: 'DistanceUnit',
  description: 'Unit of a distance.',
  values: {
    KM: { value: 'km', description: 'Kilometres.' },
    MI: { value: 'mi', description: 'Miles.' },
  },
});

const GEOLOCATION_NEAR = new GraphQLInputObjectType({
  name: 'GeolocationNear',
  description: 'A circle around a place.',
  fields: {
    latitude: { type: new GraphQLNonNull(GraphQLFloat), description: 'Degrees, -90 to 90.' },
    longitude: { type: new GraphQLNonNull(GraphQLFloat), description: 'Degrees, -180 to 180.' },
    within: { type: new GraphQLNonNull(GraphQLFloat), description: 'Distance, more than 0.' },
    unit: {
      type: new GraphQLNonNull(DISTANCE_UNIT),
      defaultValue: 'km',
      description: 'Unit of the distance.',
    },
  },
});

const GEOLOCATION_OPERATORS: readonly FilterOperator[] = ['near'];

export const GEOLOCATION_FILTER = filterInput(
  'GeolocationFilter',
  GEOLOCATION_NEAR,
  GEOLOCATION_OPERATORS,
);

export const FILTER_INPUTS: readonly GraphQLInputObjectType[] = [
  ...[ID_FILTER, STRING_FILTER, PICKLIST_FILTER, MULTI_PICKLIST_FILTER, BOOLEAN_FILTER],
  ...[INT_FILTER, LONG_FILTER, FLOAT_FILTER, DATE_FILTER, DATE_TIME_FILTER, TIME_FILTER],
  ...[GEOLOCATION_FILTER, GEOLOCATION_NEAR],
];

// Private:

function filterInput(
  name: string,
  operand: Operand,
  operators: readonly FilterOperator[],
): GraphQLInputObjectType {
  const fields: Record<string, GraphQLInputFieldConfig> = {};
  for (const operator of operators) {
    fields[operator] = {
      type: operandType(operator, operand),
      description: DESCRIPTIONS[operator],
      extensions: inputBinding({ kind: 'operator', operator }),
    };
  }
  return new GraphQLInputObjectType({
    name,
    description: 'Conditions on one value; several operators must all hold.',
    fields,
  });
}

type Operand = GraphQLScalarType | GraphQLInputObjectType;

function operandType(operator: FilterOperator, operand: Operand) {
  switch (operator) {
    case 'in':
    case 'nin':
    case 'includes':
    case 'excludes':
      return new GraphQLList(new GraphQLNonNull(operand));
    case 'isNull':
      return GraphQLBoolean;
    case 'eq':
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'like':
    case 'startsWith':
    case 'contains':
    case 'near':
      return operand;
  }
}
