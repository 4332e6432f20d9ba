/** The store's records in SQL tables, written once for SQLite and Postgres. */

import { createAuditStore } from './sql-audit.ts';
import type { SqlDatabase, SqlRow, SqlValue } from './sql-database.ts';
import type {
  BindingRecord,
  BindingStore,
  CatalogueStore,
  LockStore,
  OrgFailure,
  OrgStatusStore,
  SecretRecord,
  SecretStore,
  SiteRecord,
  SiteStore,
  SpentIdStore,
  Store,
  TicketStore,
} from './store.ts';

export function createSqlStore(database: SqlDatabase): Store {
  return {
    sites: siteStore(database),
    bindings: bindingStore(database),
    secrets: secretStore(database),
    orgStatus: orgStatusStore(database),
    catalogue: catalogueStore(database),
    spentIds: spentIdStore(database),
    tickets: ticketStore(database),
    audit: createAuditStore(database),
    locks: lockStore(database),
    close: () => database.close(),
  };
}

function siteStore(database: SqlDatabase): SiteStore {
  return {
    find: async (id) => {
      const [row] = await database.rows('SELECT * FROM sites WHERE id = ?', [id]);
      return row === undefined ? null : siteOf(row);
    },
    list: async () => (await database.rows('SELECT * FROM sites ORDER BY id', [])).map(siteOf),
    save: async (site) => {
      await database.run(
        `INSERT INTO sites (id, url, public_key, fingerprint, disabled, added_at, org, added_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET url = excluded.url, public_key = excluded.public_key,
           fingerprint = excluded.fingerprint, disabled = excluded.disabled, added_at = excluded.added_at,
           org = excluded.org, added_by = excluded.added_by`,
        [
          site.id,
          site.url,
          site.publicKey,
          site.fingerprint,
          site.disabled ? 1 : 0,
          site.addedAt,
          site.org,
          site.addedBy,
        ],
      );
    },
    remove: async (id) => {
      const [row] = await database.rows('SELECT id FROM sites WHERE id = ?', [id]);
      await database.batch([
        { sql: 'DELETE FROM bindings WHERE site = ?', parameters: [id] },
        { sql: 'DELETE FROM sites WHERE id = ?', parameters: [id] },
      ]);
      return row !== undefined;
    },
  };
}

function siteOf(row: SqlRow): SiteRecord {
  return {
    id: String(row.id),
    url: String(row.url),
    publicKey: String(row.public_key),
    fingerprint: String(row.fingerprint),
    disabled: row.disabled !== 0,
    addedAt: String(row.added_at),
    org: textOrNull(row.org),
    addedBy: textOrNull(row.added_by) ?? '',
  };
}

function textOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function bindingStore(database: SqlDatabase): BindingStore {
  return {
    find: async (site, subject) => {
      const [row] = await database.rows('SELECT * FROM bindings WHERE site = ? AND subject = ?', [
        site,
        subject,
      ]);
      return row === undefined ? null : bindingOf(row);
    },
    list: async (site) =>
      (await database.rows('SELECT * FROM bindings WHERE site = ? ORDER BY subject', [site])).map(
        bindingOf,
      ),
    save: async ({ site, subject, contactId, boundBy, boundAt }) => {
      await database.run(
        `INSERT INTO bindings (site, subject, contact_id, bound_by, bound_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (site, subject) DO UPDATE SET contact_id = excluded.contact_id,
           bound_by = excluded.bound_by, bound_at = excluded.bound_at`,
        [site, subject, contactId, boundBy, boundAt],
      );
    },
    remove: async (site, subject) =>
      (await database.run('DELETE FROM bindings WHERE site = ? AND subject = ?', [site, subject])) >
      0,
  };
}

function bindingOf(row: SqlRow): BindingRecord {
  return {
    site: String(row.site),
    subject: String(row.subject),
    contactId: String(row.contact_id),
    boundBy: String(row.bound_by),
    boundAt: String(row.bound_at),
  };
}

function secretStore(database: SqlDatabase): SecretStore {
  return {
    find: async (owner) => {
      const [row] = await database.rows('SELECT * FROM secrets WHERE owner = ?', [owner]);
      return row === undefined ? null : secretOf(row);
    },
    list: async () =>
      (await database.rows('SELECT * FROM secrets ORDER BY owner', [])).map(secretOf),
    save: async ({ owner, sealed, fence, savedAt }) =>
      (await database.run(
        `INSERT INTO secrets (owner, sealed, fence, saved_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (owner) DO UPDATE SET sealed = excluded.sealed, fence = excluded.fence,
           saved_at = excluded.saved_at
         WHERE secrets.fence <= excluded.fence`,
        [owner, sealed, fence, savedAt],
      )) > 0,
    reseal: async (owner, before, after) =>
      (await database.run('UPDATE secrets SET sealed = ? WHERE owner = ? AND sealed = ?', [
        after,
        owner,
        before,
      ])) > 0,
    remove: async (owner) => {
      await database.run('DELETE FROM secrets WHERE owner = ?', [owner]);
    },
  };
}

