/** Parses `operations.raw`: which viewers may send which untyped calls to which paths. */

import { PolicyError } from './policy-error.ts';
import type { RawRule } from './operation-rules.ts';
import { isViewerRole, VIEWER_ROLES } from './viewer.ts';
import { entriesOf } from './yaml-entries.ts';

/** @throws PolicyError naming the rule by its position. */
export function readRawRules(source: unknown, place: string): readonly RawRule[] {
  if (!Array.isArray(source)) throw new PolicyError(place, 'It must be a list of rules.');
  return source.map((rule: unknown, index) => readRule(rule, `${place}[${index}]`));
}

// Private:

const KEYS = ['rest', 'soap', 'methods', 'roles', 'sites'];
const HTTP_METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `{ rest: /services/apexrest/legacy/*, methods: [GET], roles: [user], sites: [demo] }` */
function readRule(source: unknown, place: string): RawRule {
  const rule = new Map(entriesOf(source, place));
  for (const key of rule.keys()) {
    if (!KEYS.includes(key)) {
      throw new PolicyError(
        `${place}.${key}`,
        `There is no such key; keys are ${KEYS.join(', ')}.`,
      );
    }
  }
  const kind = rule.has('rest') ? 'rest' : 'soap';
  if (rule.has('rest') === rule.has('soap')) {
    throw new PolicyError(place, 'It must have either rest, a path, or soap, an Apex class.');
  }
  const methods = textsOf(rule.get('methods'), `${place}.methods`);
  const bad = methods.find((one) => kind === 'rest' && !HTTP_METHODS.includes(one));
  if (bad !== undefined) {
    throw new PolicyError(`${place}.methods`, `${bad} is not one of ${HTTP_METHODS.join(', ')}.`);
  }
  return Object.freeze({
    kind,
    methods: new Set(methods),
    roles: rolesOf(rule.get('roles'), `${place}.roles`),
    sites: rule.has('sites') ? new Set(textsOf(rule.get('sites'), `${place}.sites`)) : null,
    path:
      kind === 'rest'
        ? pathOf(rule.get('rest'), `${place}.rest`)
        : [classOf(rule.get('soap'), `${place}.soap`)],
  });
}

function textsOf(source: unknown, place: string): readonly string[] {
  const isList = Array.isArray(source) && source.length > 0;
  if (isList && source.every((one): one is string => typeof one === 'string')) return source;
  throw new PolicyError(place, 'It must be a list of at least one name.');
}

function rolesOf(source: unknown, place: string): RawRule['roles'] {
  const roles = textsOf(source, place);
  const known = roles.filter(isViewerRole);
  if (known.length === roles.length) return new Set(known);
  throw new PolicyError(place, `Roles are ${VIEWER_ROLES.join(', ')}.`);
}

/** A path of plain segments below /services/, where a wildcard stands for what a caller may choose. */
function pathOf(source: unknown, place: string): readonly string[] {
  const segments = typeof source === 'string' ? source.split('/').slice(1) : [];
  const [first, second, ...rest] = segments;
  const isRooted = typeof source === 'string' && source.startsWith('/') && first === 'services';
  const isPlain = (segment: string): boolean =>
    /^(?:[A-Za-z0-9_.-]*[A-Za-z0-9_-]|\*)$/.test(segment);
  const last = rest.at(-1);
  const body = last === '**' ? rest.slice(0, -1) : rest;
  const isNamed = second !== undefined && second !== '*' && isPlain(second);
  if (isRooted && isNamed && rest.length > 0 && body.every(isPlain)) return segments;
  throw new PolicyError(
    place,
    'It must be a path such as /services/apexrest/orders/*, with * for one segment and ** at the end for the rest.',
  );
}

function classOf(source: unknown, place: string): string {
  if (typeof source === 'string' && /^(?:[A-Za-z]\w*\/)?[A-Za-z]\w*$/.test(source)) return source;
  throw new PolicyError(place, 'It must be the name of an Apex class, or namespace/class.');
}
