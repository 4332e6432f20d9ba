/** The download cache: an entry is whole or absent, whatever happens to the process that fills it. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cacheDirectory, cachedDirectory } from '../../../scripts/wordpress/cache.ts';
import type { CacheEntry } from '../../../scripts/wordpress/cache.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'skybridge-cache-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function entry(fill: CacheEntry['fill'], needsBytes = 1): CacheEntry {
  return { name: 'thing-1.0', title: 'Thing 1.0', needsBytes, fill };
}

const writeThing = (text: string) => async (directory: string) =>
  writeFile(join(directory, 'file'), text);

it('fills an entry once and gives the same folder ever after', async () => {
  const first = await cachedDirectory(entry(writeThing('first')), root);
  const second = await cachedDirectory(entry(writeThing('second')), root);
  expect(second).toBe(first);
  expect(await readFile(join(first, 'file'), 'utf8')).toBe('first');
  expect(await readdir(root)).toEqual(['thing-1.0']);
});

it('leaves nothing behind when filling fails, and can be filled afterwards', async () => {
  const failing = async (directory: string): Promise<void> => {
    await writeThing('half')(directory);
    throw new Error('the line went dead');
  };
  await expect(cachedDirectory(entry(failing), root)).rejects.toThrow('the line went dead');
  expect(await readdir(root)).toEqual([]);
  await cachedDirectory(entry(writeThing('whole')), root);
  expect(await readdir(root)).toEqual(['thing-1.0']);
});

it('gives two that fill at the same time the same whole entry', async () => {
  const slowly = (text: string) => async (directory: string) => {
    await sleep(20);
    await writeThing(text)(directory);
  };
  const folders = await Promise.all([
    cachedDirectory(entry(slowly('one')), root),
    cachedDirectory(entry(slowly('two')), root),
  ]);
  expect(new Set(folders).size).toBe(1);
  expect(await readFile(join(folders[0], 'file'), 'utf8')).toMatch(/^(one|two)$/u);
  expect(await readdir(root)).toEqual(['thing-1.0']);
});

it('takes no half entry of a killed process for a whole one, and clears it away when it is old', async () => {
  const partial = join(root, '.partial-thing-1.0-killed');
  await mkdir(partial);
  const twoHoursAgo = Date.now() / 1000 - 7200;
  await utimes(partial, twoHoursAgo, twoHoursAgo);
  const folder = await cachedDirectory(entry(writeThing('whole')), root);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('whole');
  expect(existsSync(partial)).toBe(false);
});

it('leaves the partial folder of a download that may still run alone', async () => {
  const partial = join(root, '.partial-thing-1.0-running');
  await mkdir(partial);
  await cachedDirectory(entry(writeThing('whole')), root);
  expect(existsSync(partial)).toBe(true);
});

it('says how much disk is needed before anything is fetched', async () => {
  const fill = (): Promise<void> => Promise.reject(new Error('must not be called'));
  await expect(cachedDirectory(entry(fill, Number.MAX_SAFE_INTEGER), root)).rejects.toThrow(
    /^Thing 1\.0 needs \d+ MB of disk/u,
  );
});

it('explains a disk that fills up on the way', async () => {
  const fill = (): Promise<void> =>
    Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  await expect(cachedDirectory(entry(fill), root)).rejects.toThrow(/^The disk filled up/u);
});

it('explains a cache folder that cannot be made', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(
    cachedDirectory(entry(writeThing('never')), join(root, 'file', 'cache')),
  ).rejects.toThrow(/^Thing 1\.0 cannot be stored at .*SKYBRIDGE_CACHE/u);
});

it.each([
  [{ SKYBRIDGE_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, join('/b', 'skybridge')],
])('is where the environment says: %j', (env, expected) => {
  expect(cacheDirectory(env)).toBe(expected);
});
