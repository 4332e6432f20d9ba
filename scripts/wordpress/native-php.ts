/** The machine's own PHP as WordPress's runtime. */

import { fileURLToPath } from 'node:url';

import type { PhpRuntime } from './php-runtime.ts';

const ROUTER = fileURLToPath(new URL('site-files/router.php', import.meta.url));
/** WordPress may call itself while it answers; one worker would wait for itself. */
const WORKERS = '4';

export function nativePhp(version: string): PhpRuntime {
  return {
    kind: 'native',
    title: `PHP ${version} (native)`,
    runCommand: (scriptFile, env) => ({
      program: 'php',
      args: [scriptFile],
      env: { ...process.env, ...env },
    }),
    serveCommand: (documentRoot, port) => ({
      program: 'php',
      args: ['-S', `127.0.0.1:${port}`, '-t', documentRoot, ROUTER],
      env: { ...process.env, PHP_CLI_SERVER_WORKERS: WORKERS },
    }),
  };
}
