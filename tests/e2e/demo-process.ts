/** Runs `npm run demo`'s program on free ports and reads what it announces. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { signalGroup } from '../../scripts/demo/process-group.ts';

export const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

export interface DemoExit {
  readonly code: number | null;
  readonly output: string;
}

export interface RunningDemo {
  readonly gatewayUrl: string;
  readonly wordpressUrl: string;
  readonly localOrgUrl: string;
  readonly developerToken: string;
  readonly runDirectory: string;
  /** Process groups of its programs. */
  readonly groups: {
    readonly localOrg: number;
    readonly gateway: number;
    readonly wordpress: number;
  };
  /** What a terminal does on Ctrl-C; resolves when the demo has ended. */
  pressCtrlC(): Promise<DemoExit>;
}

/** Everything printed until the demo is READY, or until it ended without being so. */
export type DemoStart =
  | { readonly ready: RunningDemo; readonly output: string }
  | { readonly ready: undefined; readonly output: string; readonly code: number | null };

export async function startDemo(env: Readonly<Record<string, string>> = {}): Promise<DemoStart> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo/main.ts'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, PORT: '0', LOCAL_ORG_PORT: '0', WORDPRESS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = collect(child);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  let ended = false;
  void exited.then(() => (ended = true));
  const isReady = (): boolean => /^READY$/mu.test(log.text());
  await until(() => ended || isReady());
  if (!isReady()) return { ready: undefined, output: log.text(), code: await exited };
  return { ready: announced(child, log.text, exited), output: log.text() };
}

/** Starts another program of the project in its own process group; returns the group's id. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): number {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  child.unref();
  if (child.pid === undefined) throw new Error(`${args.join(' ')} did not start`);
  return child.pid;
}

/** Polls until the condition holds; throws after `timeoutMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 240_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`not so within ${timeoutMs} ms: ${condition.toString()}`);
    await sleep(200);
  }
}

function collect(child: ChildProcess): { readonly text: () => string } {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { text: () => text };
}

function announced(
  child: ChildProcess,
  text: () => string,
  exited: Promise<number | null>,
): RunningDemo {
  const field = (pattern: RegExp): string => {
    const value = pattern.exec(text())?.[1];
    if (value === undefined) throw new Error(`The demo announced no ${pattern}:\n${text()}`);
    return value;
  };
  const group = (title: string): number =>
    Number(field(new RegExp(`^ *Processes .*${title} (\\d+)`, 'mu')));
  return {
    gatewayUrl: field(/(http:\S+)\/graphql/u),
    wordpressUrl: field(/(http:\S+)\/directory\//u),
    localOrgUrl: field(/Local org +(http:\S+)/u),
    developerToken: field(/Bearer ([\w-]+)/u),
    runDirectory: field(/Logs, store, site +(\S+)/u),
    groups: {
      localOrg: group('Local org'),
      gateway: group('Gateway'),
      wordpress: group('WordPress'),
    },
    pressCtrlC: async () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGINT');
      return { code: await exited, output: text() };
    },
  };
}
