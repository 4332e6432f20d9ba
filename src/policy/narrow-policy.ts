/** A policy cut down to what one Salesforce user may read: never wider, whatever the policy or the user may do. */

import { createHash } from 'node:crypto';
import type { ObjectRule, Policy } from './policy.ts';
import type { ViewerRole } from './viewer.ts';

/** Object API name → API names of the fields that the user may read. */
export type ReadableFields = ReadonlyMap<string, ReadonlySet<string>>;

/** @param userId 18 characters; part of the version, since sharing gives each user other rows. */
export function narrowPolicy(policy: Policy, readable: ReadableFields, userId: string): Policy {
  const rules = new Map<string, ReadonlyMap<ViewerRole, ObjectRule>>();
  for (const [object, byRole] of policy.rules) {
    const fields = readable.get(object);
    if (fields === undefined) continue;
    rules.set(object, new Map([...byRole].map(([role, rule]) => [role, narrowRule(rule, fields)])));
  }
  return { ...policy, version: versionOf(policy, readable, userId), rules };
}

function narrowRule(rule: ObjectRule, readable: ReadonlySet<string>): ObjectRule {
  const { fields } = rule;
  const both =
    fields === 'ALL' ? readable : new Set([...fields].filter((each) => readable.has(each)));
  return { ...rule, fields: both };
}

function versionOf(policy: Policy, readable: ReadableFields, userId: string): string {
  const content = [...readable].map(([object, fields]) => [object, [...fields].sort()]).sort();
  return createHash('sha256')
    .update(JSON.stringify([policy.version, userId, content]))
    .digest('base64url');
}
