/** Picks the PHP that runs WordPress: the machine's own where it will do, else PHP compiled to WebAssembly. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { StartError, systemErrorCode } from '../start-error.ts';
import { nativePhp } from './native-php.ts';
import type { PhpRuntime } from './php-runtime.ts';
import { phpWasm } from './php-wasm.ts';

export interface PhpChoice {
  readonly runtime: PhpRuntime;
  /** Why it is not the machine's own PHP, where that is so. */
  readonly notice: string | undefined;
}

interface PhpFacts {
  readonly version: string;
  readonly hasSqlite: boolean;
}

const MINIMUM_PHP = 8;

/**
 * `SKYBRIDGE_PHP=native|wasm` forces one. `mounts` are the folders that PHP in WebAssembly may see
 * (the machine's own PHP sees what the user sees).
 */
export async function choosePhp(
  mounts: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<PhpChoice> {
  const forced = env['SKYBRIDGE_PHP'];
  switch (forced) {
    case undefined:
    case '': {
      const unfit = await whyNativeWillNotDo();
      return unfit.reason === undefined
        ? { runtime: nativePhp(unfit.version), notice: undefined }
        : {
            runtime: await phpWasm(mounts),
            notice: `${unfit.reason}, so WordPress runs on PHP in WebAssembly (slower).`,
          };
    }
    case 'native': {
      const unfit = await whyNativeWillNotDo();
      if (unfit.reason === undefined) {
        return { runtime: nativePhp(unfit.version), notice: undefined };
      }
      throw new StartError(
        `SKYBRIDGE_PHP=native, but ${unfit.reason}: run scripts/setup, or unset SKYBRIDGE_PHP.`,
      );
    }
    case 'wasm':
      return { runtime: await phpWasm(mounts), notice: undefined };
    default:
      throw new StartError(`SKYBRIDGE_PHP must be "native" or "wasm", but is "${forced}".`);
  }
}

type NativeVerdict =
  { readonly reason: undefined; readonly version: string } | { readonly reason: string };

async function whyNativeWillNotDo(): Promise<NativeVerdict> {
  const facts = await nativePhpFacts();
  if (facts === undefined) return { reason: 'there is no php on PATH' };
  if (Number.parseInt(facts.version, 10) < MINIMUM_PHP) {
    return { reason: `the php on PATH is ${facts.version} (8.0 or newer is needed)` };
  }
  if (!facts.hasSqlite) return { reason: 'the php on PATH lacks the pdo_sqlite extension' };
  return { reason: undefined, version: facts.version };
}

async function nativePhpFacts(): Promise<PhpFacts | undefined> {
  const probe = 'echo PHP_VERSION, " ", extension_loaded("pdo_sqlite") ? "yes" : "no";';
  try {
    const { stdout } = await promisify(execFile)('php', ['-r', probe], { timeout: 15_000 });
    const [version = '', hasSqlite] = stdout.trim().split(' ');
    return { version, hasSqlite: hasSqlite === 'yes' };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new StartError('The php on PATH does not run; try `php -v`, or set SKYBRIDGE_PHP=wasm.', {
      cause: error,
    });
  }
}
