/** The temporary folder of one demo run: site, gateway store, logs. */

import { readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunDirectory {
  readonly path: string;
  readonly logs: string;
  /** After a clean stop. */
  remove(): void;
  /** After a failure: the secrets of the run go, what explains it stays. */
  keepLogsOnly(): void;
}

export async function createRunDirectory(): Promise<RunDirectory> {
  // Real path: WordPress compares paths, and a temporary folder is a link on some systems.
  const path = await mkdtemp(join(await realpath(tmpdir()), 'skybridge-demo-'));
  const logs = join(path, 'logs');
  await mkdir(logs);
  const discard = (target: string): void => rmSync(target, { recursive: true, force: true });
  return {
    path,
    logs,
    remove: () => discard(path),
    keepLogsOnly: () => {
      for (const name of readdirSync(path)) if (name !== 'logs') discard(join(path, name));
    },
  };
}
