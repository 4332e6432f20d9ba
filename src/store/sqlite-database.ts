/** Opens the SQLite file, creates it where it is missing, and brings its schema up to date. */

import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { MIGRATIONS } from './migrations.ts';

export type SqliteDatabase = Database.Database;

/** Who waits for whom when two processes (gateway and CLI) write at once; milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** @param file a path, or ":memory:". */
export function openSqlite(file: string): SqliteDatabase {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const database = new Database(file);
  if (file !== ':memory:') chmodSync(file, 0o600);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  migrate(database);
  return database;
}

function migrate(database: SqliteDatabase): void {
  if (schemaVersion(database) === MIGRATIONS.length) return;
  // Taken before the version is read again: two processes may start on a new file at the same moment.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = schemaVersion(database);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The store was written by a newer Skybridge (schema ${version}, this one knows ${MIGRATIONS.length}). Upgrade the gateway.`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function schemaVersion(database: SqliteDatabase): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}
