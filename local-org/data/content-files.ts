/** What Salesforce does when a file is saved: its document, its first version, and the link to the record it is for. */
import type { LocalOrg } from '../local-org.ts';
import type { Session } from './access.ts';
import type { CatalogObject } from './catalog.ts';
import { sizeOf, type StoredRow } from './derived-fields.ts';
import { insertRow } from './row-store.ts';
import { nextRecordId } from './sequences.ts';

/** Fields of a new ContentVersion besides those given; a version of no document brings a new one. */
export function versionFields(
  org: LocalOrg,
  session: Session,
  now: number,
  given: Readonly<StoredRow>,
): StoredRow {
  const fileName = text(given['PathOnClient']) || text(given['Title']);
  const extension = /\.([^.]+)$/.exec(fileName)?.[1] ?? '';
  const fields: StoredRow = {
    IsLatest: 1,
    VersionNumber: '1',
    Title: given['Title'] ?? fileName.replace(/\.[^.]*$/, ''),
    SharingOption: 'A',
    SharingPrivacy: 'N',
    PublishStatus: 'R',
    Origin: 'H',
    ContentLocation: 'S',
    ContentSize: sizeOf(given['VersionData']),
    FileExtension: extension,
    FileType: extension === '' ? 'UNKNOWN' : extension.toUpperCase(),
    ContentModifiedDate: now,
    ContentModifiedById: session.userId,
  };
  return given['ContentDocumentId']
    ? fields
    : { ...fields, ContentDocumentId: newDocument(org, session, now, fields) };
}

/** A first version that names a record is linked to it. */
export function linkToRecord(org: LocalOrg, now: number, version: Readonly<StoredRow>): void {
  const link = org.catalog.object('ContentDocumentLink');
  const recordId = version['FirstPublishLocationId'];
  if (link === undefined || !recordId) return;
  insertRow(org.db, link, {
    Id: nextRecordId(org.db, link),
    LinkedEntityId: recordId,
    ContentDocumentId: version['ContentDocumentId'] ?? null,
    IsDeleted: 0,
    ShareType: 'V',
    Visibility: 'AllUsers',
    SystemModstamp: now,
  });
}

function newDocument(
  org: LocalOrg,
  session: Session,
  now: number,
  version: Readonly<StoredRow>,
): string {
  const object = requireObject(org, 'ContentDocument');
  const id = nextRecordId(org.db, object);
  insertRow(org.db, object, {
    Id: id,
    Title: version['Title'] ?? '',
    FileType: version['FileType'] ?? '',
    FileExtension: version['FileExtension'] ?? '',
    ContentSize: version['ContentSize'] ?? 0,
    PublishStatus: 'R',
    IsArchived: 0,
    IsDeleted: 0,
    OwnerId: session.userId,
    CreatedById: session.userId,
    CreatedDate: now,
    LastModifiedById: session.userId,
    LastModifiedDate: now,
    SystemModstamp: now,
  });
  return id;
}

function requireObject(org: LocalOrg, name: string): CatalogObject {
  const object = org.catalog.object(name);
  if (object === undefined) throw new Error(`The catalog lacks ${name}.`);
  return object;
}

function text(value: StoredRow[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
