/** Process groups: signalled whole, and watched until nothing of them runs. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** No error where the group is already gone, which is what the signal was to bring about. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Gone.
  }
}

/** Whether a process of the group still runs. One that ended and was not yet collected by its parent does not. */
export function groupIsRunning(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const states = statesOf(group);
  // A group that the signal reached but /proc does not show: no /proc here, so the signal's word counts.
  return states.length === 0 || states.some((state) => state !== 'Z' && state !== 'X');
}

/** Resolves when nothing of the group runs any more, or after `timeoutMs`. */
export async function untilGroupEnds(group: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (groupIsRunning(group) && Date.now() < deadline) await sleep(POLL_MS);
}

/** State letters of the group's processes as /proc/PID/stat gives them (proc_pid_stat(5)). */
function statesOf(group: number): readonly string[] {
  return processIds().flatMap((processId) => {
    try {
      // The program's name, in parentheses, may itself hold spaces and parentheses.
      const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
      const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(itsGroup) === group && state !== undefined ? [state] : [];
    } catch {
      return [];
    }
  });
}

function processIds(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  } catch {
    return [];
  }
}
