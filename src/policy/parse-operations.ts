/** Parses the `operations:` section of skybridge.yaml. Which operations there are, it does not know: `checkOperations` does. */

import { readRawRules } from './parse-raw-rules.ts';
import {
  ANY_OPERATION,
  NO_OPERATIONS,
  type OperationKind,
  type OperationRule,
  type OperationRules,
} from './operation-rules.ts';
import { PolicyError } from './policy-error.ts';
import { VIEWER_BINDS, type ViewerBind } from './predicate.ts';
import { isViewerRole, VIEWER_ROLES, type ViewerRole } from './viewer.ts';
import { entriesOf } from './yaml-entries.ts';

/**
 * @param source the parsed YAML of `operations:`, untrusted; null or undefined opens nothing.
 * @throws PolicyError naming the operation, role and key.
 */
export function parseOperations(source: unknown): OperationRules {
  if (source === null || source === undefined) return NO_OPERATIONS;
  const field = new Map<string, Roles>();
  let report: ReadonlyMap<string, Roles> = new Map();
  let dashboard: ReadonlyMap<string, Roles> = new Map();
  let raw: OperationRules['raw'] = [];
  for (const [name, value] of entriesOf(source, 'operations')) {
    const place = `operations.${name}`;
    if (name === 'reports') report = readSection(value, place);
    else if (name === 'dashboards') dashboard = readSection(value, place);
    else if (name === 'raw') raw = readRawRules(value, place);
    else field.set(checkedName(name, place), readRoles(value, place, 'field'));
  }
  return Object.freeze({ named: { field, report, dashboard }, raw });
}

/** A root field that a file declares, as far as the policy speaks of it. */
export interface OperationSignature {
  readonly name: string;
  /** Arguments that can be pinned: single texts and ids. */
  readonly pinnable: readonly string[];
}

/**
 * @returns names of `operations:` that nothing declares: they open nothing, so that nothing stops for them.
 * @throws PolicyError for a pin on what the field has no argument for: what it should fix would be anybody's to give.
 */
export function checkOperations(
  rules: OperationRules,
  declared: readonly OperationSignature[],
): readonly string[] {
  const unknown: string[] = [];
  for (const [name, roles] of rules.named.field) {
    const place = `operations.${name}`;
    const signature = declared.find((one) => one.name === name);
    if (signature === undefined) {
      unknown.push(name);
      continue;
    }
    for (const argument of [...roles.values()].flatMap((rule) => [...rule.pins.keys()])) {
      if (signature.pinnable.includes(argument)) continue;
      throw new PolicyError(place, `${name} has no argument ${argument} that can be pinned.`);
    }
  }
  return unknown;
}

// Private:

type Roles = ReadonlyMap<ViewerRole, OperationRule>;

const UNPINNED: OperationRule = Object.freeze({ pins: new Map() });

function readSection(source: unknown, place: string): ReadonlyMap<string, Roles> {
  return new Map(
    entriesOf(source, place).map(([name, roles]) => {
      const kind: OperationKind = 'report';
      return [name, readRoles(roles, `${place}.${name}`, kind)];
    }),
  );
}

function checkedName(name: string, place: string): string {
  if (name !== ANY_OPERATION && /^[A-Za-z_]\w*$/.test(name)) return name;
  throw new PolicyError(place, 'It must be the name of a declared field.');
}

/** `[user, staff]`, or a mapping of role to what is pinned for it. */
function readRoles(source: unknown, place: string, kind: OperationKind): Roles {
  if (Array.isArray(source)) {
    return new Map(source.map((role: unknown) => [checkedRole(role, place), UNPINNED]));
  }
  return new Map(
    entriesOf(source, place).map(([role, rule]) => [
      checkedRole(role, place),
      readRule(rule, `${place}.${role}`, kind),
    ]),
  );
}

function readRule(source: unknown, place: string, kind: OperationKind): OperationRule {
  if (source === null) return UNPINNED;
  const pins = new Map<string, ViewerBind>();
  for (const [key, value] of entriesOf(source, place)) {
    if (key !== 'pin' || kind !== 'field') {
      throw new PolicyError(`${place}.${key}`, 'There is no such key; fields take pin.');
    }
    for (const [argument, bind] of entriesOf(value, `${place}.pin`)) {
      pins.set(argument, checkedBind(bind, `${place}.pin.${argument}`));
    }
  }
  return Object.freeze({ pins });
}

function checkedRole(role: unknown, place: string): ViewerRole {
  if (typeof role === 'string' && isViewerRole(role)) return role;
  throw new PolicyError(
    place,
    `There is no role ${String(role)}; roles are ${VIEWER_ROLES.join(', ')}.`,
  );
}

function checkedBind(text: unknown, place: string): ViewerBind {
  const name = typeof text === 'string' ? /^:viewer\.(\w+)$/.exec(text)?.[1] : undefined;
  const bind = VIEWER_BINDS.find((one) => one === name);
  if (bind !== undefined) return bind;
  const known = VIEWER_BINDS.map((one) => `:viewer.${one}`).join(', ');
  throw new PolicyError(place, `It must be one of ${known}.`);
}
