/** Chooses the databases: SQLite by default, Postgres and Redis where their URLs are configured. */

import { createSqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite-database.ts';
import type { Store } from './store.ts';

export interface StoreLocation {
  /** The SQLite file, absolute; not touched where there is a `databaseUrl`. */
  readonly storeFile: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
}

/** @throws Error where a configured database does not answer. */
export async function openStore(location: StoreLocation): Promise<Store> {
  const { databaseUrl, redisUrl, storeFile } = location;
  const records =
    databaseUrl === null ? openSqliteStore(storeFile) : await openPostgresStore(databaseUrl);
  if (redisUrl === null) return records;
  // Their clients are loaded where they are used: they would make up a tenth of every start.
  const { openRedis } = await import('./redis-coordination.ts');
  const redis = await openRedis(redisUrl).catch(async (error: unknown) => {
    await records.close();
    throw error;
  });
  return {
    ...records,
    locks: redis.locks,
    spentIds: redis.spentIds,
    close: async () => {
      await redis.close();
      await records.close();
    },
  };
}

/** @param file a path, or ":memory:" for tests. */
export function openSqliteStore(file: string): Store {
  return createSqlStore(openSqlite(file));
}

export async function openPostgresStore(url: string): Promise<Store> {
  const { openPostgres } = await import('./postgres-database.ts');
  return createSqlStore(await openPostgres(url));
}
