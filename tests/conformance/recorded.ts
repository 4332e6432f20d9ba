/** Responses recorded from real orgs, and the comparison of shapes: keys and kinds of values, not the values. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the project, not in it: the recordings are other people's. */
const FOLDER = join(process.cwd(), '..', 'shared', 'fixtures', 'recorded');

export const hasRecordings = existsSync(FOLDER);

if (!hasRecordings) {
  console.warn(
    `conformance: skipped, there are no recorded responses at ../shared/fixtures/recorded`,
  );
}

export interface Recording {
  readonly status: number;
  readonly body: unknown;
}

/** A recording that is no JSON. */
export const readText = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** Recordings come bare or with the request and response around the body. */
export function readRecording(file: string): Recording {
  const parsed = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Partial<{
    response: { status: number; body: unknown };
  }>;
  return parsed.response ?? { status: 200, body: parsed };
}

/** Recorded GETs of a kind by a public test suite that any org can answer, such as `query`. */
export function recordedReads(kind: string): readonly string[] {
  if (!hasRecordings) return [];
  return readdirSync(join(FOLDER, kind))
    .filter((name) => name.startsWith('Snowfakery__'))
    .map((name) => `${kind}/${name}`);
}

/** Every recording as `kind/name`. */
export function recordingNames(): readonly string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(FOLDER, name)).map((file) => `${name}/${file}`));
}

/** What the recorded request asked for, below the version. */
export function requestedPath(file: string): string {
  const { request } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as {
    request: { url: string };
  };
  return request.url.replace(/^\/services\/data\/v[\dx.]+/, '');
}

/** One case whose expectation comes from a document or a recording, never from a real org seen by us. */
export function documented(source: string, run: () => Promise<void>): void {
  (hasRecordings ? it : it.skip)(`documented(${source})`, run);
}

export interface ShapeOptions {
  /** Keys, anywhere, that ours may lack: what the recorded org has and this one does not. */
  readonly absent?: readonly string[];
  /** Keys, anywhere, that ours may have more: what came with later versions. */
  readonly later?: readonly string[];
  /** Keys whose value may be of any kind. */
  readonly anyKind?: readonly string[];
}

/** Differences as paths such as `records[].Name: missing`; an empty list is agreement. */
export function shapeDifferences(
  actual: unknown,
  recorded: unknown,
  options: ShapeOptions = {},
  path = '$',
): string[] {
  // Null stands for a value of any kind that happens to be empty.
  if (actual === null || recorded === null) return [];
  if (Array.isArray(recorded)) {
    if (!Array.isArray(actual)) return [`${path}: ${kindOf(actual)} instead of array`];
    const sample = mergeSamples(recorded);
    return actual.flatMap((item) =>
      sample === undefined ? [] : shapeDifferences(item, sample, options, `${path}[]`),
    );
  }
  if (typeof recorded !== 'object') {
    return kindOf(actual) === kindOf(recorded)
      ? []
      : [`${path}: ${kindOf(actual)} instead of ${kindOf(recorded)}`];
  }
  if (typeof actual !== 'object' || Array.isArray(actual)) {
    return [`${path}: ${kindOf(actual)} instead of object`];
  }
  return [...new Set(objectDifferences(actual, recorded, options, path))];
}

function objectDifferences(
  actual: object,
  recorded: object,
  options: ShapeOptions,
  path: string,
): string[] {
  const missing = Object.keys(recorded)
    .filter((key) => !(key in actual) && options.absent?.includes(key) !== true)
    .map((key) => `${path}.${key}: missing`);
  const extra = Object.keys(actual)
    .filter((key) => !(key in recorded) && options.later?.includes(key) !== true)
    .map((key) => `${path}.${key}: not in the recording`);
  const inner = Object.entries(recorded).flatMap(([key, value]) =>
    key in actual && options.anyKind?.includes(key) !== true
      ? shapeDifferences((actual as Record<string, unknown>)[key], value, options, `${path}.${key}`)
      : [],
  );
  return [...missing, ...extra, ...inner];
}

/** One object with every key that any entry has, each with the first value that is not null. */
function mergeSamples(entries: readonly unknown[]): unknown {
  const [first] = entries;
  if (typeof first !== 'object' || first === null || Array.isArray(first)) return first;
  const merged: Record<string, unknown> = {};
  for (const entry of entries as readonly Record<string, unknown>[]) {
    for (const [key, value] of Object.entries(entry)) merged[key] ??= value;
  }
  return merged;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}
