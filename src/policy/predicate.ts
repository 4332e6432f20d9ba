/** A row predicate as the policy keeps it: conditions whose values may be the viewer's own. */

import type { Condition, FieldPath, SemiJoinSelect, SoqlValue } from '../soql/nodes.ts';

export const VIEWER_BINDS = ['contactId', 'subject', 'site', 'role'] as const;

/** Property of the viewer that a predicate may name as `:viewer.<bind>`. */
export type ViewerBind = (typeof VIEWER_BINDS)[number];

/** `field = :viewer.bind` and its relatives: filled in per viewer, false for a viewer without the value. */
export interface BoundComparison {
  readonly kind: 'bound';
  readonly path: FieldPath;
  readonly operator: '=' | '!=';
  readonly bind: ViewerBind;
  /** Literal form the value takes, from the compared field's type. */
  readonly type: Extract<SoqlValue['type'], 'id' | 'string'>;
}

export type PredicateNode =
  | { readonly kind: 'and' | 'or'; readonly predicates: readonly PredicateNode[] }
  | { readonly kind: 'not'; readonly predicate: PredicateNode }
  | {
      readonly kind: 'semiJoin';
      readonly path: FieldPath;
      readonly negated: boolean;
      readonly column: SemiJoinSelect['column'];
      readonly from: SemiJoinSelect['from'];
      readonly predicate: PredicateNode | null;
    }
  | BoundComparison
  /** A condition without binds, kept as it will be sent. */
  | { readonly kind: 'fixed'; readonly condition: Condition };
