/** Keeps the gateway as one bundled file, made anew whenever a source or a dependency has changed since. */

import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.join(import.meta.dirname, '..');
const FOLDER = path.join(ROOT, 'node_modules', '.cache', 'skybridge');
/** Native code, what is loaded only where it is configured, and what finds its own files beside it. */
const EXTERNAL = [
  '@jetstreamapp/soql-parser-js',
  'express-session',
  'graphiql',
  'ioredis',
  'jsforce',
  'libsql',
  'passport',
  'passport-forcedotcom',
  'pg',
  'pino',
];
/** What Node wraps around CommonJS, so that the text need not be copied to be run. */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) {', '})'];

/**
 * @param {string} entry a file of src/, such as `src/main.ts`
 * @returns {Promise<string>} the bundle of it, a file for `runBundle`
 * @throws Error where it cannot be made or written
 */
export async function bundleOf(entry) {
  const name = `${path.basename(entry, '.ts')}.cjs`;
  const folder = path.join(FOLDER, stateOfSources(entry));
  if (!existsSync(path.join(folder, name))) await writeBundle(entry, folder);
  return path.join(folder, name);
}

/** Another process may do the same meanwhile: whoever is first puts the whole folder in place. */
async function writeBundle(entry, folder) {
  const draft = `${folder}-${randomUUID()}`;
  mkdirSync(FOLDER, { recursive: true });
  const { outputFiles } = await loadEsbuild().build({
    entryPoints: [path.join(ROOT, entry)],
    outdir: draft,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // Only scripts can be run with code that was compiled before; a script has no import().
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node20',
    external: EXTERNAL,
    banner: { js: WRAPPER[0] },
    footer: { js: WRAPPER[1] },
    // V8 keeps the text of what it may have to compile yet.
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [sourcePlaces, graphqlAsModules],
    write: false,
  });
  mkdirSync(draft, { recursive: true });
  for (const { path: file, text } of outputFiles) writeFileSync(file, asciiOf(text));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  dropOthers(path.basename(folder));
}

/** tsx brings esbuild. */
function loadEsbuild() {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return createRequire(tsx)('esbuild');
}

/** Sources find their assets from where they stand, not from where the bundle does. */
const sourcePlaces = {
  name: 'source places',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, (args) => {
      if (args.path.includes('node_modules')) return undefined;
      const contents = readFileSync(args.path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(args.path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(args.path).href));
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * graphql-js as ES modules, for whoever imports it. Of its CommonJS, every file that imports it would get a copy of all
 * its exports as getters: an eighth of the heap.
 */
const graphqlAsModules = {
  name: 'graphql as modules',
  setup(build) {
    const { resolve } = createRequire(import.meta.url);
    build.onResolve({ filter: /^graphql(\/|$)/ }, ({ path: name }) => ({
      path: resolve(name).replace(/\.js$/, '.mjs'),
    }));
  },
};

/** One character beyond Latin-1 would make V8 keep the whole text at two bytes for each. */
function asciiOf(text) {
  return text.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Changes with every source and every installed package; by times and sizes, which cost nothing to read. */
function stateOfSources(entry) {
  const hash = createHash('sha256').update(`${process.version} ${entry}\n`);
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const installed = path.join(ROOT, 'node_modules', '.package-lock.json');
  for (const file of [...files.sort(), installed, import.meta.filename]) {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function dropOthers(kept) {
  for (const name of readdirSync(FOLDER)) {
    const isOld = /^[0-9a-f]{16}$/.test(name) && name !== kept;
    if (isOld) rmSync(path.join(FOLDER, name), { recursive: true, force: true });
  }
}
