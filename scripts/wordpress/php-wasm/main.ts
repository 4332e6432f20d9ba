/**
 * PHP in WebAssembly as a program, started by php-wasm.ts:
 * `--run=FILE` runs one PHP file to its end, `--serve=FOLDER --port=N` serves a WordPress folder on 127.0.0.1.
 */

import { parseArgs } from 'node:util';

import { servePhp } from './http-server.ts';
import { phpInstances } from './instances.ts';
import { loadPhpWasm } from './packages.ts';

/** Two, so that WordPress can call itself while it answers. */
const MAX_INSTANCES = 2;

const { values } = parseArgs({
  options: {
    packages: { type: 'string', default: '' },
    php: { type: 'string', default: '' },
    mount: { type: 'string', multiple: true, default: [] },
    run: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    serve: { type: 'string' },
    port: { type: 'string', default: '' },
  },
});

const packages = await loadPhpWasm(values.packages);
const createPhp = phpInstances(packages, values.php, values.mount);

if (values.run !== undefined) await runFile(values.run);
else if (values.serve !== undefined) await serveFolder(values.serve, Number(values.port));
else throw new Error('Either --run or --serve is needed.');

async function runFile(scriptPath: string): Promise<never> {
  const php = await createPhp();
  const env = Object.fromEntries(values.env.map(splitPair));
  const result = await php.run({ scriptPath, env });
  process.stderr.write(result.errors);
  process.stdout.write(result.text);
  // PHP's network proxy would keep the process alive.
  process.exit(result.exitCode);
}

async function serveFolder(documentRoot: string, port: number): Promise<void> {
  const handler = new packages.PHPRequestHandler({
    documentRoot,
    absoluteUrl: `http://127.0.0.1:${port}`,
    cookieStore: false,
    maxPhpInstances: MAX_INSTANCES,
    phpFactory: createPhp,
    getFileNotFoundAction: () => ({ type: 'internal-redirect', uri: '/index.php' }),
  });
  await servePhp(handler, port);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  console.log(`WordPress listening on http://127.0.0.1:${port}`);
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
