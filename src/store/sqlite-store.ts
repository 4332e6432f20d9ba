/** The store in one SQLite file: the default, for a single gateway. */

import { openSqlite } from './sqlite-database.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import type { CatalogueStore, OrgTokenStore, SiteStore, SpentIdStore, Store } from './store.ts';

interface SiteRow {
  readonly id: string;
  readonly url: string;
  readonly public_key: string;
  readonly fingerprint: string;
  readonly disabled: number;
  readonly added_at: string;
}

/** @param file a path, or ":memory:" for tests. */
export function openSqliteStore(file: string): Store {
  const database = openSqlite(file);
  return {
    sites: siteStore(database),
    orgTokens: orgTokenStore(database),
    catalogue: catalogueStore(database),
    spentIds: spentIdStore(database),
    // eslint-disable-next-line @typescript-eslint/require-await -- other databases close asynchronously
    close: async () => {
      database.close();
    },
  };
}

/* The driver is synchronous; the methods are async so that a thrown error is a rejection, as in any other database. */
/* eslint-disable @typescript-eslint/require-await */

function siteStore(database: SqliteDatabase): SiteStore {
  const byId = database.prepare('SELECT * FROM sites WHERE id = ?');
  const all = database.prepare('SELECT * FROM sites ORDER BY id');
  const upsert = database.prepare(
    `INSERT INTO sites (id, url, public_key, fingerprint, disabled, added_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET url = excluded.url, public_key = excluded.public_key,
       fingerprint = excluded.fingerprint, disabled = excluded.disabled, added_at = excluded.added_at`,
  );
  const remove = database.prepare('DELETE FROM sites WHERE id = ?');
  return {
    find: async (id) => {
      const row = byId.get(id) as SiteRow | undefined;
      return row === undefined ? null : siteRecord(row);
    },
    list: async () => (all.all() as SiteRow[]).map(siteRecord),
    save: async (site) => {
      upsert.run(
        site.id,
        site.url,
        site.publicKey,
        site.fingerprint,
        site.disabled ? 1 : 0,
        site.addedAt,
      );
    },
    remove: async (id) => remove.run(id).changes > 0,
  };
}

function siteRecord(row: SiteRow) {
  return {
    id: row.id,
    url: row.url,
    publicKey: row.public_key,
    fingerprint: row.fingerprint,
    disabled: row.disabled !== 0,
    addedAt: row.added_at,
  };
}

function orgTokenStore(database: SqliteDatabase): OrgTokenStore {
  const find = database.prepare('SELECT * FROM org_tokens WHERE org = ? AND connection = ?');
  const upsert = database.prepare(
    `INSERT INTO org_tokens (org, connection, sealed, saved_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (org) DO UPDATE SET connection = excluded.connection, sealed = excluded.sealed,
       saved_at = excluded.saved_at`,
  );
  const remove = database.prepare('DELETE FROM org_tokens WHERE org = ?');
  return {
    find: async (org, connection) => {
      const row = find.get(org, connection) as { sealed: string; saved_at: string } | undefined;
      return row === undefined
        ? null
        : { org, connection, sealed: row.sealed, savedAt: row.saved_at };
    },
    save: async (record) => {
      upsert.run(record.org, record.connection, record.sealed, record.savedAt);
    },
    remove: async (org) => {
      remove.run(org);
    },
  };
}

function catalogueStore(database: SqliteDatabase): CatalogueStore {
  const load = database.prepare(
    'SELECT object, describe, checked_at AS checkedAt FROM catalogue WHERE org = ? AND connection = ?',
  );
  const upsert = database.prepare(
    `INSERT INTO catalogue (org, connection, object, describe, checked_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (org, connection, object) DO UPDATE SET describe = excluded.describe, checked_at = excluded.checked_at`,
  );
  const remove = database.prepare(
    'DELETE FROM catalogue WHERE org = ? AND connection = ? AND object = ?',
  );
  return {
    load: async (org, connection) =>
      load.all(org, connection) as { object: string; describe: string; checkedAt: string }[],
    save: async (org, connection, entries) => {
      inTransaction(database, () => {
        for (const entry of entries) {
          upsert.run(org, connection, entry.object, entry.describe, entry.checkedAt);
        }
      });
    },
    remove: async (org, connection, objects) => {
      inTransaction(database, () => {
        for (const object of objects) remove.run(org, connection, object);
      });
    },
  };
}

function spentIdStore(database: SqliteDatabase): SpentIdStore {
  const forget = database.prepare('DELETE FROM spent_ids WHERE expires_at < ?');
  const insert = database.prepare(
    'INSERT INTO spent_ids (id, expires_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
  );
  return {
    spend: async (id, expiresAt) => {
      forget.run(Date.now());
      return insert.run(id, expiresAt.getTime()).changes === 1;
    },
  };
}

function inTransaction(database: SqliteDatabase, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