function secretOf(row: SqlRow): SecretRecord {
  return {
    owner: String(row.owner),
    sealed: String(row.sealed),
    fence: Number(row.fence),
    savedAt: String(row.saved_at),
  };
}

function orgStatusStore(database: SqlDatabase): OrgStatusStore {
  return {
    find: async (org) => {
      const [row] = await database.rows('SELECT * FROM org_status WHERE org = ?', [org]);
      if (row === undefined) return null;
      return {
        org,
        refreshedAt: row.refreshed_at === null ? null : String(row.refreshed_at),
        failure: row.failure === null ? null : (JSON.parse(String(row.failure)) as OrgFailure),
      };
    },
    save: async ({ org, refreshedAt, failure }) => {
      await database.run(
        `INSERT INTO org_status (org, refreshed_at, failure) VALUES (?, ?, ?)
         ON CONFLICT (org) DO UPDATE SET refreshed_at = excluded.refreshed_at, failure = excluded.failure`,
        [org, refreshedAt, failure === null ? null : JSON.stringify(failure)],
      );
    },
    remove: async (org) => {
      await database.run('DELETE FROM org_status WHERE org = ?', [org]);
    },
  };
}

function catalogueStore(database: SqlDatabase): CatalogueStore {
  return {
    load: async (org, connection) => {
      const rows = await database.rows(
        'SELECT object, describe, checked_at FROM catalogue WHERE org = ? AND connection = ?',
        [org, connection],
      );
      return rows.map((row) => ({
        object: String(row.object),
        describe: String(row.describe),
        checkedAt: String(row.checked_at),
      }));
    },
    save: (org, connection, entries) =>
      database.batch(
        entries.map(({ object, describe, checkedAt }) => ({
          sql: `INSERT INTO catalogue (org, connection, object, describe, checked_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (org, connection, object)
                DO UPDATE SET describe = excluded.describe, checked_at = excluded.checked_at`,
          parameters: [org, connection, object, describe, checkedAt],
        })),
      ),
    remove: (org, connection, objects) =>
      database.batch(
        objects.map((object) => ({
          sql: 'DELETE FROM catalogue WHERE org = ? AND connection = ? AND object = ?',
          parameters: [org, connection, object],
        })),
      ),
  };
}

function spentIdStore(database: SqlDatabase): SpentIdStore {
  const { now } = database.dialect;
  return {
    spend: async (id, expiresAt) => {
      await database.run(`DELETE FROM spent_ids WHERE expires_at < ${now}`, []);
      const inserted = await database.run(
        'INSERT INTO spent_ids (id, expires_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        [id, expiresAt.getTime()],
      );
      return inserted === 1;
    },
  };
}

function ticketStore(database: SqlDatabase): TicketStore {
  const { now } = database.dialect;
  return {
    put: async ({ kind, id, body, expiresAt }) => {
      await database.run(`DELETE FROM tickets WHERE expires_at <= ${now}`, []);
      await database.run(
        `INSERT INTO tickets (kind, id, body, expires_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`,
        [kind, id, body, expiresAt.getTime()],
      );
    },
    find: async (kind, id) => {
      const [row] = await database.rows(
        `SELECT body FROM tickets WHERE kind = ? AND id = ? AND expires_at > ${now}`,
        [kind, id],
      );
      return row === undefined ? null : String(row.body);
    },
    take: async (kind, id) => {
      const [row] = await database.rows(
        `DELETE FROM tickets WHERE kind = ? AND id = ? AND expires_at > ${now} RETURNING body`,
        [kind, id],
      );
      return row === undefined ? null : String(row.body);
    },
    list: async (kind) => {
      const rows = await database.rows(
        `SELECT * FROM tickets WHERE kind = ? AND expires_at > ${now} ORDER BY expires_at`,
        [kind],
      );
      return rows.map((row) => ({
        kind,
        id: String(row.id),
        body: String(row.body),
        expiresAt: new Date(Number(row.expires_at)),
      }));
    },
  };
}

/** A released lock keeps its row, so that the next fence is higher. */
function lockStore(database: SqlDatabase): LockStore {
  const { now } = database.dialect;
  return {
    acquire: async (name, { ttlMs, above }) => {
      const [row] = await database.rows(
        `INSERT INTO locks (name, fence, expires_at) VALUES (?, ?, ${now} + ?)
         ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at,
           fence = CASE WHEN locks.fence >= excluded.fence THEN locks.fence + 1 ELSE excluded.fence END
         WHERE locks.expires_at <= ${now}
         RETURNING fence`,
        [name, above + 1, ttlMs],
      );
      return row === undefined ? null : Number(row.fence);
    },
    extend: async (name, fence, ttlMs) =>
      (await database.run(
        `UPDATE locks SET expires_at = ${now} + ? WHERE name = ? AND fence = ? AND expires_at > ${now}`,
        [ttlMs, name, fence],
      )) > 0,
    release: async (name, fence) => {
      await database.run('UPDATE locks SET expires_at = 0 WHERE name = ? AND fence = ?', [
        name,
        fence,
      ]);
    },
  };
}
