/** `npm run plugin:zip`: the plugin as WordPress installs it, without its development files. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { zipSync } from 'fflate';

const PLUGIN = fileURLToPath(new URL('../wp-plugin', import.meta.url));
const TARGET = fileURLToPath(new URL('../dist/skybridge.zip', import.meta.url));
/** Top entries of the plugin's folder that only developers need. */
const DEVELOPMENT = new Set(['tests', 'phpunit.xml.dist']);
/** Reproducible: the same files make the same archive, whenever it is made. */
const MOMENT = new Date(2026, 0, 1);

const files: Record<string, Uint8Array> = {};
for (const entry of await readdir(PLUGIN, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const name = relative(PLUGIN, path).split(sep).join('/');
  const isHidden = name.split('/').some((part) => part.startsWith('.'));
  if (!entry.isFile() || isHidden || DEVELOPMENT.has(name.split('/')[0] ?? '')) continue;
  files[`skybridge/${name}`] = await readFile(path);
}
const sorted = Object.fromEntries(
  Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)),
);
await mkdir(join(TARGET, '..'), { recursive: true });
await writeFile(TARGET, zipSync(sorted, { level: 9, mtime: MOMENT }));
console.log(`${TARGET}: ${Object.keys(sorted).length} files`);
