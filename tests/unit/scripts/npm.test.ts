/** Fetching through npm: what is not the pinned archive is not used, and each failure is one plain sentence. */

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packPackage } from '../../../scripts/wordpress/npm.ts';
import type { PinnedPackage } from '../../../scripts/wordpress/pinned-packages.ts';

const ARCHIVE = 'the bytes of an archive';
const PINNED: PinnedPackage = {
  name: '@scope/thing',
  version: '1.2.3',
  integrity: `sha512-${createHash('sha512').update(ARCHIVE).digest('base64')}`,
  bytes: ARCHIVE.length,
};

let directory: string;
let npmBefore: string | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skybridge-npm-'));
  npmBefore = process.env['npm_execpath'];
});
afterEach(async () => {
  if (npmBefore === undefined) delete process.env['npm_execpath'];
  else process.env['npm_execpath'] = npmBefore;
  await rm(directory, { recursive: true, force: true });
});

/** Puts a script in npm's place that does `code`; `destination` is npm's --pack-destination. */
async function standInNpm(code: string): Promise<void> {
  const script = join(directory, 'npm-cli.cjs');
  const destination = `const destination = process.argv[process.argv.indexOf('--pack-destination') + 1];`;
  await writeFile(script, `const fs = require('node:fs'); ${destination} ${code}`);
  process.env['npm_execpath'] = script;
}

it('returns the archive that npm packed, once its hash is the pinned one', async () => {
  await standInNpm(
    `fs.writeFileSync(destination + '/scope-thing-1.2.3.tgz', ${JSON.stringify(ARCHIVE)})`,
  );
  const path = await packPackage(PINNED, directory, 'Thing');
  expect(await readFile(path, 'utf8')).toBe(ARCHIVE);
});

it('asks npm for exactly the pinned version and runs no install script', async () => {
  await standInNpm(
    `fs.writeFileSync(destination + '/args.json', JSON.stringify(process.argv.slice(2)));
     fs.writeFileSync(destination + '/scope-thing-1.2.3.tgz', ${JSON.stringify(ARCHIVE)})`,
  );
  await packPackage(PINNED, directory, 'Thing');
  const args = JSON.parse(await readFile(join(directory, 'args.json'), 'utf8')) as string[];
  expect(args.slice(0, 2)).toEqual(['pack', '@scope/thing@1.2.3']);
  expect(args).toContain('--ignore-scripts');
  expect(args.join(' ')).not.toContain('--registry');
});

it('refuses an archive with another hash', async () => {
  await standInNpm(`fs.writeFileSync(destination + '/scope-thing-1.2.3.tgz', 'other bytes')`);
  await expect(packPackage(PINNED, directory, 'Thing')).rejects.toThrow(/is not the one we know/u);
});

it.each([
  ['ENOTFOUND', /could not reach its registry \(ENOTFOUND\)/u],
  ['ENOSPC', /the disk is full/u],
  ['E404', /refuses the package \(E404\)/u],
  ['EINTEGRITY', /not what the registry promised/u],
  ['EWHATEVER', /npm failed \(EWHATEVER\)/u],
])('explains %s in a sentence without a stack', async (code, sentence) => {
  await standInNpm(`console.error('npm error code ${code}'); process.exit(1)`);
  const failure = packPackage(PINNED, directory, 'Thing');
  await expect(failure).rejects.toThrow(sentence);
  await expect(failure).rejects.toThrow(/^Thing could not be fetched/u);
});
