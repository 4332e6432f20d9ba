/** Who may call what the org's objects do not cover: declared fields, reports, dashboards and raw calls. Deny by default. */

import type { ViewerBind } from './predicate.ts';
import type { Viewer, ViewerRole } from './viewer.ts';

/** What `operations:` can open by name. `field`: a root field that a file declares. */
export type OperationKind = 'field' | 'report' | 'dashboard';

/** What one role may do with one operation: call it, with these arguments fixed. */
export interface OperationRule {
  /** Argument name → the property of the viewer that it always has. */
  readonly pins: ReadonlyMap<string, ViewerBind>;
}

/** A raw call that some viewers may make. */
export interface RawRule {
  readonly kind: 'rest' | 'soap';
  /** Site ids; `null`: any, and callers that come from no site. */
  readonly sites: ReadonlySet<string> | null;
  readonly roles: ReadonlySet<ViewerRole>;
  /** Upper case; for SOAP the methods of the Apex class. */
  readonly methods: ReadonlySet<string>;
  /** Segments of the path; `*` stands for one segment, `**` at the end for any number of them. */
  readonly path: readonly string[];
}

export interface OperationRules {
  /** kind → name → role → rule; what is absent is denied. Under the name `*`: whatever has no rules of its own. */
  readonly named: Readonly<
    Record<OperationKind, ReadonlyMap<string, ReadonlyMap<ViewerRole, OperationRule>>>
  >;
  readonly raw: readonly RawRule[];
}

/** What one viewer may do with one operation. */
export interface OperationAccess {
  /** Arguments that are fixed for this viewer; null where the viewer has no such value, so that the call cannot be made. */
  readonly pinned: ReadonlyMap<string, string | null>;
}

export const NO_OPERATIONS: OperationRules = Object.freeze({
  named: Object.freeze({ field: new Map(), report: new Map(), dashboard: new Map() }),
  raw: [],
});

/** The name under which a rule speaks of every operation of its kind. */
export const ANY_OPERATION = '*';

/** Null when the viewer may not call it. */
export function operationAccess(
  rules: OperationRules,
  viewer: Viewer,
  kind: OperationKind,
  name: string,
): OperationAccess | null {
  const roles = rules.named[kind].get(name) ?? rules.named[kind].get(ANY_OPERATION);
  const rule = roles?.get(viewer.role);
  if (rule === undefined) return null;
  return {
    pinned: new Map([...rule.pins].map(([argument, bind]) => [argument, viewer[bind]])),
  };
}

/** Arguments of a declared field that are pinned: for every role that may call it, or for some of them. */
export function pinnedArguments(
  rules: OperationRules,
  field: string,
): ReadonlyMap<string, 'always' | 'sometimes'> {
  const roles = [...(rules.named.field.get(field)?.values() ?? [])];
  const names = new Set(roles.flatMap((rule) => [...rule.pins.keys()]));
  return new Map(
    [...names].map((name) => [
      name,
      roles.every((rule) => rule.pins.has(name)) ? 'always' : 'sometimes',
    ]),
  );
}
