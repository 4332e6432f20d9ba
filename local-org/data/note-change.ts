/** Notes in the org's change feed what a write did to a row. */
import type { LocalOrg } from '../local-org.ts';
import type { Session } from './access.ts';
import type { CatalogObject } from './catalog.ts';
import type { ChangeKind } from './change-feed.ts';
import type { StoredRow } from './derived-fields.ts';

export function noteUpdate(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  before: StoredRow,
  changes: StoredRow,
): void {
  if (!org.changes.isWatched) return;
  const changed = Object.keys(changes).filter((name) => changes[name] !== (before[name] ?? null));
  noteChange(org, session, 'UPDATE', object, { ...before, ...changes }, changed);
}

export function noteChange(
  org: LocalOrg,
  session: Session,
  kind: ChangeKind,
  object: CatalogObject,
  row: StoredRow,
  changed: readonly string[] = [],
): void {
  if (!org.changes.isWatched) return;
  org.changes.note({
    kind,
    objectName: object.name,
    id: String(row.Id),
    row,
    changed,
    userId: session.userId,
    origin: `${session.api ?? 'rest'}/${session.apiVersion}`,
  });
}
