/** Opens a Postgres database (`DATABASE_URL`) for gateways that run as several replicas, and brings its schema up to date. */

import pg from 'pg';
import type { PoolClient } from 'pg';
import { MIGRATIONS } from './migrations.ts';
import type { SqlDatabase, SqlDialect, SqlRow } from './sql-database.ts';

const POSTGRES: SqlDialect = {
  integer: 'BIGINT',
  tableOptions: '',
  now: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
};

const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** Any number that no other program takes an advisory lock on. */
const MIGRATION_LOCK = 7_259_127;

/** @param url `postgres://user:password@host/database`. */
export async function openPostgres(url: string): Promise<SqlDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    types: integersAsNumbers(),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  await inTransaction(pool, migrate);
  return {
    dialect: POSTGRES,
    rows: async (sql, parameters) =>
      (await pool.query<SqlRow>(numbered(sql), [...parameters])).rows,
    run: async (sql, parameters) =>
      (await pool.query(numbered(sql), [...parameters])).rowCount ?? 0,
    batch: (steps) =>
      inTransaction(pool, async (client) => {
        for (const { sql, parameters } of steps) {
          await client.query(numbered(sql), [...parameters]);
        }
      }),
    close: () => pool.end(),
  };
}

/** Postgres hands 64-bit integers over as text; ours are counts and milliseconds, far below 2^53. */
function integersAsNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
}

/** `?` → `$1`, `$2` and so on; the store's statements hold no literal question mark. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => `$${(count += 1)}`);
}

async function migrate(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)');
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  const version = rows[0]?.version ?? 0;
  if (version === MIGRATIONS.length) return;
  if (version > MIGRATIONS.length) {
    throw new Error(
      `The store was written by a newer Skybridge (schema ${version}, this one knows ${MIGRATIONS.length}). Upgrade the gateway.`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) {
    for (const sql of step(POSTGRES)) await client.query(sql);
  }
  await client.query('DELETE FROM schema_version');
  await client.query('INSERT INTO schema_version (version) VALUES ($1)', [MIGRATIONS.length]);
}

async function inTransaction(
  pool: pg.Pool,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
