/** Small constructors for conditions, so that no caller builds an empty or needlessly nested group. */

import type { Condition, FieldPath, Operand, SoqlValue } from './nodes.ts';

export function fieldOperand(...path: FieldPath): Operand {
  return { kind: 'field', path };
}

/** All of them; null when there are none. */
export function allOf(conditions: readonly (Condition | null)[]): Condition | null {
  return group('and', conditions);
}

/** Any of them; null when there are none, which callers must not read as "everything". */
export function anyOf(conditions: readonly (Condition | null)[]): Condition | null {
  return group('or', conditions);
}

/** NOT, with two in a row cancelled: they say nothing, and parsers of SOQL stumble over them. */
export function not(condition: Condition): Condition {
  return condition.kind === 'not' ? condition.condition : { kind: 'not', condition };
}

export function equals(operand: Operand, value: SoqlValue): Condition {
  return { kind: 'compare', operand, operator: '=', value };
}

export function isNull(operand: Operand): Condition {
  return equals(operand, { type: 'null' });
}

export function isNotNull(operand: Operand): Condition {
  return { kind: 'compare', operand, operator: '!=', value: { type: 'null' } };
}

// Private:

function group(kind: 'and' | 'or', conditions: readonly (Condition | null)[]): Condition | null {
  const members = conditions
    .filter((condition) => condition !== null)
    .flatMap((condition) => (condition.kind === kind ? condition.conditions : [condition]));
  const [first] = members;
  if (first === undefined) return null;
  return members.length === 1 ? first : { kind, conditions: members };
}
