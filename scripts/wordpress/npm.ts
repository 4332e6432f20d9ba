/** Runs the npm that runs us, so that the user's registry, proxy and credentials apply to what we fetch. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { StartError } from '../start-error.ts';
import type { PinnedPackage } from './pinned-packages.ts';
import { startProgress } from './progress.ts';

const POLL_MS = 250;
/** npm's defaults wait over a minute before they admit that there is no network. */
const RETRY_FLAGS = [
  '--fetch-retries=3',
  '--fetch-retry-factor=2',
  '--fetch-retry-mintimeout=1000',
];
const QUIET_FLAGS = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

interface NpmTask {
  /** For messages: "WordPress 6.5.5". */
  readonly title: string;
  readonly cwd: string;
  /** Bytes expected over the network; 0 when not known. */
  readonly expectedBytes: number;
  /** Folders whose growth is the progress, besides npm's own download folder. */
  readonly growing: readonly string[];
}

/** Downloads the package's archive into `directory` and returns its path, once its hash is the pinned one. */
export async function packPackage(
  pinned: PinnedPackage,
  directory: string,
  title: string,
): Promise<string> {
  const spec = `${pinned.name}@${pinned.version}`;
  await runNpm(['pack', spec, '--pack-destination', directory, '--ignore-scripts'], {
    title,
    cwd: process.cwd(),
    expectedBytes: pinned.bytes,
    growing: [directory],
  });
  const archive = (await readdir(directory)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new StartError(`npm pack ${spec} wrote no archive.`);
  const path = join(directory, archive);
  await requireIntegrity(path, pinned);
  return path;
}

/** `npm ci` in a folder that holds package.json and package-lock.json; no install script runs. */
export async function installLocked(directory: string, title: string): Promise<void> {
  await runNpm(['ci', '--ignore-scripts'], {
    title,
    cwd: directory,
    expectedBytes: 0,
    growing: [directory],
  });
}

async function requireIntegrity(path: string, pinned: PinnedPackage): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual === pinned.integrity) return;
  throw new StartError(
    `The archive of ${pinned.name}@${pinned.version} is not the one we know (expected ` +
      `${pinned.integrity.slice(0, 20)}..., got ${actual.slice(0, 20)}...): nothing of it was used. ` +
      'If your npm goes through a mirror, ask it for a fresh copy, then run the command again.',
  );
}

async function runNpm(args: readonly string[], task: NpmTask): Promise<void> {
  const [command, prefix] = npmCommand();
  const flags = [...RETRY_FLAGS, ...QUIET_FLAGS];
  const progress = await watchGrowth(task);
  const child = spawn(command, [...prefix, ...args, ...flags], {
    cwd: task.cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: command.endsWith('.cmd'),
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-20_000);
  });
  // npm left alone would go on downloading into a folder that is already gone.
  const killOnExit = (): boolean => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  const exitCode = await exitOf(child)
    .catch((error: unknown) => {
      throw new StartError('npm could not be started: is it on your PATH?', { cause: error });
    })
    .finally(() => {
      process.removeListener('exit', killOnExit);
      progress.stop();
    });
  if (exitCode !== 0) {
    progress.line.finish(`${task.title}: failed`);
    throw npmFailure(task.title, complaint);
  }
  progress.line.finish(`${task.title}: fetched`);
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** [program, first arguments]: npm's own script under this Node where npm started us, else `npm` on PATH. */
function npmCommand(env: NodeJS.ProcessEnv = process.env): [string, string[]] {
  const script = env['npm_execpath'];
  // Under yarn or pnpm the variable names their script, which has another `pack`.
  if (script && basename(script).startsWith('npm')) return [process.execPath, [script]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** npm says nothing machine-readable while it downloads, so the growth of the folders it writes to is shown. */
async function watchGrowth(
  task: NpmTask,
): Promise<{ line: ReturnType<typeof startProgress>; stop: () => void }> {
  const line = startProgress({ label: `Fetching ${task.title}` });
  const npmCache = process.env['npm_config_cache'];
  const folders = npmCache ? [...task.growing, join(npmCache, '_cacache', 'tmp')] : task.growing;
  const before = await bytesIn(folders);
  let most = 0;
  const timer = setInterval(() => {
    void bytesIn(folders).then((now) => {
      most = Math.max(most, now - before);
      if (task.expectedBytes > 0 && most > 0) line.update(most, task.expectedBytes);
      else line.tick();
    });
  }, POLL_MS);
  return { line, stop: () => clearInterval(timer) };
}

/** Size of the files directly inside the folders; what cannot be read counts as nothing. */
async function bytesIn(folders: readonly string[]): Promise<number> {
  let sum = 0;
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      sum += await stat(join(folder, name)).then(
        (entry) => (entry.isFile() ? entry.size : 0),
        () => 0,
      );
    }
  }
  return sum;
}

function npmFailure(title: string, complaint: string): StartError {
  const code = /npm (?:error|ERR!) code (\w+)/u.exec(complaint)?.[1] ?? 'unknown';
  const why = explanation(code);
  return new StartError(
    `${title} could not be fetched: ${why ?? `npm failed (${code}).`}`,
    // What we can explain needs no stack of npm's below it.
    why === undefined && complaint.trim() !== '' ? { detail: complaint.trim() } : {},
  );
}

function explanation(code: string): string | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'ERR_SOCKET_TIMEOUT':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENOTCACHED':
      return (
        `npm could not reach its registry (${code}). ` +
        'Check the network or proxy and run the command again; what is fetched once is kept.'
      );
    case 'ENOSPC':
      return "the disk is full. Free some, or move npm's cache (npm config set cache).";
    case 'E404':
    case 'E401':
    case 'E403':
      return `the registry that npm is set up for refuses the package (${code}).`;
    case 'EINTEGRITY':
      return 'what arrived is not what the registry promised. Run `npm cache verify`, then again.';
    default:
      return undefined;
  }
}
