/** What one role may write of one object, and the values that hold whatever the client says. */

import type { PredicateNode, ViewerBind } from './predicate.ts';

/** A value in a body of Salesforce's REST API; null clears the field. */
export type WriteValue = string | number | boolean | null;

export type ForcedValue =
  | { readonly kind: 'fixed'; readonly value: WriteValue }
  | { readonly kind: 'bound'; readonly bind: ViewerBind };

/** Fields a create or an update may give, and those it cannot give because they are set for it. */
export interface WriteRule {
  /** API names; a forced field is never among them. */
  readonly fields: ReadonlySet<string>;
  /** By API name. */
  readonly set: ReadonlyMap<string, ForcedValue>;
}

/** Of the rows that the role may read, those it may change: all of them, or those that satisfy this too. */
export type WritableRows = 'ALL' | PredicateNode;

export interface UpdateRule extends WriteRule {
  readonly rows: WritableRows;
}

/** The write half of an object's rule; what is null or empty is denied. */
export interface WriteRules {
  readonly create: WriteRule | null;
  readonly update: UpdateRule | null;
  /** External id fields by which the role may upsert. */
  readonly upsert: ReadonlySet<string>;
  readonly delete: { readonly rows: WritableRows } | null;
}

export const NO_WRITES: WriteRules = Object.freeze({
  create: null,
  update: null,
  upsert: new Set<string>(),
  delete: null,
});
