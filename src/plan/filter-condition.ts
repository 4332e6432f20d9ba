/** One operator of a filter with its value → one SOQL condition. */

import { AppError } from '../common/errors.ts';
import type { FieldModel } from '../model/org-model.ts';
import type { FilterOperator } from '../model/schema-bindings.ts';
import { equals, isNotNull, isNull } from '../soql/condition-builders.ts';
import { isDateLiteral } from '../soql/date-literals.ts';
import type { ComparisonOperator, Condition, LikePart, Operand, SoqlValue } from '../soql/nodes.ts';

/** @throws AppError BAD_USER_INPUT when the value would match nothing in particular: null, an empty list or empty text. */
export function filterCondition(
  operand: Operand,
  type: FieldModel['type'],
  operator: FilterOperator,
  value: unknown,
): Condition {
  if (value === null || value === undefined) throw emptyFilter(`${operator}: null`);
  switch (operator) {
    case 'eq':
      return equals(operand, soqlValue(type, value));
    case 'ne':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return {
        kind: 'compare',
        operand,
        operator: COMPARISONS[operator],
        value: soqlValue(type, value),
      };
    case 'in':
    case 'nin':
      return {
        kind: 'in',
        operand,
        negated: operator === 'nin',
        values: distinct(listOf(operator, value)).map((one) => soqlValue(type, one)),
      };
    case 'like':
      return { kind: 'like', operand, pattern: readPattern(textOf(operator, value)) };
    case 'startsWith':
      return {
        kind: 'like',
        operand,
        pattern: [{ text: textOf(operator, value) }, { wildcard: '%' }],
      };
    case 'contains':
      return {
        kind: 'like',
        operand,
        pattern: [{ wildcard: '%' }, { text: textOf(operator, value) }, { wildcard: '%' }],
      };
    case 'isNull':
      return value === true ? isNull(operand) : isNotNull(operand);
    case 'near':
      return distanceCondition(operand, value);
    case 'includes':
    case 'excludes':
      return {
        kind: 'includes',
        operand,
        negated: operator === 'excludes',
        combinations: distinct(listOf(operator, value)).map((one) =>
          textOf(operator, one).split(';'),
        ),
      };
  }
}

/** A value of GraphQL (or of a cursor) as the SOQL value that fields of this type are compared with. */
export function soqlValue(type: FieldModel['type'], value: unknown): SoqlValue {
  if (value === null) return { type: 'null' };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value !== 'string') throw new TypeError(`A filter value is ${typeof value}.`);
  switch (type) {
    case 'id':
    case 'reference':
      return { type: 'id', value };
    case 'date':
      return { type: isDateLiteral(value) ? 'dateLiteral' : 'date', value };
    case 'datetime':
      return { type: isDateLiteral(value) ? 'dateLiteral' : 'dateTime', value };
    case 'time':
      return { type: 'time', value };
    default:
      return { type: 'string', value };
  }
}

export function emptyFilter(what: string): AppError {
  return new AppError('BAD_USER_INPUT', `A filter holds ${what}, which says nothing.`, {
    hint: 'Leave the condition out, or give it a value; use isNull to look for rows without one.',
  });
}

// Private:

function distanceCondition(operand: Operand, value: unknown): Condition {
  const { latitude, longitude, within, unit } = value as Readonly<Record<string, unknown>>;
  return {
    kind: 'distance',
    operand,
    latitude: numberBetween('latitude', latitude, -90, 90),
    longitude: numberBetween('longitude', longitude, -180, 180),
    within: numberBetween('distance', within, Number.MIN_VALUE, MAX_DISTANCE),
    unit: unit === 'mi' ? 'mi' : 'km',
  };
}

/** Halfway round the Earth, in kilometres. */
const MAX_DISTANCE = 20_040;

function numberBetween(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new AppError('BAD_USER_INPUT', `A filter by distance has the ${name} ${String(value)}.`, {
    hint:
      least > 0
        ? `Give a distance of more than 0 and at most ${most}.`
        : `Give degrees from ${least} to ${most}.`,
  });
}

const COMPARISONS: Readonly<Record<'ne' | 'gt' | 'gte' | 'lt' | 'lte', ComparisonOperator>> = {
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

function listOf(operator: FilterOperator, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw emptyFilter(`${operator}: []`);
  return value;
}

function distinct(values: readonly unknown[]): readonly unknown[] {
  return [...new Set(values)];
}

/** An empty text would be a pattern that every row matches. */
function textOf(operator: FilterOperator, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${operator} takes text.`);
  if (value === '') throw emptyFilter(`${operator}: ""`);
  return value;
}

/** `%` and `_` are wildcards; a backslash takes the character after it literally. */
function readPattern(text: string): readonly LikePart[] {
  const pieces = text.match(/\\[\s\S]|[%_]|[^\\%_]+|\\$/g) ?? [];
  return pieces.map((piece): LikePart => {
    if (piece === '%' || piece === '_') return { wildcard: piece };
    return { text: piece.length === 2 && piece.startsWith('\\') ? piece.slice(1) : piece };
  });
}
