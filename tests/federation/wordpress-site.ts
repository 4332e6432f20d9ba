/** A real WordPress with WPGraphQL and the plugin on a free port, and a gateway that knows it; for tests over HTTP. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { choosePhp } from '../../scripts/wordpress/choose-php.ts';
import {
  documentRoot,
  installSite,
  layOutSite,
  runPhp,
  SITE_FILES,
} from '../../scripts/wordpress/site.ts';
import {
  sqliteDriver,
  wordpressCore,
  wpgraphqlPlugin,
} from '../../scripts/wordpress/wordpress-files.ts';
import type { PhpRuntime } from '../../scripts/wordpress/php-runtime.ts';
import type { Config } from '../../src/common/config/load-config.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { createSiteRecord } from '../unit/auth/site-signer.ts';
import { startRunningGateway, until } from '../integration/running-gateway.ts';
import type { GraphqlAnswer, RunningGateway } from '../integration/running-gateway.ts';

/** The tests are skipped without it, and say so. */
export const HAS_WPGRAPHQL = (process.env['WPGRAPHQL_DIR'] ?? '') !== '';

if (!HAS_WPGRAPHQL) {
  console.warn('SKIPPED: WPGRAPHQL_DIR must name the folder of WPGraphQL with its vendor/.');
}

export type SeededUser = 'admin' | 'ada' | 'ben' | 'cleo';
export type SeededPost = 'public' | 'second' | 'draft' | 'private';

export interface Seeded {
  readonly publicKey: string;
  readonly users: Readonly<Record<SeededUser, number>>;
  readonly posts: Readonly<Record<SeededPost, number>>;
  readonly passwords: Readonly<Record<SeededUser, string>>;
}

export interface WordPressBesideGateway {
  readonly url: string;
  readonly directory: string;
  readonly running: RunningGateway;
  readonly seeded: Seeded;
  readonly storeFile: string;
  /** Asks WPGraphQL as a visitor, or as a user by an application password. */
  ask(query: string, options?: AskOptions): Promise<GraphqlAnswer>;
  /** Runs PHP inside the site. */
  php(code: string): Promise<string>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly as?: SeededUser;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

const SITE_ID = 'wordpress';

export async function startWordPressBesideGateway(
  configure: (config: Config) => Config = (config) => config,
): Promise<WordPressBesideGateway> {
  let storeFile = '';
  const running = await startRunningGateway({
    configure: (config) => {
      storeFile = config.storeFile;
      const { demo } = config.sites;
      const sites = demo === undefined ? config.sites : { ...config.sites, [SITE_ID]: demo };
      return configure({ ...config, sites });
    },
  });
  await until(async () => (await running.ready()).status === 200);
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'skybridge-wpgraphql-')));
  const { runtime } = await choosePhp([], { SKYBRIDGE_PHP: 'native' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const seeded = await makeSite(directory, runtime, url, running.url);
  const store = openSqliteStore(storeFile);
  await store.sites.save(createSiteRecord(SITE_ID, seeded.publicKey, url));
  await store.close();
  const server = await serve(runtime, directory, port);
  return {
    url,
    directory,
    running,
    seeded,
    storeFile,
    ask: (query, options = {}) => ask(url, seeded, query, options),
    php: (code) => runPhpCode(runtime, directory, code),
    close: async () => {
      await stop(server);
      await running.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function makeSite(
  directory: string,
  php: PhpRuntime,
  url: string,
  gatewayUrl: string,
): Promise<Seeded> {
  const source = {
    core: await wordpressCore(),
    sqliteDriver: await sqliteDriver(),
    wpgraphql: await wpgraphqlPlugin(),
  };
  await layOutSite(directory, source, {
    url,
    title: 'WPGraphQL tests',
    admin: { login: 'admin', password: 'password', email: 'admin@example.org' },
  });
  await installSite(directory, php);
  const script = path.join(import.meta.dirname, 'seed-site.php');
  const output = await runPhp(php, script, directory, {
    SKYBRIDGE_FEDERATION: JSON.stringify({ gatewayUrl, siteId: SITE_ID }),
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Seeded;
}

async function runPhpCode(php: PhpRuntime, directory: string, code: string): Promise<string> {
  return runPhp(php, path.join(import.meta.dirname, 'run-code.php'), directory, {
    SKYBRIDGE_CODE: code,
  });
}

async function serve(php: PhpRuntime, directory: string, port: number): Promise<ChildProcess> {
  const { program, args, env } = php.serveCommand(documentRoot(directory), port);
  // Its workers are a process group of their own, so that all of them can be ended.
  const child = spawn(program, args, { env, detached: true, stdio: 'ignore' });
  await until(async () => {
    if (!existsSync(SITE_FILES)) return false;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).catch(
      () => null,
    );
    return answer !== null;
  });
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await closed;
}

async function ask(
  url: string,
  seeded: Seeded,
  query: string,
  options: AskOptions,
): Promise<GraphqlAnswer> {
  const { variables, operationName, as, headers = {}, path: target = '/graphql' } = options;
  const login =
    as === undefined ? {} : { authorization: `Basic ${btoa(`${as}:${seeded.passwords[as]}`)}` };
  const response = await fetch(`${url}${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...login, ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) as unknown };
  } catch {
    throw new Error(`WordPress answered ${response.status} with ${text.slice(0, 2_000)}`);
  }
}

/** What WordPress logged: notices of the plugin's own files must not be in it. */
export async function debugLog(directory: string): Promise<string> {
  return readFile(path.join(directory, 'debug.log'), 'utf8').catch(() => '');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
