/** The part of php-wasm that is used, typed here because its packages live in the cache and not in ours. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface PhpResponse {
  readonly httpStatusCode: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly errors: string;
  readonly exitCode: number;
}

export interface Php {
  mkdirTree(path: string): void;
  mount(path: string, handler: MountHandler): Promise<unknown>;
  run(options: {
    readonly scriptPath: string;
    readonly env: Readonly<Record<string, string>>;
  }): Promise<PhpResponse>;
  enableRuntimeRotation(options: { readonly recreateRuntime: () => Promise<number> }): void;
}

export interface PhpRequestHandler {
  request(request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Uint8Array;
  }): Promise<PhpResponse>;
}

/** Opaque: made by one function of php-wasm and given to another. */
export interface MountHandler {
  readonly __mountHandler: never;
}
interface FileLockManager {
  readonly __fileLockManager: never;
}

interface UniversalModule {
  readonly PHP: new (runtimeId: number) => Php;
  readonly PHPRequestHandler: new (options: {
    readonly documentRoot: string;
    readonly absoluteUrl: string;
    readonly cookieStore: false;
    readonly maxPhpInstances: number;
    readonly phpFactory: () => Promise<Php>;
    readonly getFileNotFoundAction: () => {
      readonly type: 'internal-redirect';
      readonly uri: string;
    };
  }) => PhpRequestHandler;
  readonly FileLockManagerInMemory: new () => FileLockManager;
}

interface NodeModule {
  readonly loadNodeRuntime: (
    phpVersion: string,
    options: {
      readonly fileLockManager: FileLockManager;
      readonly emscriptenOptions: { readonly processId: number };
    },
  ) => Promise<number>;
  readonly createNodeFsMountHandler: (localPath: string) => MountHandler;
}

export type PhpWasmPackages = UniversalModule & NodeModule;

/** Loads php-wasm from the node_modules of `directory`. */
export async function loadPhpWasm(directory: string): Promise<PhpWasmPackages> {
  const { resolve } = createRequire(join(directory, 'package.json'));
  const [universal, node] = await Promise.all(
    ['@php-wasm/universal', '@php-wasm/node'].map(
      (name) => import(pathToFileURL(resolve(name)).href) as Promise<unknown>,
    ),
  );
  // The versions are pinned by the lock file beside this file, so the shapes above are known to hold.
  return { ...(universal as UniversalModule), ...(node as NodeModule) };
}
