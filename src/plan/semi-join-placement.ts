/** SOQL's rules on where a sub-select may stand in a WHERE; what breaks them is refused before it is sent. */

import { AppError } from '../common/errors.ts';
import { MAX_SEMI_JOINS } from '../soql/limits.ts';
import type { Condition } from '../soql/nodes.ts';

/** @throws AppError INVALID_QUERY for a third sub-select, one under OR or NOT, or one inside another. */
export function refuseUnplaceableSemiJoins(where: Condition): void {
  const members = where.kind === 'and' ? where.conditions : [where];
  const joins = members.filter((member) => member.kind === 'semiJoin');
  if (joins.length > MAX_SEMI_JOINS) {
    throw unplaceable(`more than ${MAX_SEMI_JOINS} conditions on children`);
  }
  if (joins.some(({ select }) => select.where !== null && holdsSemiJoin(select.where))) {
    throw unplaceable('conditions on the children of children');
  }
  if (members.some((member) => member.kind !== 'semiJoin' && holdsSemiJoin(member))) {
    throw unplaceable('a condition on children inside or, or not');
  }
}

export function holdsSemiJoin(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.some(holdsSemiJoin);
    case 'not':
      return holdsSemiJoin(condition.condition);
    case 'semiJoin':
      return true;
    case 'compare':
    case 'like':
    case 'in':
    case 'includes':
    case 'distance':
      return false;
  }
}

// Private:

function unplaceable(what: string): AppError {
  return new AppError('INVALID_QUERY', `SOQL cannot answer this filter: it holds ${what}.`, {
    hint: `Use at most ${MAX_SEMI_JOINS} conditions on children (the policy's included), joined by and; use none instead of not.`,
  });
}
