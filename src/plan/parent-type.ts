/** What a filter on the type of a parent tells: which object it is, as its id does; of a Group, also which kind. */

import { AppError } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, FieldPath, SoqlValue } from '../soql/nodes.ts';
import type { PlanContext } from './plan-context.ts';

/** Parents of objects outside the allow-list stay unknown. */
export function isOneOfTypes(path: FieldPath, targets: readonly ObjectModel[]): Condition {
  const names = targets.flatMap(({ name }) => (name === GROUP ? GROUP_TYPES : [name]));
  return {
    kind: 'in',
    operand: fieldOperand(...path, 'Type'),
    negated: false,
    values: names.map((value) => ({ type: 'string', value })),
  };
}

/**
 * @param condition on the parent's `Type`.
 * @throws AppError FORBIDDEN where it would tell a queue from another group to somebody who may not read that of all groups.
 */
export function requireOpenType(
  context: PlanContext,
  targets: readonly ObjectModel[],
  condition: Condition,
): void {
  const group = targets.find(({ name }) => name === GROUP);
  if (group === undefined || tellsObjectOnly(condition)) return;
  const access = context.access(group);
  if (access?.rows.kind === 'all' && context.canReadField(group, 'Type')) return;
  throw new AppError('FORBIDDEN', 'You may not filter by which kind of group a parent is.', {
    hint: 'Compare the type with objects such as User; only roles that may read Type of all rows of Group can tell queues from other groups.',
  });
}

// Private:

const GROUP = 'Group';
/** Salesforce calls the type of a queue, which is a Group, Queue. */
const GROUP_TYPES: readonly string[] = [GROUP, 'Queue'];

function tellsObjectOnly(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.every(tellsObjectOnly);
    case 'not':
      return tellsObjectOnly(condition.condition);
    case 'compare':
      return ['=', '!='].includes(condition.operator) && isObject(condition.value);
    case 'in':
      return condition.values.every(isObject);
    default:
      return false;
  }
}

/** SOQL compares without case. */
function isObject(value: SoqlValue): boolean {
  if (value.type === 'null') return true;
  return (
    value.type === 'string' &&
    !GROUP_TYPES.some((name) => name.toLowerCase() === value.value.toLowerCase())
  );
}
