/** What a cursor is bound to. */

import { createHash } from 'node:crypto';
import { conditionText, orderText } from '../soql/compile.ts';
import type { Condition, OrderNode } from '../soql/nodes.ts';
import type { PlanContext } from './plan-context.ts';

export interface CursoredList {
  /** API name. */
  readonly object: string;
  /** Where the list stands: the root, a child relationship, a declared query. */
  readonly place: string;
  readonly scope: string | null;
  readonly where: Condition | null;
  readonly orderBy: readonly OrderNode[];
}

/** A cursor tells values of the row it was made from; it is worth nothing for another list or viewer. */
export function cursorScope(
  context: PlanContext,
  { object, place, scope, where, orderBy }: CursoredList,
): string {
  const parts = [
    context.inputs.model.orgId,
    object,
    place,
    scope,
    where === null ? null : conditionText(where),
    orderText(orderBy),
    context.viewerScope,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
