/** The inputs that hold operators: one for each kind of value. */

import {
  GraphQLBoolean,
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

export const FILTER_INPUTS: readonly GraphQLInputObjectType[] = [
  ...[ID_FILTER, STRING_FILTER, PICKLIST_FILTER, MULTI_PICKLIST_FILTER, BOOLEAN_FILTER],
  ...[INT_FILTER, LONG_FILTER, FLOAT_FILTER, DATE_FILTER, DATE_TIME_FILTER, TIME_FILTER],
];

// Private:

function filterInput(
  name: string,
  scalar: GraphQLScalarType,
  operators: readonly FilterOperator[],
): GraphQLInputObjectType {
  const fields: Record<string, GraphQLInputFieldConfig> = {};
  for (const operator of operators) {
    fields[operator] = {
      type: operandType(operator, scalar),
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

function operandType(operator: FilterOperator, scalar: GraphQLScalarType) {
  switch (operator) {
    case 'in':
    case 'nin':
    case 'includes':
    case 'excludes':
      return new GraphQLList(new GraphQLNonNull(scalar));
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
      return scalar;
  }
}
