import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import {
  groupIsRunning,
  signalGroup,
  untilGroupEnds,
} from '../../../scripts/demo/process-group.ts';

/** A shell that leaves a worker behind in its group; resolves to the group's id once the shell has ended. */
async function groupWithOrphan(): Promise<number> {
  const shell = spawn('sh', ['-c', 'sleep 60 & exit 0'], { detached: true, stdio: 'ignore' });
  await once(shell, 'close');
  if (shell.pid === undefined) throw new Error('sh did not start');
  return shell.pid;
}

describe('a process group', () => {
  it('runs as long as one of its workers does, and is gone soon after the signal', async () => {
    const group = await groupWithOrphan();
    expect(groupIsRunning(group)).toBe(true);
    signalGroup(group, 'SIGKILL');
    await untilGroupEnds(group, 5_000);
    expect(groupIsRunning(group)).toBe(false);
  });

  it('is not waited for beyond the time given', async () => {
    const group = await groupWithOrphan();
    await untilGroupEnds(group, 60);
    expect(groupIsRunning(group)).toBe(true);
    signalGroup(group, 'SIGKILL');
    await untilGroupEnds(group, 5_000);
  });

  it('does not run where only ended processes are left that nobody collected', async () => {
    // The outer program never collects its child, which stays listed as a zombie.
    const script =
      'const { spawn } = require("node:child_process");' +
      'const inner = spawn("sh", ["-c", "kill -9 $$"], { detached: true, stdio: "ignore" });' +
      'console.log(inner.pid); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
    const outer = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [chunk] = (await once(outer.stdout, 'data')) as [Buffer];
    const group = Number(chunk.toString());
    await sleep(200);
    expect(groupIsRunning(group)).toBe(false);
    outer.kill('SIGKILL');
  });

  it('may be signalled after it is gone', async () => {
    const group = await groupWithOrphan();
    signalGroup(group, 'SIGKILL');
    await untilGroupEnds(group, 5_000);
    expect(() => signalGroup(group, 'SIGTERM')).not.toThrow();
  });
});
