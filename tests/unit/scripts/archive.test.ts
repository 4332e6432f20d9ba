/** Unpacking: only what is chosen, nothing outside the folder, and a damaged archive is said to be one. */

import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { strToU8, zipSync } from 'fflate';
import { pack } from 'tar-stream';

import { unpackTarball, unpackZip } from '../../../scripts/wordpress/archive.ts';

let directory: string;
let target: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skybridge-archive-'));
  target = join(directory, 'target');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function tarball(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(directory, 'a.tgz');
  const entries = pack();
  for (const [name, text] of Object.entries(files)) entries.entry({ name }, text);
  entries.finalize();
  await pipeline(entries, createGzip(), createWriteStream(path));
  return path;
}

async function zip(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(directory, 'a.zip');
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  await writeFile(path, zipSync(Object.fromEntries(entries)));
  return path;
}

describe.each([
  ['tarball', tarball, unpackTarball],
  ['zip', zip, unpackZip],
])('a %s', (_kind, make, unpack) => {
  it('is unpacked as far as it is chosen, under the chosen names', async () => {
    const archive = await make({ 'package/a/b.txt': 'bee', 'package/c.txt': 'sea' });
    const count = await unpack(archive, target, (name) =>
      name === 'package/a/b.txt' ? 'moved/b.txt' : null,
    );
    expect(count).toBe(1);
    expect(await readdir(target)).toEqual(['moved']);
    expect(await readFile(join(target, 'moved', 'b.txt'), 'utf8')).toBe('bee');
  });

  it.each(['../outside.txt', '/outside.txt', 'a/../../outside.txt'])(
    'writes nothing outside its folder: %s',
    async (name) => {
      const archive = await make({ [name]: 'harm' });
      await expect(unpack(archive, target, (entry) => entry)).rejects.toThrow(
        /outside its folder/u,
      );
      expect(await readdir(directory)).not.toContain('outside.txt');
    },
  );

  it('is refused when it is damaged', async () => {
    const archive = await make({ 'package/a.txt': 'a'.repeat(10_000) });
    const bytes = await readFile(archive);
    await writeFile(archive, bytes.subarray(0, bytes.length - 30));
    await expect(unpack(archive, target, (entry) => entry)).rejects.toThrow(/is damaged/u);
  });
});
