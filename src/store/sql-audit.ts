/** The audit log as a table that is only ever added to, until its lines grow old. */

import { randomUUID } from 'node:crypto';
import type { SqlDatabase, SqlRow } from './sql-database.ts';
import type { AuditEntry, AuditStore } from './store.ts';

export function createAuditStore(database: SqlDatabase): AuditStore {
  return {
    add: async ({ at, actor, action, org, target, outcome }) => {
      await database.run(
        'INSERT INTO audit (id, at, actor, action, org, target, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [randomUUID(), at, actor, action, org, target, outcome],
      );
    },
    list: async ({ orgs, limit }) => {
      if (orgs?.length === 0) return [];
      const only = orgs === null ? '' : `WHERE org IN (${orgs.map(() => '?').join(', ')})`;
      const rows = await database.rows(
        `SELECT * FROM audit ${only} ORDER BY at DESC, id DESC LIMIT ?`,
        [...(orgs ?? []), limit],
      );
      return rows.map(entryOf);
    },
    forget: async (before) => {
      await database.run('DELETE FROM audit WHERE at < ?', [before]);
    },
  };
}

function entryOf(row: SqlRow): AuditEntry {
  return {
    at: String(row.at),
    actor: String(row.actor),
    action: String(row.action),
    org: row.org === null || row.org === undefined ? null : String(row.org),
    target: String(row.target),
    outcome: String(row.outcome),
  };
}
