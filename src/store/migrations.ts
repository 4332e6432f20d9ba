/** The schema as an ordered list of steps; a step that was released is never edited, only followed by another. */

import type { SqlDialect } from './sql-database.ts';

export type Migration = (dialect: SqlDialect) => readonly string[];

export const MIGRATIONS: readonly Migration[] = [
  ({ integer, tableOptions }) => [
    `CREATE TABLE sites (
       id TEXT PRIMARY KEY,
       url TEXT NOT NULL,
       public_key TEXT NOT NULL,
       fingerprint TEXT NOT NULL UNIQUE,
       disabled ${integer} NOT NULL DEFAULT 0,
       added_at TEXT NOT NULL
     )${tableOptions}`,
    `CREATE TABLE org_tokens (
       org TEXT PRIMARY KEY,
       connection TEXT NOT NULL,
       sealed TEXT NOT NULL,
       saved_at TEXT NOT NULL
     )${tableOptions}`,
    `CREATE TABLE catalogue (
       org TEXT NOT NULL,
       connection TEXT NOT NULL,
       object TEXT NOT NULL,
       describe TEXT NOT NULL,
       checked_at TEXT NOT NULL,
       PRIMARY KEY (org, connection, object)
     )${tableOptions}`,
    `CREATE TABLE spent_ids (
       id TEXT PRIMARY KEY,
       expires_at ${integer} NOT NULL
     )${tableOptions}`,
    'CREATE INDEX spent_ids_by_expiry ON spent_ids (expires_at)',
  ],
  ({ integer, tableOptions }) => [
    // Access tokens alone: whoever needs one asks for a new one.
    'DROP TABLE org_tokens',
    `CREATE TABLE secrets (
       owner TEXT PRIMARY KEY,
       sealed TEXT NOT NULL,
       fence ${integer} NOT NULL,
       saved_at TEXT NOT NULL
     )${tableOptions}`,
    `CREATE TABLE org_status (
       org TEXT PRIMARY KEY,
       refreshed_at TEXT,
       failure TEXT
     )${tableOptions}`,
    `CREATE TABLE locks (
       name TEXT PRIMARY KEY,
       fence ${integer} NOT NULL,
       expires_at ${integer} NOT NULL
     )${tableOptions}`,
  ],
  ({ tableOptions }) => [
    `CREATE TABLE bindings (
       site TEXT NOT NULL,
       subject TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       bound_by TEXT NOT NULL,
       bound_at TEXT NOT NULL,
       PRIMARY KEY (site, subject)
     )${tableOptions}`,
  ],
  ({ integer, tableOptions }) => [
    `CREATE TABLE tickets (
       kind TEXT NOT NULL,
       id TEXT NOT NULL,
       body TEXT NOT NULL,
       expires_at ${integer} NOT NULL,
       PRIMARY KEY (kind, id)
     )${tableOptions}`,
    'CREATE INDEX tickets_by_expiry ON tickets (expires_at)',
  ],
  ({ tableOptions }) => [
    // The org that a site's requests are answered from; null where the configuration decides.
    'ALTER TABLE sites ADD COLUMN org TEXT',
    'ALTER TABLE sites ADD COLUMN added_by TEXT',
    `CREATE TABLE audit (
       id TEXT PRIMARY KEY,
       at TEXT NOT NULL,
       actor TEXT NOT NULL,
       action TEXT NOT NULL,
       org TEXT,
       target TEXT NOT NULL,
       outcome TEXT NOT NULL
     )${tableOptions}`,
    'CREATE INDEX audit_by_time ON audit (at)',
  ],
];
