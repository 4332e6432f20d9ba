/** The temporary folder of one demo run: site, gateway store, logs. */

import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunDirectory {
  readonly path: string;
  readonly logs: string;
  remove(): void;
}

export async function createRunDirectory(): Promise<RunDirectory> {
  // Real path: WordPress compares paths, and a temporary folder is a link on some systems.
  const path = await mkdtemp(join(await realpath(tmpdir()), 'skybridge-demo-'));
  const logs = join(path, 'logs');
  await mkdir(logs);
  return { path, logs, remove: () => rmSync(path, { recursive: true, force: true }) };
}
