/** PHP in WebAssembly as WordPress's runtime: fetched through npm, run as a Node process of ours. */

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cachedDirectory } from './cache.ts';
import { installLocked } from './npm.ts';
import type { PhpRuntime } from './php-runtime.ts';

const PHP_WASM_VERSION = '3.1.56';
const PHP_VERSION = '8.3';
const LOCKED = fileURLToPath(new URL('php-wasm/', import.meta.url));
const PROGRAM = fileURLToPath(new URL('php-wasm/main.ts', import.meta.url));

export async function phpWasm(mounts: readonly string[]): Promise<PhpRuntime> {
  const packages = await phpWasmPackages();
  const node = (mode: readonly string[]): readonly string[] => [
    '--import',
    'tsx',
    PROGRAM,
    `--packages=${packages}`,
    `--php=${PHP_VERSION}`,
    ...mounts.map((folder) => `--mount=${folder}`),
    ...mode,
  ];
  return {
    kind: 'wasm',
    title: `PHP ${PHP_VERSION} (WebAssembly)`,
    runCommand: (scriptFile, env) => ({
      program: process.execPath,
      args: node([
        `--run=${scriptFile}`,
        ...Object.entries(env).map(([k, v]) => `--env=${k}=${v}`),
      ]),
      env: process.env,
    }),
    serveCommand: (documentRoot, port) => ({
      program: process.execPath,
      args: node([`--serve=${documentRoot}`, `--port=${port}`]),
      env: process.env,
    }),
  };
}

/** Folder whose node_modules holds php-wasm, installed from the lock file beside its program. */
async function phpWasmPackages(): Promise<string> {
  const title = `PHP ${PHP_VERSION} for WebAssembly`;
  return cachedDirectory({
    name: `php-wasm-${PHP_WASM_VERSION}`,
    title,
    needsBytes: 250_000_000,
    fill: async (directory) => {
      for (const file of ['package.json', 'package-lock.json']) {
        await copyFile(join(LOCKED, file), join(directory, file));
      }
      await installLocked(directory, title);
    },
  });
}
