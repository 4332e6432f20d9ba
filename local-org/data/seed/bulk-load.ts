/** Loads many generated rows of one object at once, past the checks of single writes. */
import type { LocalOrg, OrgScale } from '../../local-org.ts';
import { deriveFields, type FieldReader, type StoredRow } from '../derived-fields.ts';
import { recordId } from '../record-ids.ts';
import { insertRows, rowReader } from '../row-store.ts';
import { FIRST_NUMBER, reserve } from '../sequences.ts';
import type { Random } from './random.ts';

export interface SeedPlan {
  readonly org: LocalOrg;
  readonly random: Random;
  readonly scale: OrgScale;
  /** The moment that the seed's story is told at; rows lie before and after it. */
  readonly today: number;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** The id that row `index` (from 0) of a bulk load gets. */
export function seededId(org: LocalOrg, objectName: string, index: number): string {
  return recordId(requirePrefix(org, objectName), index + 1);
}

/**
 * Loads `count` rows; every row that `build` gives must name the same fields. System fields,
 * autonumbers and derived fields are added where the object has them.
 */
export function bulkLoad(
  plan: SeedPlan,
  objectName: string,
  count: number,
  build: (index: number) => StoredRow,
): void {
  const { org } = plan;
  const object = org.catalog.object(objectName);
  if (!object || count === 0) return;
  const read = fieldReader(org);
  const system = systemRow(plan, objectName);
  const complete = (index: number): StoredRow => {
    const own = build(index);
    const created = own.CreatedDate ?? plan.today - 400 * DAY + (index % 399) * DAY;
    const row: StoredRow = {
      ...system,
      ...numbered(plan, objectName, index),
      CreatedDate: created,
      LastModifiedDate: created,
      SystemModstamp: created,
      ...own,
      Id: seededId(org, objectName, index),
    };
    const derived = deriveFields(objectName, row, {
      read,
      now: Number(created) + 3 * DAY,
      creating: true,
      given: new Set(Object.keys(own)),
    });
    return Object.assign(row, derived);
  };
  const names = Object.keys(complete(0)).filter((name) => object.field(name) !== undefined);
  org.db.exec('BEGIN');
  insertRows(org.db, object, names, generate(count, complete));
  org.db.exec('COMMIT');
  reserve(org.db, `id:${requirePrefix(org, objectName)}`, count);
  for (const field of object.fields.filter((candidate) => candidate.autoNumber)) {
    reserve(org.db, `auto:${objectName}.${field.name}`, count);
  }
}

/** Reads rows that were loaded before, for the fields derived from them. */
function fieldReader(org: LocalOrg): FieldReader {
  const rows = new Map<string, StoredRow | undefined>();
  const readers = new Map<string, (id: string) => StoredRow | undefined>();
  return (id, objectName, fieldName) => {
    const object = org.catalog.object(objectName);
    if (typeof id !== 'string' || !object) return null;
    const reader = readers.get(objectName) ?? rowReader(org.db, object);
    readers.set(objectName, reader);
    if (!rows.has(id)) rows.set(id, reader(id));
    return rows.get(id)?.[fieldName] ?? null;
  };
}

function* generate(count: number, complete: (index: number) => StoredRow): Iterable<StoredRow> {
  for (let index = 0; index < count; index++) yield complete(index);
}

function systemRow(plan: SeedPlan, objectName: string): StoredRow {
  const administrator = seededId(plan.org, 'User', 0);
  const object = plan.org.catalog.object(objectName);
  const row: StoredRow = {
    IsDeleted: 0,
    CreatedById: administrator,
    LastModifiedById: administrator,
  };
  if (object?.field('OwnerId')) row.OwnerId = administrator;
  return row;
}

function numbered(plan: SeedPlan, objectName: string, index: number): StoredRow {
  const object = plan.org.catalog.object(objectName);
  const row: StoredRow = {};
  for (const field of object?.fields.filter((candidate) => candidate.autoNumber) ?? []) {
    row[field.name] =
      object?.definition.custom === true
        ? `${objectName.charAt(0)}-${String(index + 1).padStart(4, '0')}`
        : String(FIRST_NUMBER + index + 1).padStart(8, '0');
  }
  return row;
}

function requirePrefix(org: LocalOrg, objectName: string): string {
  const prefix = org.catalog.object(objectName)?.definition.keyPrefix;
  if (!prefix) throw new Error(`${objectName} has no key prefix`);
  return prefix;
}

/** Local calendar date of a moment, in UTC: `YYYY-MM-DD`. */
export const dateOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 10);
