/** The bundle that `npm start` runs, and the compiled code it keeps beside it. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const BIN = path.resolve('bin');

it('holds one graphql-js, and no character that would double its size in memory', () => {
  const script = `
    const { bundleOf } = await import(${JSON.stringify(path.join(BIN, 'bundle.js'))});
    process.stdout.write(await bundleOf('src/main.ts'));`;
  const file = execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString();
  const text = readFileSync(file, 'utf8');
  expect(/[\u0080-\uffff]/.exec(text)).toBeNull();
  expect(text.split('to be a GraphQL schema.').length - 1).toBe(1);
}, 60_000);

describe('a bundle that is run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = () => path.join(folder, 'main.cjs');
  const run = (body: string) => {
    const wrapped = `(function (exports, require, module, __filename, __dirname) {${body}})`;
    writeFileSync(file(), wrapped);
    const runner = JSON.stringify(path.join(BIN, 'run-bundle.js'));
    const script = `(await import(${runner})).runBundle(${JSON.stringify(file())})`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  };
  const compiled = () => `${file()}.compiled`;
  const GREETING = `console.log('it is', require('node:path').basename(__filename));`;

  it('runs, and the next time with the code that was compiled', () => {
    expect(run(GREETING).stdout).toBe('it is main.cjs\n');
    const kept = readFileSync(compiled());
    expect(run(GREETING).stdout).toBe('it is main.cjs\n');
    expect(readFileSync(compiled())).toEqual(kept);
  });

  it('keeps nothing of a start that failed', () => {
    expect(run('process.exit(3)').status).toBe(3);
    expect(existsSync(compiled())).toBe(false);
  });

  it('compiles anew where the code is of another V8, or damaged', () => {
    writeFileSync(compiled(), 'nonsense');
    expect(run(GREETING).stdout).toBe('it is main.cjs\n');
    expect(readFileSync(compiled(), 'latin1')).not.toBe('nonsense');
  });

  it('runs where nothing can be written', () => {
    const { status, stderr } = run(`require('node:fs').rmSync(__dirname, { recursive: true });`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
