/** Databases for the store's contract tests: those that the environment names, else throw-away servers where installed. */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface DatabaseServer {
  readonly url: string;
  stop(): void;
}

/** Whether `DATABASE_URL` is set or Postgres is installed. */
export function hasPostgres(): boolean {
  return isSet(process.env.DATABASE_URL) || (isInstalled('initdb') && isInstalled('postgres'));
}

/** Whether `REDIS_URL` is set or Redis is installed. */
export function hasRedis(): boolean {
  return isSet(process.env.REDIS_URL) || isInstalled('redis-server');
}

export async function findPostgres(): Promise<DatabaseServer> {
  const { DATABASE_URL: url } = process.env;
  return isSet(url) ? { url, stop: () => undefined } : startPostgres();
}

export async function findRedis(): Promise<DatabaseServer> {
  const { REDIS_URL: url } = process.env;
  return isSet(url) ? { url, stop: () => undefined } : startRedis();
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

async function startPostgres(): Promise<DatabaseServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-postgres-'));
  // Postgres refuses to run as root.
  const user = process.getuid?.() === 0 ? idOf('nobody') : undefined;
  if (user !== undefined) chownSync(folder, user, user);
  const as = user === undefined ? {} : { uid: user, gid: user };
  const data = path.join(folder, 'data');
  const init = ['-D', data, '-U', 'skybridge', '--auth=trust', '--no-sync', '--locale=C'];
  execFileSync('initdb', init, { ...as, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const listen = ['-D', data, '-p', String(port), '-k', folder, '-c', 'fsync=off'];
  const server = spawn('postgres', [...listen, '-h', '127.0.0.1'], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await said(server, server.stderr, 'ready to accept connections');
  return {
    url: `postgres://skybridge@127.0.0.1:${port}/postgres`,
    stop: () => stopAndRemove(server, folder),
  };
}

async function startRedis(): Promise<DatabaseServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
  await said(server, server.stdout, 'Ready to accept connections');
  return { url: `redis://127.0.0.1:${port}`, stop: () => stopAndRemove(server, folder) };
}

function stopAndRemove(server: ChildProcess, folder: string): void {
  server.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  server.kill('SIGINT');
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function idOf(user: string): number {
  return Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function said(server: ChildProcess, output: NodeJS.ReadableStream, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) resolve();
    });
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`The database did not start: ${text}`)));
  });
}
