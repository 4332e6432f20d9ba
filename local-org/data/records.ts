/** Creates, changes, deletes and reads records the way Salesforce's data API does. */
import type { LocalOrg } from '../local-org.ts';
import {
  cannotWriteEntity,
  deleteRestricted,
  duplicateValue,
  entityIsDeleted,
  insufficientAccess,
  insufficientCrossReferenceAccess,
  invalidCrossReference,
  malformedId,
  notFound,
  typeMissing,
  unableToLockRow,
} from '../errors.ts';
import { visibleObject, type Session } from './access.ts';
import type { CatalogObject } from './catalog.ts';
import { linkToRecord, versionFields } from './content-files.ts';
import { collationKey } from './collation.ts';
import type { CatalogField } from './definition-types.ts';
import { deriveFields, type StoredRow } from './derived-fields.ts';
import { checkedValues, checkRequired } from './field-rules.ts';
import { recordJson, type SObjectRecord } from './record-json.ts';
import { normalizeId } from './record-ids.ts';
import { noteChange, noteUpdate } from './note-change.ts';
import { insertRow, readRow, updateRow } from './row-store.ts';
import { nextAutonumber, nextRecordId } from './sequences.ts';
import { hasKey, isStored, keyColumn, quoted } from './storage.ts';
import type { JsonValue, StoredValue } from './stored-values.ts';
import { rowsReferring } from './system-change.ts';
import { inTransaction } from './transactions.ts';
import { checkValidationRules } from './validation-rules.ts';

export type RecordValues = Readonly<Record<string, JsonValue>>;

/**
 * Creates a record and returns its 18-character id. Throws SalesforceError for an unknown
 * field, a wrong type, a missing required field, a duplicate, a broken validation rule...
 */
export function insert(
  org: LocalOrg,
  session: Session,
  objectName: string,
  values: RecordValues,
): string {
  // A file is three records, which come and go together.
  return objectName.toLowerCase() === 'contentversion'
    ? inTransaction(org, () => insertOne(org, session, objectName, values))
    : insertOne(org, session, objectName, values);
}

function insertOne(
  org: LocalOrg,
  session: Session,
  objectName: string,
  values: RecordValues,
): string {
  const object = requireObject(org, session, objectName);
  if (!session.access.createsObject(object)) throw cannotWriteEntity(object.name);
  const given = checkedValues(session, object, 'insert', values);
  const now = wholeSecond(org);
  const row: StoredRow = {
    ...defaultValues(object),
    ...given,
    ...autonumbers(org, object),
    ...systemFields(object, session, now, given),
    ...(object.name === 'ContentVersion' ? versionFields(org, session, now, given) : {}),
  };
  Object.assign(row, derive(org, object, row, Object.keys(given), true));
  checkRequired(object, row);
  checkReferences(org, session, object, given);
  checkUnique(org, object, given, undefined);
  checkValidationRules(object.name, row);
  const id = nextRecordId(org.db, object);
  insertRow(org.db, object, { ...row, Id: id });
  if (object.name === 'ContentVersion') linkToRecord(org, now, row);
  noteChange(org, session, 'CREATE', object, { ...row, Id: id });
  return id;
}

/** Changes a record; the values may be a subset of its fields. */
export function update(
  org: LocalOrg,
  session: Session,
  objectName: string,
  id: string,
  values: RecordValues,
): void {
  const object = requireObject(org, session, objectName);
  const current = requireRow(org, session, object, id);
  if (!session.access.updatesObject(object)) throw insufficientAccess();
  const recordId = String(current.Id);
  if (org.lockedRows.has(recordId)) throw unableToLockRow();
  const given = checkedValues(session, object, 'update', values);
  const now = wholeSecond(org);
  const changed: StoredRow = {
    ...given,
    LastModifiedDate: now,
    LastModifiedById: session.userId,
    SystemModstamp: now,
  };
  const row = { ...current, ...changed };
  Object.assign(changed, derive(org, object, row, Object.keys(given), false));
  checkNotEmptied(object, given);
  checkReferences(org, session, object, given);
  checkUnique(org, object, given, recordId);
  checkValidationRules(object.name, { ...row, ...changed });
  updateRow(org.db, object, recordId, changed);
  noteUpdate(org, session, object, current, changed);
}

/** Moves a record, and what its object cascades to, into the recycle bin. */
export function remove(org: LocalOrg, session: Session, objectName: string, id: string): void {
  const object = requireObject(org, session, objectName);
  const row = requireRow(org, session, object, id);
  if (!session.access.deletesObject(object)) throw insufficientAccess();
  const recordId = String(row.Id);
  if (org.lockedRows.has(recordId)) throw unableToLockRow();
  inTransaction(org, () => {
    markDeleted(org, session, object, row, wholeSecond(org));
  });
}

