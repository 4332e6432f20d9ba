/** Decides on a row in memory what a policy's condition says of it; for parents, which SOQL cannot filter. */

import type { Condition, SoqlValue } from '../soql/nodes.ts';
import { valueAtPath, type Row } from './rows.ts';

/**
 * Knows only what `isRowDecidable` lets through. Whatever else reaches it throws, for an unknown condition must never
 * come out true.
 */
export function satisfies(record: Row, condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((member) => satisfies(record, member));
    case 'or':
      return condition.conditions.some((member) => satisfies(record, member));
    case 'not':
      return !satisfies(record, condition.condition);
    case 'compare': {
      const isEqual = equalsValue(valueAtPath(record, condition.operand.path), condition.value);
      if (condition.operator === '=') return isEqual;
      if (condition.operator === '!=') return !isEqual;
      throw new TypeError(`A row cannot be decided by ${condition.operator}.`);
    }
    case 'in': {
      const value = valueAtPath(record, condition.operand.path);
      return condition.values.some((one) => equalsValue(value, one)) !== condition.negated;
    }
    case 'like':
    case 'includes':
    case 'distance':
    case 'semiJoin':
      throw new TypeError(`A row cannot be decided by ${condition.kind}.`);
  }
}

// Private:

/** Texts compare without case and an empty text is no value, as in SOQL; `boolean = null` means false. */
function equalsValue(actual: unknown, expected: SoqlValue): boolean {
  const value = actual === undefined || actual === '' ? null : actual;
  switch (expected.type) {
    case 'null':
      return value === null || value === false;
    case 'string':
      if (expected.value === '') return value === null;
      return typeof value === 'string' && value.toLowerCase() === expected.value.toLowerCase();
    case 'id':
      return typeof value === 'string' && value.slice(0, 15) === expected.value.slice(0, 15);
    case 'boolean':
      return (value === true) === expected.value;
    case 'number':
    case 'date':
      return value === expected.value;
    case 'dateTime':
    case 'time':
    case 'dateLiteral':
    case 'idOfWrite':
      throw new TypeError(`A row cannot be decided by a ${expected.type}.`);
  }
}
