/** Decides on a raw call: whether its path is plain, whether any rule opens it, and whether it may ever be opened. */

import type { OperationRules, RawRule } from './operation-rules.ts';
import type { Viewer } from './viewer.ts';

export type RawCall =
  | { readonly kind: 'rest'; readonly method: string; readonly path: string }
  | { readonly kind: 'soap'; readonly method: string; readonly apexClass: string };

/** `malformed` is the caller's mistake and tells nothing; `denied` is the same answer for a closed and a missing path. */
export type RawDecision = 'allowed' | 'malformed' | 'denied';

export function decideRawCall(rules: OperationRules, viewer: Viewer, call: RawCall): RawDecision {
  const segments = call.kind === 'rest' ? segmentsOf(call.path) : classOf(call.apexClass);
  if (segments === null) return 'malformed';
  if (call.kind === 'rest' && !isEverReachable(segments)) return 'denied';
  const opens = (rule: RawRule): boolean =>
    rule.kind === call.kind &&
    rule.roles.has(viewer.role) &&
    rule.methods.has(call.method) &&
    (rule.sites === null || (viewer.site !== null && rule.sites.has(viewer.site))) &&
    matches(rule.path, segments) &&
    namesFamily(rule.path, segments);
  return rules.raw.some(opens) ? 'allowed' : 'denied';
}

// Private:

/** Unreserved characters of RFC 3986, 2.3. An escape could hide a slash, a dot or a letter, so there are none. */
const PLAIN_SEGMENT = /^[A-Za-z0-9_.~-]+$/;
const ONLY_DOTS = /^\.+$/;
const MAX_PATH = 2_000;

/** Null for a path that a server might read differently from how it is compared here. */
function segmentsOf(path: string): readonly string[] | null {
  if (!path.startsWith('/') || path.length > MAX_PATH) return null;
  const segments = path.slice(1).split('/');
  const isPlain = segments.every((one) => PLAIN_SEGMENT.test(one) && !ONLY_DOTS.test(one));
  return isPlain ? segments : null;
}

function classOf(name: string): readonly string[] | null {
  return /^(?:[A-Za-z]\w*\/)?[A-Za-z]\w*$/.test(name) ? [name] : null;
}

/** Resources that read or write any record, or lead to those that do: the policy of objects would be walked around. */
const NEVER: ReadonlySet<string> = new Set([
  ...['query', 'queryall', 'search', 'parameterizedsearch', 'composite', 'tooling', 'sobjects'],
  ...['graphql', 'jobs', 'ui-api', 'batch', 'async-queries', 'metadata', 'recent'],
  // Reports and dashboards, which have fields and rules of their own.
  ...['analytics', 'wave', 'smartdatadiscovery'],
]);

/** Resources that may show or change records too: only a rule that names them opens them, never a wildcard's reach. */
const BY_NAME_ONLY: ReadonlySet<string> = new Set([
  ...['actions', 'chatter', 'commerce', 'connect', 'consent', 'dedupe', 'knowledgemanagement'],
  ...['process', 'quickactions', 'scheduling', 'support'],
]);

/** Below /services there are Apex classes' own paths and the versioned API; the rest (SOAP, OAuth, bulk) is never reached. */
function isEverReachable(segments: readonly string[]): boolean {
  const [services, family, ...rest] = segments;
  if (services !== 'services') return false;
  if (family === 'apexrest') return rest.length > 0;
  if (family !== 'data' || rest.length < 2) return false;
  return rest.every((segment) => !NEVER.has(segment.toLowerCase()));
}

/** Of `/services/data/v62.0/<family>/…`. */
function namesFamily(pattern: readonly string[], segments: readonly string[]): boolean {
  const [, data, , family] = segments;
  if (data !== 'data' || family === undefined) return true;
  return !BY_NAME_ONLY.has(family.toLowerCase()) || pattern[FAMILY_AT] === family;
}

const FAMILY_AT = 3;

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  const isOpenEnded = pattern.at(-1) === '**';
  const fixed = isOpenEnded ? pattern.slice(0, -1) : pattern;
  const fits = isOpenEnded ? segments.length > fixed.length : segments.length === fixed.length;
  return fits && fixed.every((one, index) => one === '*' || one === segments[index]);
}
