/** Child processes of the bench: the upstreams and the contenders, each alone in its own. */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { CpuMessage, ReadyMessage } from './contenders/contender.ts';

export interface BenchProcess {
  readonly url: string;
  /** Microseconds of CPU time since its start. */
  cpu(): Promise<number>;
  readonly stop: () => void;
}

const START_TIMEOUT_MS = 60_000;

/** @param file relative to bench/, or compiled already. @throws Error where the process does not become ready. */
export async function startProcess(file: string, args: readonly string[]): Promise<BenchProcess> {
  const child = fork(path.resolve(import.meta.dirname, file), [...args], {
    execArgv: file.endsWith('.ts') ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const { ready } = await messageFrom<ReadyMessage>(child, file);
  return {
    url: ready,
    cpu: async () => {
      child.send('cpu');
      return (await messageFrom<CpuMessage>(child, file)).cpu;
    },
    stop: () => void child.kill(),
  };
}

function messageFrom<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} does not answer.`)), START_TIMEOUT_MS);
    const onExit = (): void => {
      clearTimeout(timer);
      reject(new Error(`${file} stopped.`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}
