/** Opens the org's database: in memory, or a temporary file where memory would be dear. */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import Database from 'libsql';
import type { OrgScale } from '../local-org.ts';

export interface OpenDatabase {
  readonly db: Database.Database;
  readonly close: () => void;
}

/** Page cache of a file database, in KiB (negative is SQLite's way to say so). */
const CACHE = -65_536;

/** The data can be made again from the seed, so nothing is synced to disk. */
export function openDatabase(scale: OrgScale): OpenDatabase {
  if (scale === 'small') {
    const db = new Database(':memory:');
    return {
      db,
      close: () => {
        db.close();
      },
    };
  }
  const file = join(tmpdir(), `local-org-${randomUUID()}.db`);
  const db = new Database(file);
  db.exec(
    `PRAGMA page_size = 16384; PRAGMA temp_store = MEMORY; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = ${CACHE}`,
  );
  const removeFile = (): void => {
    rmSync(file, { force: true });
  };
  process.once('exit', removeFile);
  return {
    db,
    close: () => {
      db.close();
      removeFile();
      process.off('exit', removeFile);
    },
  };
}
