/** Parses the `policy:` section of skybridge.yaml and checks every name and value in it against the model. */

import { createHash } from 'node:crypto';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { checkPredicate } from './check-predicate.ts';
import { DENY_ALL, type ObjectRule, type Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { VIEWER_ROLES, type ViewerRole } from './viewer.ts';

/**
 * @param source the parsed YAML of `policy:`, untrusted; null or undefined (no policy) denies everything.
 * @throws PolicyError naming object, role and key.
 */
export function parsePolicy(source: unknown, model: OrgModel): Policy {
  if (source === null || source === undefined) return DENY_ALL;
  const rules = new Map<string, ReadonlyMap<ViewerRole, ObjectRule>>();
  for (const [name, roles] of entriesOf(source, 'policy')) {
    const place = `policy.${name}`;
    const object = findByName(model.objects, name);
    if (object === undefined) {
      throw new PolicyError(place, `The object ${name} is not among the allowed objects.`);
    }
    if (rules.has(object.name)) throw new PolicyError(place, 'The object is listed twice.');
    rules.set(object.name, parseRoles(roles, model, object, place));
  }
  const version = createHash('sha256').update(JSON.stringify(source)).digest('base64url');
  return Object.freeze({ version: version.slice(0, 22), rules });
}

// Private:

function parseRoles(source: unknown, model: OrgModel, object: ObjectModel, place: string) {
  const roles = new Map<ViewerRole, ObjectRule>();
  for (const [role, rule] of entriesOf(source, place)) {
    if (!isViewerRole(role)) {
      throw new PolicyError(
        place,
        `There is no role ${role}; roles are ${VIEWER_ROLES.join(', ')}.`,
      );
    }
    roles.set(role, parseRule(rule, model, object, `${place}.${role}`));
  }
  return roles;
}

const RULE_KEYS: readonly string[] = ['rows', 'fields'];

function parseRule(
  source: unknown,
  model: OrgModel,
  object: ObjectModel,
  place: string,
): ObjectRule {
  const rule = new Map(entriesOf(source, place));
  for (const key of rule.keys()) {
    if (!RULE_KEYS.includes(key)) {
      throw new PolicyError(
        `${place}.${key}`,
        `There is no such key; keys are ${RULE_KEYS.join(', ')}.`,
      );
    }
  }
  return Object.freeze({
    rows: parseRows(rule.get('rows'), model, object, `${place}.rows`),
    fields: parseFields(rule.get('fields'), object, `${place}.fields`),
  });
}

function parseRows(source: unknown, model: OrgModel, object: ObjectModel, place: string) {
  if (source === 'ALL') return 'ALL' as const;
  if (typeof source !== 'string' || source.trim() === '') {
    throw new PolicyError(place, 'It must be a SOQL condition, or ALL in so many words.');
  }
  return checkPredicate(source, model, object, place);
}

function parseFields(source: unknown, object: ObjectModel, place: string) {
  if (source === 'ALL') return 'ALL' as const;
  if (!Array.isArray(source))
    throw new PolicyError(place, 'It must be a list of API names, or ALL.');
  const names = source.map((name: unknown) => {
    const field = typeof name === 'string' ? findByName(object.fields, name) : undefined;
    if (field === undefined) {
      throw new PolicyError(place, `There is no field ${object.name}.${String(name)}.`);
    }
    return field.name;
  });
  return new Set(['Id', ...names]);
}

function isViewerRole(text: string): text is ViewerRole {
  return VIEWER_ROLES.some((role) => role === text);
}

function entriesOf(source: unknown, place: string): readonly (readonly [string, unknown])[] {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw new PolicyError(place, 'It must be a mapping.');
  }
  return Object.entries(source);
}
