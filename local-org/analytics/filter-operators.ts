/** Which operators a column of each data type takes. Source: a recorded describe (reportforce sample_metadata). */

export const OPERATOR_LABELS = {
  equals: 'equals',
  notEqual: 'not equal to',
  lessThan: 'less than',
  greaterThan: 'greater than',
  lessOrEqual: 'less or equal',
  greaterOrEqual: 'greater or equal',
  contains: 'contains',
  notContain: 'does not contain',
  startsWith: 'starts with',
  includes: 'includes',
  excludes: 'excludes',
} as const;

export type FilterOperator = keyof typeof OPERATOR_LABELS;

const ORDERED = [
  'equals',
  'notEqual',
  'lessThan',
  'greaterThan',
  'lessOrEqual',
  'greaterOrEqual',
] as const;
const TEXT = [...ORDERED, 'contains', 'notContain', 'startsWith'] as const;

export const OPERATORS_OF_TYPE: Readonly<Record<string, readonly FilterOperator[]>> = {
  date: ORDERED,
  string: TEXT,
  double: ORDERED,
  picklist: TEXT,
  textarea: TEXT,
  percent: ORDERED,
  int: ORDERED,
  url: TEXT,
  reference: ['equals', 'notEqual'],
  datetime: ORDERED,
  boolean: ['equals', 'notEqual'],
  phone: TEXT,
  currency: ORDERED,
  html: TEXT,
  id: ['equals', 'notEqual', 'startsWith'],
  email: TEXT,
  multipicklist: ['equals', 'notEqual', 'includes', 'excludes'],
  time: ORDERED,
};

export function operatorOf(dataType: string, name: string): FilterOperator | undefined {
  return OPERATORS_OF_TYPE[dataType]?.find((operator) => operator === name);
}
