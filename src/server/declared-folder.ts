/** The folder of declarations: its files as they are now, and a word when they change. */

import { readdirSync, readFileSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import type { Log } from '../common/log.ts';
import type { DeclarationFile } from '../declared/declare-files.ts';

export interface DeclaredFolder {
  /** Sorted by name; none where there is no such folder. */
  readonly read: () => readonly DeclarationFile[];
  /** Calls back soon after files changed, once for many changes. @returns stops watching. */
  readonly watch: (onChange: () => void) => () => void;
}

/** An editor writes a file in several steps. */
const SETTLE_MS = 150;
const MAX_FILE_BYTES = 256 * 1024;

/** @param folder absolute. */
export function openDeclaredFolder(folder: string, log: Log): DeclaredFolder {
  return {
    read: () => readFolder(folder, log),
    watch: (onChange) => watchFolder(folder, onChange, log),
  };
}

/** The folder that `queries:` names, which is relative to the configuration. */
export function declaredFolderOf(config: {
  readonly file: string;
  readonly queries: string;
}): string {
  return path.resolve(path.dirname(config.file), config.queries);
}

function readFolder(folder: string, log: Log): readonly DeclarationFile[] {
  return namesIn(folder).flatMap((name) => {
    try {
      const text = readFileSync(path.join(folder, name), 'utf8');
      if (text.length <= MAX_FILE_BYTES) return [{ name, text }];
      log.warn({ file: name }, 'a declaration is too long to be read');
    } catch (error) {
      // It was removed while the folder was being read.
      log.debug({ err: error, file: name }, 'a declaration cannot be read');
    }
    return [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.(?:soql|graphql)$/i.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function watchFolder(folder: string, onChange: () => void, log: Log): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher;
  try {
    watcher = watch(folder, { persistent: false });
  } catch {
    return () => undefined;
  }
  watcher.on('change', () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  });
  watcher.on('error', (error) => log.warn({ err: error }, 'declarations are no longer watched'));
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
