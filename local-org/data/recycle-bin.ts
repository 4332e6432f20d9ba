/** The recycle bin: what is emptied from it cannot come back. */
import { insufficientAccess, notFound } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import type { CatalogObject } from './catalog.ts';
import { normalizeId } from './record-ids.ts';
import { readRow } from './row-store.ts';
import type { Session } from './session.ts';
import { quoted } from './storage.ts';

/** Throws NOT_FOUND for a record that is not in the bin. */
export function emptyFromBin(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  id: string,
): void {
  const recordId = normalizeId(id) ?? '';
  if (readRow(org.db, object, recordId)?.IsDeleted !== 1) throw notFound();
  if (!session.access.deletesObject(object)) throw insufficientAccess();
  org.db.prepare(`DELETE FROM ${quoted(object.name)} WHERE "Id" = ?`).run(recordId);
}
