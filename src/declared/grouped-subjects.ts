/** What a query with groups may select, order by and ask of them: figures, and what it groups by. */

import type { Subject } from './condition-template.ts';
import { isFigure } from './read-operand.ts';
import { errorAt, type QueryScope } from './query-scope.ts';

/** @throws DeclaredError for a field whose rows in one group can differ. */
export function requireGrouped(
  scope: QueryScope,
  subject: Subject,
  groups: readonly Subject[],
  at: number,
): void {
  const { operand } = subject;
  if (isFigure(subject) || (operand.kind === 'call' && operand.fn === 'GROUPING')) return;
  const key = JSON.stringify(operand);
  if (groups.some((group) => JSON.stringify(group.operand) === key)) return;
  const path = operand.path.join('.');
  throw errorAt(scope.source, at, `Field must be grouped or aggregated: ${path}`);
}
