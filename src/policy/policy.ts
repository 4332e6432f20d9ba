/** What each viewer role may do with each object: the parsed policy, deny by default. */

import type { Condition } from '../soql/nodes.ts';
import { NO_OPERATIONS, type OperationRules } from './operation-rules.ts';
import type { PredicateNode } from './predicate.ts';
import type { Viewer, ViewerRole } from './viewer.ts';
import type { WriteRules } from './write-rule.ts';

/** What one role may do with one object. */
export interface ObjectRule {
  /** `ALL`, the predicate that a row must satisfy, or `NONE`: the role may write, but read nothing. */
  readonly rows: 'ALL' | 'NONE' | PredicateNode;
  /** `ALL`, or API names; `Id` is always among them. */
  readonly fields: 'ALL' | ReadonlySet<string>;
  readonly writes: WriteRules;
}

export interface Policy {
  /** Hash of the content; part of every cache key and cursor. */
  readonly version: string;
  /** object API name → role → rule; what is absent is denied. */
  readonly rules: ReadonlyMap<string, ReadonlyMap<ViewerRole, ObjectRule>>;
  readonly operations: OperationRules;
}

/** The rows a viewer may read: all of them, none of them, or those that satisfy a condition. */
export type RowAccess =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'where'; readonly condition: Condition };

/** What one viewer may read of one object, with the viewer's own values bound into it. */
export interface ObjectAccess {
  readonly rows: RowAccess;
  canReadField(field: string): boolean;
}

/** The policy in force when no policy is configured: nobody reads anything. */
export const DENY_ALL: Policy = Object.freeze({
  version: 'deny-all',
  rules: new Map(),
  operations: NO_OPERATIONS,
});

/** One string that is equal for two viewers only if every statement planned for them is equal. */
export function viewerScope(viewer: Viewer, policy: Policy): string {
  return JSON.stringify([
    policy.version,
    viewer.role,
    viewer.site,
    viewer.subject,
    viewer.contactId,
  ]);
}
