/** `@{refId.path[0].field}`: puts values of earlier results into later subrequests. */

export type Results = ReadonlyMap<string, unknown>;

/** A reference that names nothing; Salesforce halts the subrequest with this text. */
export class UnresolvedReference extends Error {}

const REFERENCE = /@\{([^}]*)\}/g;
const REFERENCE_PATH = /^([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)$/;

/** In a URL the value is percent-encoded, so that it stays one value. */
export function resolveUrl(url: string, results: Results): string {
  return url.replace(REFERENCE, (_match, path: string) =>
    encodeURIComponent(text(lookUp(path, results))),
  );
}

/** In a body only strings hold references; one that is nothing but a reference takes the value's own type. */
export function resolveBody(value: unknown, results: Results): unknown {
  if (typeof value === 'string') return resolveString(value, results);
  if (Array.isArray(value)) return value.map((item) => resolveBody(item, results));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveBody(item, results)]),
  );
}

function resolveString(value: string, results: Results): unknown {
  const whole = /^@\{([^}]*)\}$/.exec(value)?.[1];
  if (whole !== undefined) return lookUp(whole, results);
  return value.replace(REFERENCE, (_match, path: string) => text(lookUp(path, results)));
}

/** Recorded: Salesforce's composite error examples. */
function lookUp(path: string, results: Results): unknown {
  const [, name = '', steps = ''] = REFERENCE_PATH.exec(path) ?? [];
  const missing = new UnresolvedReference(
    `Invalid reference specified. No value for ${path} found in ${name === '' ? path : name}`,
  );
  if (!results.has(name)) throw missing;
  let current = results.get(name);
  for (const [, key, index] of steps.matchAll(/\.([A-Za-z0-9_]+)|\[(\d+)\]/g)) {
    if (typeof current !== 'object' || current === null) throw missing;
    // A plain property of parsed JSON: inherited names such as `constructor` must not be reached.
    const step = key ?? index ?? '';
    current = Object.hasOwn(current, step) ? (current as Record<string, unknown>)[step] : undefined;
  }
  if (current === undefined || current === null) throw missing;
  return current;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
