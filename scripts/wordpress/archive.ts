/** Unpacks the archives that WordPress comes in, writing nowhere but below the given folder. */

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { unzipSync } from 'fflate';
import { extract } from 'tar-stream';

import { StartError } from '../start-error.ts';

/** Where an entry of the archive goes, relative to the target folder; null leaves it out. */
export type EntryPlacement = (entryName: string) => string | null;

/** Unpacks the chosen files of a `.tgz`; returns how many were written. */
export async function unpackTarball(
  archive: string,
  directory: string,
  place: EntryPlacement,
): Promise<number> {
  const entries = extract();
  const feeding = pipeline(createReadStream(archive), createGunzip(), entries);
  // An archive that breaks off in the middle of a file would leave that file waiting for its rest.
  const broken = new AbortController();
  feeding.catch((error: unknown) => broken.abort(error));
  let written = 0;
  try {
    for await (const entry of entries) {
      const placed = entry.header.type === 'file' ? place(entry.header.name) : null;
      if (placed === null) {
        entry.resume();
        continue;
      }
      const path = await pathInside(directory, placed);
      await pipeline(entry, createWriteStream(path), { signal: broken.signal });
      written += 1;
    }
    await feeding;
  } catch (error) {
    throw asArchiveError(broken.signal.aborted ? broken.signal.reason : error, archive);
  }
  return written;
}

/** Unpacks the chosen files of a `.zip` (read whole into memory: ours are below 5 MB). */
export async function unpackZip(
  archive: string,
  directory: string,
  place: EntryPlacement,
): Promise<number> {
  let written = 0;
  for (const [name, bytes] of Object.entries(unzip(await readFile(archive), archive))) {
    const placed = name.endsWith('/') ? null : place(name);
    if (placed === null) continue;
    await writeFile(await pathInside(directory, placed), bytes);
    written += 1;
  }
  return written;
}

function unzip(bytes: Uint8Array, archive: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw asArchiveError(error, archive);
  }
}

async function pathInside(directory: string, relative: string): Promise<string> {
  const path = resolve(directory, relative);
  if (!path.startsWith(resolve(directory) + sep)) {
    throw new StartError(`An archive wants to write outside its folder (${relative}): refused.`);
  }
  await mkdir(dirname(path), { recursive: true });
  return path;
}

function asArchiveError(error: unknown, archive: string): unknown {
  if (error instanceof StartError) return error;
  // A system error (disk full, not writable) is explained by the cache, which knows the folder.
  if (typeof error === 'object' && error !== null && 'syscall' in error) return error;
  return new StartError(
    `The archive ${basename(archive)} is damaged and was not used: run the command again.`,
    { cause: error },
  );
}
