/** The folder outside the tree where fetched things stay, filled whole or not at all. */

import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { StartError, systemErrorCode } from '../start-error.ts';

const PARTIAL_PREFIX = '.partial-';
/** A partial folder this old belongs to no download that is still running. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** `$SKYBRIDGE_CACHE`, else `$XDG_CACHE_HOME/skybridge`, else `~/.cache/skybridge`. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['SKYBRIDGE_CACHE']) return env['SKYBRIDGE_CACHE'];
  const base = env['XDG_CACHE_HOME'] ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  return join(base, 'skybridge');
}

export interface CacheEntry {
  /** Folder name inside the cache; holds the version, so that a new version is a new entry. */
  readonly name: string;
  /** For messages: "WordPress 6.5.5". */
  readonly title: string;
  /** Free bytes that filling needs, checked beforehand. */
  readonly needsBytes: number;
  /** Fills the empty folder `directory`; throwing leaves no entry behind. */
  readonly fill: (directory: string) => Promise<void>;
}

/**
 * The folder of the entry, filled first if it is not there.
 * The fill happens in a folder of its own that is renamed when complete: a killed process leaves no half
 * entry, and of two processes at once the slower one drops its copy.
 */
export async function cachedDirectory(entry: CacheEntry, root = cacheDirectory()): Promise<string> {
  const target = join(root, entry.name);
  if (existsSync(target)) return target;
  const partial = await newPartial(entry, root);
  try {
    await fillAndRename(entry, partial, target);
  } catch (error) {
    throw asStartError(error, entry, root);
  }
  return target;
}

async function newPartial(entry: CacheEntry, root: string): Promise<string> {
  try {
    await mkdir(root, { recursive: true });
    await removeAbandoned(root);
    await requireSpace(entry, root);
    return await mkdtemp(join(root, `${PARTIAL_PREFIX}${entry.name}-`));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `${entry.title} cannot be stored at ${root} (${systemErrorCode(error) ?? 'not writable'}): ` +
        'point SKYBRIDGE_CACHE at a folder of yours.',
      { cause: error },
    );
  }
}

async function fillAndRename(entry: CacheEntry, partial: string, target: string): Promise<void> {
  // A signal ends the process without running `finally`; the exit handler cleans up in that case.
  const removeOnExit = (): void => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removeOnExit);
  try {
    await entry.fill(partial);
    await rename(partial, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    const code = systemErrorCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error;
  } finally {
    process.removeListener('exit', removeOnExit);
    await rm(partial, { recursive: true, force: true });
  }
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(PARTIAL_PREFIX)) continue;
    const path = join(root, name);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

async function requireSpace(entry: CacheEntry, root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  if (free >= entry.needsBytes) return;
  throw new StartError(
    `${entry.title} needs ${megabytes(entry.needsBytes)} MB of disk at ${root}, and only ` +
      `${megabytes(free)} MB are free: free some, or point SKYBRIDGE_CACHE at another disk.`,
  );
}

function asStartError(error: unknown, entry: CacheEntry, root: string): unknown {
  const code = systemErrorCode(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StartError(
    `The disk filled up while ${entry.title} was being stored at ${root}: ` +
      'free some, or point SKYBRIDGE_CACHE at another disk.',
    { cause: error },
  );
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
