/** Compiles the contenders once, so that no loader's traces are in what is measured; Skybridge brings its own bundle. */

import { createRequire } from 'node:module';
import path from 'node:path';

const OUT = path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'skybridge-bench');

interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** @param names of files in contenders/. @returns the compiled file of each. */
export async function compileContenders(
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  await loadEsbuild().build({
    entryPoints: names.map((name) => path.join(import.meta.dirname, 'contenders', `${name}.ts`)),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  });
  return new Map(names.map((name) => [name, path.join(OUT, `${name}.mjs`)]));
}

/** tsx brings it. */
function loadEsbuild(): Esbuild {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return createRequire(tsx)('esbuild') as Esbuild;
}
