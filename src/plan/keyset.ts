/** Keyset paging: the order of a list, and the condition for the rows after (or before) a position in it. */

import { AppError } from '../common/errors.ts';
import type { FieldModel } from '../model/org-model.ts';
import {
  allOf,
  anyOf,
  equals,
  fieldOperand,
  isNotNull,
  isNull,
} from '../soql/condition-builders.ts';
import type { Condition, FieldPath, Operand, OrderNode, SoqlValue } from '../soql/nodes.ts';
import type { CursorPosition, OrderValue } from './cursor.ts';
import { soqlValue } from './filter-condition.ts';

export interface OrderKey {
  readonly path: FieldPath;
  readonly direction: 'ASC' | 'DESC';
  /** Where rows without a value stand; null where every row has one. */
  readonly nulls: 'FIRST' | 'LAST' | null;
  readonly type: FieldModel['type'];
  /** Values of a picklist in setup order, which is the order they sort in; null for other types. */
  readonly setupOrder: readonly string[] | null;
}

/** Decides between rows that are equal in every other key. */
export const ID_KEY: OrderKey = {
  path: ['Id'],
  direction: 'ASC',
  nulls: null,
  type: 'id',
  setupOrder: null,
};

export function orderNodes(keys: readonly OrderKey[]): readonly OrderNode[] {
  return keys.map(({ path, direction, nulls }) => ({
    operand: fieldOperand(...path),
    direction,
    nulls,
  }));
}

/** The same order read from its end. */
export function reversed(keys: readonly OrderKey[]): readonly OrderKey[] {
  return keys.map((key) => ({
    ...key,
    direction: key.direction === 'ASC' ? 'DESC' : 'ASC',
    nulls: key.nulls === null ? null : key.nulls === 'FIRST' ? 'LAST' : 'FIRST',
  }));
}

/**
 * Rows that come after the position: later in the first key, or equal in it and later in the second, and so on.
 * @throws AppError BAD_USER_INPUT when the position does not fit the order.
 */
export function rowsAfter(keys: readonly OrderKey[], position: CursorPosition): Condition {
  if (position.length !== keys.length) throw unfitPosition();
  const alternatives = keys.map((key, i) => {
    const later = laterThan(key, valueAt(position, i));
    if (later === null) return null;
    const ties = keys.slice(0, i).map((tied, j) => sameAs(tied, valueAt(position, j)));
    return allOf([...ties, later]);
  });
  const condition = anyOf(alternatives);
  // The id is the last key and always has later values, so there is always an alternative.
  if (condition === null) throw unfitPosition();
  return condition;
}

// Private:

function valueAt(position: CursorPosition, index: number): OrderValue {
  const value = position[index];
  if (value === undefined) throw unfitPosition();
  return value;
}

function unfitPosition(): AppError {
  return new AppError('BAD_USER_INPUT', 'The cursor does not fit the order of this list.', {
    hint: 'Page on with the orderBy that the cursor was made with.',
  });
}

function sameAs(key: OrderKey, value: OrderValue): Condition {
  return equals(fieldOperand(...key.path), soqlValue(key.type, value));
}

/** Null when nothing can come after the value in this key alone. */
function laterThan(key: OrderKey, value: OrderValue): Condition | null {
  const operand = fieldOperand(...key.path);
  if (value === null) return key.nulls === 'FIRST' ? isNotNull(operand) : null;
  const nullsFollow = key.nulls === 'LAST' ? isNull(operand) : null;
  return anyOf([laterValues(key, operand, value), nullsFollow]);
}

function laterValues(key: OrderKey, operand: Operand, value: string | number | boolean) {
  if (key.setupOrder !== null) return laterEntries(key, key.setupOrder, operand, value);
  if (key.type === 'boolean') return laterBoolean(key, operand, value);
  return compare(key, operand, soqlValue(key.type, value));
}

function compare(key: OrderKey, operand: Operand, value: SoqlValue): Condition {
  return { kind: 'compare', operand, operator: key.direction === 'ASC' ? '>' : '<', value };
}

/** SOQL compares booleans by = only; false sorts before true. */
function laterBoolean(key: OrderKey, operand: Operand, value: string | number | boolean) {
  const last = key.direction === 'ASC';
  return value === last ? null : equals(operand, { type: 'boolean', value: last });
}

/** Values that are in no entry (inactive ones, or typed in through the API) sort after all entries, by text. */
function laterEntries(
  key: OrderKey,
  entries: readonly string[],
  operand: Operand,
  value: string | number | boolean,
): Condition | null {
  const text = String(value);
  const index = entries.findIndex((entry) => entry.toLowerCase() === text.toLowerCase());
  const listed = oneOf(operand, false, entries);
  const unlisted = allOf([isNotNull(operand), oneOf(operand, true, entries)]);
  if (index < 0) {
    const laterUnlisted = allOf([unlisted, compare(key, operand, { type: 'string', value: text })]);
    return key.direction === 'ASC' ? laterUnlisted : anyOf([laterUnlisted, listed]);
  }
  return key.direction === 'ASC'
    ? anyOf([oneOf(operand, false, entries.slice(index + 1)), unlisted])
    : oneOf(operand, false, entries.slice(0, index));
}

function oneOf(operand: Operand, negated: boolean, values: readonly string[]): Condition | null {
  if (values.length === 0) return null;
  return {
    kind: 'in',
    operand,
    negated,
    values: values.map((value) => ({ type: 'string', value })),
  };
}
