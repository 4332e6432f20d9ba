/** (policy, viewer, object, verb) → which fields that viewer may give, with the forced values filled in. */

import { bindPredicate } from './object-access.ts';
import type { Policy, RowAccess } from './policy.ts';
import type { Viewer } from './viewer.ts';
import type { ForcedValue, WriteRule, WriteRules, WriteValue } from './write-rule.ts';

export interface WriteAccess {
  canWriteField(field: string): boolean;
  /** By API name. */
  readonly forced: ReadonlyMap<string, WriteValue>;
  /** Whether a forced value is one that this viewer does not have: then nothing may be written. */
  readonly isUnbound: boolean;
}

/** Null when the viewer may do no such thing with the object. */
export function writeAccessTo(
  policy: Policy,
  viewer: Viewer,
  object: string,
  verb: 'create' | 'update',
): WriteAccess | null {
  const rule = writeRulesOf(policy, viewer, object)?.[verb] ?? null;
  return rule === null ? null : bindRule(rule, viewer);
}

/** Of the rows that the viewer may read those it may update or delete; null when it may do no such thing. */
export function changeableRows(
  policy: Policy,
  viewer: Viewer,
  object: string,
  verb: 'update' | 'delete',
): RowAccess | null {
  const rule = writeRulesOf(policy, viewer, object)?.[verb] ?? null;
  if (rule === null) return null;
  return rule.rows === 'ALL' ? { kind: 'all' } : bindPredicate(rule.rows, viewer);
}

export function mayUpsertBy(policy: Policy, viewer: Viewer, object: string, key: string): boolean {
  return writeRulesOf(policy, viewer, object)?.upsert.has(key) === true;
}

// Private:

function writeRulesOf(policy: Policy, viewer: Viewer, object: string): WriteRules | undefined {
  return policy.rules.get(object)?.get(viewer.role)?.writes;
}

function bindRule(rule: WriteRule, viewer: Viewer): WriteAccess {
  const forced = new Map<string, WriteValue>();
  let isUnbound = false;
  for (const [field, value] of rule.set) {
    const bound = valueFor(value, viewer);
    if (bound === undefined) isUnbound = true;
    else forced.set(field, bound);
  }
  return { canWriteField: (field) => rule.fields.has(field), forced, isUnbound };
}

function valueFor(value: ForcedValue, viewer: Viewer): WriteValue | undefined {
  if (value.kind === 'fixed') return value.value;
  const bound = viewer[value.bind];
  return bound === null || bound === '' ? undefined : bound;
}
