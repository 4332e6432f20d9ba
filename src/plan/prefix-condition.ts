/** Moves a condition on a parent's own fields to where the parent stands in a statement. */

import { AppError } from '../common/errors.ts';
import type { Condition, FieldPath, Operand } from '../soql/nodes.ts';

/** @throws AppError INVALID_QUERY for a sub-select, which SOQL allows on the statement's own object only. */
export function prefixCondition(condition: Condition, prefix: FieldPath): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return {
        kind: condition.kind,
        conditions: condition.conditions.map((member) => prefixCondition(member, prefix)),
      };
    case 'not':
      return { kind: 'not', condition: prefixCondition(condition.condition, prefix) };
    case 'semiJoin':
      throw new AppError('INVALID_QUERY', 'This parent cannot be filtered by for your role.', {
        hint: "The policy limits the parent's rows by a sub-select, which SOQL does not allow here.",
      });
    case 'compare':
    case 'like':
    case 'in':
    case 'includes':
    case 'distance':
      return { ...condition, operand: prefixOperand(condition.operand, prefix) };
  }
}

/** Every field path a condition reads, sub-selects left out. */
export function pathsOf(condition: Condition): readonly FieldPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(pathsOf);
    case 'not':
      return pathsOf(condition.condition);
    case 'compare':
    case 'like':
    case 'in':
    case 'includes':
    case 'distance':
    case 'semiJoin':
      return [condition.operand.path];
  }
}

function prefixOperand(operand: Operand, prefix: FieldPath): Operand {
  return { ...operand, path: [...prefix, ...operand.path] };
}
