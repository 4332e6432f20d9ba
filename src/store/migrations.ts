/** The SQLite schema as an ordered list of steps; a step that was released is never edited, only followed by another. */

export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE sites (
     id TEXT PRIMARY KEY,
     url TEXT NOT NULL,
     public_key TEXT NOT NULL,
     fingerprint TEXT NOT NULL UNIQUE,
     disabled INTEGER NOT NULL DEFAULT 0,
     added_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE org_tokens (
     org TEXT PRIMARY KEY,
     connection TEXT NOT NULL,
     sealed TEXT NOT NULL,
     saved_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE catalogue (
     org TEXT NOT NULL,
     connection TEXT NOT NULL,
     object TEXT NOT NULL,
     describe TEXT NOT NULL,
     checked_at TEXT NOT NULL,
     PRIMARY KEY (org, connection, object)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE spent_ids (
     id TEXT PRIMARY KEY,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX spent_ids_by_expiry ON spent_ids (expires_at);`,
];
