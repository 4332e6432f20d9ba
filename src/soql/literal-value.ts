/** A literal of SOQL text → the value it stands for, where it fits the type of the field it is compared with. */

import { isDateLiteral } from './date-literals.ts';
import type { SoqlValue } from './nodes.ts';
import { unescapeString, type ParsedLiteral } from './parse-where.ts';
import { isRecordId } from './value-to-text.ts';

/** A literal as written; `time` stands in statements only. */
export interface WrittenLiteral {
  readonly type: ParsedLiteral['type'] | 'time';
  readonly text: string;
}

/** @param fieldType describe's type. @returns null when the literal does not fit it. */
export function literalValue(literal: WrittenLiteral, fieldType: string): SoqlValue | null {
  if (literal.type === 'null') return { type: 'null' };
  switch (fieldType) {
    case 'boolean':
      return literal.type === 'boolean'
        ? { type: 'boolean', value: literal.text.toLowerCase() === 'true' }
        : null;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return literal.type === 'number' ? { type: 'number', value: Number(literal.text) } : null;
    case 'date':
    case 'datetime':
      return dateValue(literal, fieldType);
    case 'time':
      return literal.type === 'time' ? { type: 'time', value: literal.text } : null;
    case 'id':
    case 'reference': {
      if (literal.type !== 'string') return null;
      const id = unescapeString(literal.text);
      return isRecordId(id) ? { type: 'id', value: id } : null;
    }
    default:
      return literal.type === 'string' && isTextType(fieldType)
        ? { type: 'string', value: unescapeString(literal.text) }
        : null;
  }
}

/** Whether fields of the type are compared with strings. */
export function isTextType(fieldType: string): boolean {
  return TEXT_TYPES.has(fieldType);
}

// Private:

const TEXT_TYPES: ReadonlySet<string> = new Set([
  ...['string', 'picklist', 'multipicklist', 'combobox', 'textarea', 'phone', 'url', 'email'],
]);

function dateValue(literal: WrittenLiteral, type: 'date' | 'datetime'): SoqlValue | null {
  if (literal.type === 'dateLiteral') {
    const value = literal.text.toUpperCase();
    return isDateLiteral(value) ? { type: 'dateLiteral', value } : null;
  }
  if (type === 'date' && literal.type === 'date') return { type: 'date', value: literal.text };
  if (type === 'datetime' && literal.type === 'dateTime') {
    return { type: 'dateTime', value: literal.text };
  }
  return null;
}
