/** One-way rooms: the real imports of src/ obey the ranks, and each rule is shown to catch a planted breach. */
import {
  findCrossProgramImports,
  findCycles,
  findEnvironmentReads,
  findNetworkUse,
  findRankViolations,
} from './rules.ts';
import { readSources } from './source-tree.ts';
import type { SourceFile } from './source-tree.ts';

const src = readSources('src');
const localOrg = readSources('local-org');

function planted(path: string, text: string): SourceFile[] {
  return [...src, { path, text }];
}

describe('the real tree', () => {
  it('has rooms to check', () => {
    expect(src.length).toBeGreaterThan(20);
    expect(localOrg.length).toBeGreaterThan(10);
  });

  it('imports only its own room or a lower rank', () => {
    expect(findRankViolations(src)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(findCycles(src)).toEqual([]);
    expect(findCycles(localOrg)).toEqual([]);
  });

  it('reads process.env only in common/config', () => {
    expect(findEnvironmentReads(src)).toEqual([]);
  });

  it('reaches the network only from salesforce, auth, store and server', () => {
    expect(findNetworkUse(src)).toEqual([]);
  });

  it('shares no code between the gateway and the local org', () => {
    expect(findCrossProgramImports(src, 'src', ['local-org/'])).toEqual([]);
    expect(findCrossProgramImports(localOrg, 'local-org', ['src/'])).toEqual([]);
  });
});

describe('a planted breach is found', () => {
  it.each([
    ['import', `import { x } from '../server/http.ts';`],
    ['type import', `import type { X } from '../server/http.ts';`],
    ['re-export', `export { x } from '../server/http.ts';`],
    ['dynamic import', `const x = await import('../server/http.ts');`],
    ['import type node', `let x: import('../server/http.ts').X;`],
  ])('upward %s', (_kind, text) => {
    const violations = findRankViolations(planted('src/soql/planted.ts', text));
    expect(violations).toEqual([
      'src/soql/planted.ts (soql, rank 1) imports src/server/http.ts (server, rank 9)',
    ]);
  });

  it('an import of an equal rank in another room', () => {
    const text = `import { x } from '../model/x.ts';`;
    expect(findRankViolations(planted('src/soql/planted.ts', text))).toHaveLength(1);
  });

  it('an import that leaves src, a computed one, and an unknown room', () => {
    const leaves = `import { x } from '../../local-org/org.ts';`;
    expect(findRankViolations(planted('src/soql/planted.ts', leaves))).toHaveLength(1);
    const computed = 'const x = await import(process.argv[2]);';
    expect(findRankViolations(planted('src/soql/planted.ts', computed))).toHaveLength(1);
    expect(findRankViolations(planted('src/misc/planted.ts', ''))).toHaveLength(1);
  });

  it('a cycle', () => {
    const files = [
      { path: 'src/soql/a.ts', text: `import './b.ts';` },
      { path: 'src/soql/b.ts', text: `export * from './c.ts';` },
      { path: 'src/soql/c.ts', text: `import type { A } from './a.ts';` },
    ];
    expect(findCycles(files)).toEqual([
      'src/soql/a.ts -> src/soql/b.ts -> src/soql/c.ts -> src/soql/a.ts',
    ]);
  });

  it.each(['process.env.HOME', `process['env'].HOME`, 'const { env } = process'])(
    'an environment read: %s',
    (text) => {
      expect(findEnvironmentReads(planted('src/plan/planted.ts', text))).toHaveLength(1);
    },
  );

  it.each([
    `import http from 'node:http';`,
    `import { request } from 'undici';`,
    'await fetch(url);',
    'new WebSocket(url);',
  ])('network use: %s', (text) => {
    expect(findNetworkUse(planted('src/plan/planted.ts', text))).toHaveLength(1);
  });
});
