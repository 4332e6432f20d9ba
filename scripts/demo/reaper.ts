/**
 * Ends the demo's programs when the demo itself was killed without a chance to (SIGKILL, a crash).
 * Reads "+GROUP" and "-GROUP" lines on stdin; at its end, every process group still listed is ended.
 */

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { signalGroup } from './process-group.ts';

const GRACE_MS = 3_000;
const groups = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const group = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(group);
  else groups.delete(group);
}
if (groups.size > 0) {
  for (const group of groups) signalGroup(group, 'SIGTERM');
  await sleep(GRACE_MS);
  for (const group of groups) signalGroup(group, 'SIGKILL');
}
