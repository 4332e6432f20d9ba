/** Opens the SQLite file, creates it where it is missing, and brings its schema up to date. */

import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { MIGRATIONS } from './migrations.ts';
import type { SqlDatabase, SqlDialect, SqlRow } from './sql-database.ts';

/** Who waits for whom when two processes (gateway and CLI) write at once; milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

const SQLITE: SqlDialect = {
  integer: 'INTEGER',
  tableOptions: ' STRICT',
  now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
};

/** @param file a path, or ":memory:". */
export function openSqlite(file: string): SqlDatabase {
  const database = open(file);
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  /* The driver is synchronous; the methods are async so that a thrown error is a rejection, as in any other database. */
  /* eslint-disable @typescript-eslint/require-await */
  return {
    dialect: SQLITE,
    rows: async (sql, parameters) => prepared(sql).all(...parameters) as SqlRow[],
    run: async (sql, parameters) => prepared(sql).run(...parameters).changes,
    batch: async (steps) => {
      inTransaction(database, () => {
        for (const { sql, parameters } of steps) prepared(sql).run(...parameters);
      });
    },
    close: async () => {
      database.close();
    },
  };
  /* eslint-enable @typescript-eslint/require-await */
}

function open(file: string): Database.Database {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const database = new Database(file);
  if (file !== ':memory:') chmodSync(file, 0o600);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  migrate(database);
  return database;
}

function migrate(database: Database.Database): void {
  if (schemaVersion(database) === MIGRATIONS.length) return;
  // The version is read again inside: two processes may start on a new file at the same moment.
  inTransaction(database, () => {
    const version = schemaVersion(database);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The store was written by a newer Skybridge (schema ${version}, this one knows ${MIGRATIONS.length}). Upgrade the gateway.`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) {
      for (const sql of step(SQLITE)) database.exec(sql);
    }
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function schemaVersion(database: Database.Database): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}

function inTransaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
