/** Parses the `policy:` section of skybridge.yaml and checks every name and value in it against the model. */

import { createHash } from 'node:crypto';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { isRetiredField } from '../model/retired.ts';
import { absenceError, isAmong, NONE_ABSENT, type AbsentObjects } from './absent-objects.ts';
import { checkPredicate, type PredicateScope } from './check-predicate.ts';
import { parseOperations } from './parse-operations.ts';
import { DENY_ALL, type ObjectRule, type Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { parseWriteRules, WRITE_KEYS } from './parse-write-rules.ts';
import { isViewerRole, VIEWER_ROLES, type ViewerRole } from './viewer.ts';
import type { WriteRules } from './write-rule.ts';
import { entriesOf } from './yaml-entries.ts';

/**
 * Rules for an object that is not described yet are left out, which denies it, as the model does not hold it either.
 * @param source the parsed YAML of `policy:`, untrusted; null or undefined (no policy) denies everything.
 * @param operations the parsed YAML of `operations:`, likewise.
 * @throws PolicyError naming object, role and key; PolicyNotCheckableYet where a described object's rule reads one that
 * is not.
 */
export function parsePolicy(
  source: unknown,
  model: OrgModel,
  absent: AbsentObjects = NONE_ABSENT,
  operations?: unknown,
): Policy {
  if ((source ?? operations ?? null) === null) return DENY_ALL;
  const rules = new Map<string, ReadonlyMap<ViewerRole, ObjectRule>>();
  for (const [name, roles] of entriesOf(source ?? {}, 'policy')) {
    const place = `policy.${name}`;
    const object = findByName(model.objects, name);
    if (object === undefined) {
      // What is gone is answered null; at the next look at the metadata the policy has to do without it.
      if (isAmong(absent.pending, name) || findByName(model.retired, name) !== undefined) continue;
      throw absenceError(name, place, absent);
    }
    if (rules.has(object.name)) throw new PolicyError(place, 'The object is listed twice.');
    rules.set(object.name, parseRoles(roles, { model, absent, object, place }));
  }
  const content = JSON.stringify([source ?? null, operations ?? null]);
  const version = createHash('sha256').update(content).digest('base64url');
  return Object.freeze({
    version: version.slice(0, 22),
    rules,
    operations: parseOperations(operations),
  });
}

// Private:

function parseRoles(source: unknown, scope: PredicateScope) {
  const { place } = scope;
  const roles = new Map<ViewerRole, ObjectRule>();
  for (const [role, rule] of entriesOf(source, place)) {
    if (!isViewerRole(role)) {
      throw new PolicyError(
        place,
        `There is no role ${role}; roles are ${VIEWER_ROLES.join(', ')}.`,
      );
    }
    roles.set(role, parseRule(rule, { ...scope, place: `${place}.${role}` }));
  }
  return roles;
}

const RULE_KEYS: readonly string[] = ['rows', 'fields', ...WRITE_KEYS];

function parseRule(source: unknown, scope: PredicateScope): ObjectRule {
  const { object, place } = scope;
  const rule = new Map(entriesOf(source, place));
  for (const key of rule.keys()) {
    if (!RULE_KEYS.includes(key)) {
      throw new PolicyError(
        `${place}.${key}`,
        `There is no such key; keys are ${RULE_KEYS.join(', ')}.`,
      );
    }
  }
  const rows = parseRows(rule.get('rows'), { ...scope, place: `${place}.rows` });
  const writes = parseWriteRules(rule, scope, rows);
  if (rows === 'NONE') refuseReading(rule, writes, place);
  const fields = rows === 'NONE' ? [] : rule.get('fields');
  return Object.freeze({
    rows,
    fields: parseFields(fields, object, `${place}.fields`),
    writes,
  });
}

/** Only what is created unseen makes sense without reading: the others have to find the record first. */
function refuseReading(
  rule: ReadonlyMap<string, unknown>,
  writes: WriteRules,
  place: string,
): void {
  if (rule.has('fields')) {
    throw new PolicyError(`${place}.fields`, 'Where rows is NONE there are no fields to read.');
  }
  if (writes.create === null || writes.update !== null || writes.delete !== null) {
    throw new PolicyError(`${place}.rows`, 'NONE goes with create alone.');
  }
}

function parseRows(source: unknown, scope: PredicateScope) {
  if (source === 'ALL' || source === 'NONE') return source;
  if (typeof source !== 'string' || source.trim() === '') {
    throw new PolicyError(scope.place, 'It must be a SOQL condition, or ALL in so many words.');
  }
  return checkPredicate(source, scope);
}

function parseFields(source: unknown, object: ObjectModel, place: string) {
  if (source === 'ALL') return 'ALL' as const;
  if (!Array.isArray(source))
    throw new PolicyError(place, 'It must be a list of API names, or ALL.');
  const names = source.map((name: unknown) => {
    const field = typeof name === 'string' ? findByName(object.fields, name) : undefined;
    if (field !== undefined) return field.name;
    if (isRetiredField(object, name)) return name;
    throw new PolicyError(place, `There is no field ${object.name}.${String(name)}.`);
  });
  return new Set(['Id', ...names]);
}