/** Brings a record back from the recycle bin, with what was deleted along with it. */
export function undelete(org: LocalOrg, session: Session, objectName: string, id: string): void {
  const object = requireObject(org, session, objectName);
  const recordId = requireIdOf(object, id);
  const row = readRow(org.db, object, recordId);
  if (row?.IsDeleted !== 1 || !session.access.deletesObject(object)) throw notFound();
  inTransaction(org, () => {
    markLive(org, session, object, row, wholeSecond(org));
  });
}

/** One record with the named fields (all readable ones when absent), in describe order. */
export function get(
  org: LocalOrg,
  session: Session,
  objectName: string,
  id: string,
  fieldNames?: readonly string[],
): SObjectRecord {
  const object = requireObject(org, session, objectName);
  const row = requireRow(org, session, object, id);
  return recordJson(session, object, row, fieldNames);
}

/** Ids of the live, visible records whose external id (or Id) field has this value. */
export function findByField(
  org: LocalOrg,
  session: Session,
  objectName: string,
  fieldName: string,
  value: string,
): readonly string[] {
  const object = requireObject(org, session, objectName);
  const field = object.field(fieldName);
  if (!field || !isStored(field) || !session.access.readsField(object, field)) return [];
  const filter = session.access.rowFilter(object, 't');
  const [column, wanted] = lookup(field, value);
  const rows = org.db
    .prepare(
      `SELECT t."Id" AS id FROM ${quoted(object.name)} t
        WHERE t.${quoted(column)} = ?${liveClause(object)}${filter ? ` AND ${filter.sql}` : ''}`,
    )
    .all([wanted, ...(filter?.values ?? [])]) as { id: string }[];
  return rows.map((row) => row.id);
}

const wholeSecond = (org: LocalOrg): number => Math.floor(org.clock.now().getTime() / 1000) * 1000;

function requireObject(org: LocalOrg, session: Session, name: string): CatalogObject {
  const object = visibleObject(session, org.catalog, name);
  if (!object) throw typeMissing();
  return object;
}

function requireIdOf(object: CatalogObject, id: string): string {
  if (object.definition.durableIds === true) return id;
  const recordId = normalizeId(id);
  if (recordId === undefined || !recordId.startsWith(object.definition.keyPrefix ?? '?')) {
    throw malformedId('Record ID', id);
  }
  return recordId;
}

/** The live row when this session may see it; a hidden row and a missing one look alike. */
function requireRow(org: LocalOrg, session: Session, object: CatalogObject, id: string): StoredRow {
  const recordId = requireIdOf(object, id);
  const row = readRow(org.db, object, recordId);
  if (!row || !isVisible(org, session, object, recordId)) throw notFound();
  if (row.IsDeleted === 1) throw entityIsDeleted();
  return row;
}

function isVisible(org: LocalOrg, session: Session, object: CatalogObject, id: string): boolean {
  const filter = session.access.rowFilter(object, 't');
  if (!filter) return true;
  const row = org.db
    .prepare(`SELECT 1 FROM ${quoted(object.name)} t WHERE t."Id" = ? AND ${filter.sql}`)
    .get([id, ...filter.values]);
  return row !== undefined;
}

function defaultValues(object: CatalogObject): StoredRow {
  const row: StoredRow = {};
  for (const field of object.fields) {
    const entry = field.picklistValues.find((value) => value.defaultValue);
    if (entry && field.createable) row[field.name] = entry.value;
    else if (field.type === 'boolean' && isStored(field)) {
      row[field.name] = field.defaultValue === true ? 1 : 0;
    }
  }
  return row;
}

function autonumbers(org: LocalOrg, object: CatalogObject): StoredRow {
  const row: StoredRow = {};
  for (const field of object.fields.filter((candidate) => candidate.autoNumber)) {
    row[field.name] = nextAutonumber(org.db, object, field.name);
  }
  return row;
}

function systemFields(
  object: CatalogObject,
  session: Session,
  now: number,
  given: Readonly<StoredRow>,
): StoredRow {
  const owner = object.field('OwnerId') ? { OwnerId: given.OwnerId ?? session.userId } : {};
  return {
    ...owner,
    IsDeleted: 0,
    CreatedDate: now,
    CreatedById: session.userId,
    LastModifiedDate: now,
    LastModifiedById: session.userId,
    SystemModstamp: now,
  };
}

function derive(
  org: LocalOrg,
  object: CatalogObject,
  row: Readonly<StoredRow>,
  given: readonly string[],
  creating: boolean,
): StoredRow {
  return deriveFields(object.name, row, {
    read: (id, otherName, fieldName) => readField(org, id, otherName, fieldName),
    now: wholeSecond(org),
    creating,
    given: new Set(given),
  });
}

