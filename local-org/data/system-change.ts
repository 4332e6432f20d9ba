/** A change that the platform itself makes to a row: of fields, too, that no caller may write. */
import type { LocalOrg } from '../local-org.ts';
import type { CatalogObject } from './catalog.ts';
import type { StoredRow } from './derived-fields.ts';
import { noteUpdate } from './note-change.ts';
import { updateRow } from './row-store.ts';
import type { Session } from './session.ts';
import { quoted } from './storage.ts';

/** Stamps the row as changed by the session's user now, and tells those who listen. */
export function changeRow(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  current: StoredRow,
  changes: Readonly<StoredRow>,
): void {
  const now = Math.floor(org.clock.now().getTime() / 1_000) * 1_000;
  const stamped: StoredRow = {
    ...changes,
    LastModifiedDate: now,
    LastModifiedById: session.userId,
    SystemModstamp: now,
  };
  updateRow(org.db, object, String(current.Id), stamped);
  noteUpdate(org, session, object, current, stamped);
}

/** The live rows whose reference field names this record. */
export function rowsReferring(
  org: LocalOrg,
  object: CatalogObject,
  fieldName: string,
  id: string,
): StoredRow[] {
  const live = object.field('IsDeleted') === undefined ? '' : ' AND "IsDeleted" = 0';
  return org.db
    .prepare(`SELECT * FROM ${quoted(object.name)} WHERE ${quoted(fieldName)} = ?${live}`)
    .all(id) as StoredRow[];
}
