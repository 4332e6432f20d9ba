/** Run-time dependencies carry licences that an MIT project may ship with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const ALLOWED =
  /^\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD|BSD-[23]-Clause|0BSD|Unlicense|CC0-1\.0|BlueOak-1\.0\.0|Python-2\.0|WTFPL)\b/;

/** Packages whose manifest names no licence, with where it was read. */
const STATED_ELSEWHERE: Readonly<Record<string, string>> = {
  // passport's one dependency of 2012: the licence stands in its Readme.
  'node_modules/pause': 'MIT',
};

interface Lock {
  readonly packages: Readonly<
    Record<string, { dev?: boolean; optional?: boolean; license?: string; version?: string }>
  >;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** The lock names most licences; older packages state theirs only in their own manifest. */
function licenceOf(path: string, stated: string | undefined): string {
  const reviewed = stated ?? STATED_ELSEWHERE[path];
  if (reviewed !== undefined) return reviewed;
  const manifest = readJson(`${path}/package.json`) as {
    license?: string | { type: string };
    licenses?: { type: string }[];
  };
  const { license } = manifest;
  const own = typeof license === 'string' ? license : license?.type;
  return own ?? manifest.licenses?.[0]?.type ?? 'unknown';
}

it('allows every run-time dependency', () => {
  const lock = readJson('package-lock.json') as Lock;
  const runtime = Object.entries(lock.packages).filter(
    ([path, entry]) => path !== '' && entry.dev !== true && entry.optional !== true,
  );
  expect(runtime.length).toBeGreaterThan(50);
  const refused = runtime
    .map(([path, entry]) => `${path}: ${licenceOf(path, entry.license)}`)
    .filter((line) => !ALLOWED.test(line.slice(line.indexOf(': ') + 2)));
  expect(refused).toEqual([]);
});