function readField(
  org: LocalOrg,
  id: StoredValue | undefined,
  objectName: string,
  fieldName: string,
): StoredValue {
  const object = org.catalog.object(objectName);
  if (typeof id !== 'string' || !object) return null;
  return readRow(org.db, object, id)?.[fieldName] ?? null;
}

function checkNotEmptied(object: CatalogObject, given: Readonly<StoredRow>): void {
  const kept = Object.fromEntries(
    object.fields.map((field) => [field.name, field.name in given ? given[field.name] : 'kept']),
  ) as StoredRow;
  checkRequired(object, kept);
}

/** Every reference must be a live row, of an allowed object, that the session may see. */
function checkReferences(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  given: Readonly<StoredRow>,
): void {
  for (const [name, id] of Object.entries(given)) {
    const field = object.field(name);
    if (field?.type !== 'reference' || typeof id !== 'string') continue;
    const target = org.catalog.objectOfId(id);
    if (!target || !field.referenceTo.includes(target.name)) {
      throw malformedId(field.label, id, field.name);
    }
    const row = readRow(org.db, target, id);
    if (!row) throw insufficientCrossReferenceAccess(id);
    if (row.IsDeleted === 1) throw invalidCrossReference(field.name);
    if (!isVisible(org, session, target, id)) throw insufficientCrossReferenceAccess(id);
  }
}

function checkUnique(
  org: LocalOrg,
  object: CatalogObject,
  given: Readonly<StoredRow>,
  except: string | undefined,
): void {
  for (const field of object.fields) {
    const value = given[field.name];
    if (!field.unique || typeof value !== 'string') continue;
    const [column, wanted] = lookup(field, value);
    const other = org.db
      .prepare(
        `SELECT "Id" AS id FROM ${quoted(object.name)}
          WHERE ${quoted(column)} = ? AND "Id" <> ?${liveClause(object)}`,
      )
      .get(wanted, except ?? '') as { id: string } | undefined;
    if (other) throw duplicateValue(field.name, other.id.slice(0, 15));
  }
}

const lookup = (field: CatalogField, value: string): readonly [string, string] => {
  if (hasKey(field)) return [keyColumn(field.name), collationKey(value)];
  return [field.name, field.type === 'id' ? (normalizeId(value) ?? value) : value];
};

const liveClause = (object: CatalogObject): string =>
  object.field('IsDeleted') ? ' AND "IsDeleted" = 0' : '';

function markDeleted(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  row: StoredRow,
  now: number,
): void {
  const id = String(row.Id);
  for (const child of org.catalog.childRelationships(object.name)) {
    const childObject = org.catalog.object(child.childObject);
    if (!childObject) continue;
    const rows = rowsReferring(org, childObject, child.field.name, id);
    if (rows.length === 0) continue;
    switch (child.field.onParentDelete) {
      case 'restrict':
        throw deleteRestricted(
          childObject.definition.labelPlural.toLowerCase(),
          rows.map((one) => String(one.Id)).join(', '),
        );
      case 'cascade':
        for (const childRow of rows) markDeleted(org, session, childObject, childRow, now);
        break;
      case 'clear':
        for (const childRow of rows) {
          const cleared = { [child.field.name]: null };
          updateRow(org.db, childObject, String(childRow.Id), cleared);
          noteUpdate(org, session, childObject, childRow, cleared);
        }
        break;
    }
  }
  noteChange(org, session, 'DELETE', object, row);
  if (!object.field('IsDeleted')) {
    org.db.prepare(`DELETE FROM ${quoted(object.name)} WHERE "Id" = ?`).run(id);
    return;
  }
  updateRow(org.db, object, id, { IsDeleted: 1, LastModifiedDate: now, SystemModstamp: now });
}

function markLive(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  row: StoredRow,
  now: number,
): void {
  const id = String(row.Id);
  const live = { IsDeleted: 0, LastModifiedDate: now, SystemModstamp: now };
  updateRow(org.db, object, id, live);
  noteChange(org, session, 'UNDELETE', object, { ...row, ...live });
  for (const child of org.catalog.childRelationships(object.name)) {
    const childObject = org.catalog.object(child.childObject);
    const binned = childObject?.field('IsDeleted') && childObject.field('SystemModstamp');
    if (child.field.onParentDelete !== 'cascade' || !childObject || !binned) continue;
    const rows = org.db
      .prepare(
        `SELECT * FROM ${quoted(childObject.name)}
          WHERE ${quoted(child.field.name)} = ? AND "IsDeleted" = 1 AND "SystemModstamp" = ?`,
      )
      .all([id, row.SystemModstamp ?? null]) as StoredRow[];
    for (const childRow of rows) markLive(org, session, childObject, childRow, now);
  }
}
