/** Documents keep their word: what they point at exists, and every invariant names what enforces it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { declaredNames } from './source-tree.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function documents(): string[] {
  const below = (folder: string): string[] =>
    existsSync(join(ROOT, folder))
      ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
          .filter((path) => path.endsWith('.md') && !path.includes('node_modules/'))
      : [];
  const top = readdirSync(ROOT).filter((entry) => entry.endsWith('.md'));
  const folders = ['docs', 'local-org', 'wp-plugin', 'tests', 'examples', 'bench'];
  return [...top, ...folders.flatMap(below)];
}

/** Whether a file declares the symbol; PHP is asked for the words that declare one. */
function declares(path: string, symbol: string): boolean {
  const text = read(path);
  if (path.endsWith('.ts')) return declaredNames({ path, text }).has(symbol);
  return new RegExp(`\\b(function|class|interface|const)\\s+${symbol}\\b`).test(text);
}

describe('ARCHITECTURE.md', () => {
  const references = [...read('ARCHITECTURE.md').matchAll(/`([\w./-]+\.(?:ts|php))#(\w+)`/g)].map(
    ([, path = '', symbol = '']) => [path, symbol] as const,
  );

  it('traces a request by file and symbol', () => {
    expect(references.length).toBeGreaterThan(12);
    const rooms = new Set(references.map(([path]) => path.split('/').slice(0, 2).join('/')));
    for (const room of ['server', 'auth', 'plan', 'policy', 'soql', 'execution', 'salesforce']) {
      expect(rooms).toContain(`src/${room}`);
    }
  });

  it.each(references)('%s still declares %s', (path, symbol) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
    expect(declares(path, symbol)).toBe(true);
  });

  it('would notice a symbol that is gone', () => {
    expect(declares('src/common/errors.ts', 'NoSuchSymbol')).toBe(false);
  });
});

describe('INVARIANTS.md', () => {
  const lines = read('INVARIANTS.md')
    .split(/\n(?=- )/)
    .filter((line) => line.startsWith('- '));

  it('states invariants', () => {
    expect(lines.length).toBeGreaterThan(10);
  });

  it.each(lines.map((line) => [line.slice(2, 70), line] as const))('%s…', (_title, line) => {
    const [, enforcers = ''] =
      /Enforced by:\s*([\s\S]+?)\.?\s*$/.exec(line.split('\n\n')[0] ?? '') ?? [];
    const paths = [...enforcers.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('every document', () => {
  it.each(documents())('%s links only to what exists', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)];
    const missing = links
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing).toEqual([]);
  });

  it.each(documents())('%s names only commands that exist', (document) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(documents())('%s names no path or host of a developer’s machine', (document) => {
    expect(read(document)).not.toMatch(/\/(work|root|home)\/\w|registry\.npmjs|deb\.debian/);
  });
});
