/** Hands out record ids and autonumbers in order, so that a seed always gives the same ones. */
import type Database from 'libsql';
import type { CatalogObject } from './catalog.ts';
import { recordId } from './record-ids.ts';

/** The next id of an object; objects without a key prefix cannot hold records. */
export function nextRecordId(db: Database.Database, object: CatalogObject): string {
  const prefix = object.definition.keyPrefix;
  if (prefix === null) throw new Error(`${object.name} has no key prefix`);
  return recordId(prefix, nextValue(db, `id:${prefix}`));
}

/** `00001026` for cases, `P-0007` style for custom objects. */
export function nextAutonumber(
  db: Database.Database,
  object: CatalogObject,
  fieldName: string,
): string {
  const value = nextValue(db, `auto:${object.name}.${fieldName}`);
  if (object.definition.custom !== true) return String(FIRST_NUMBER + value).padStart(8, '0');
  return `${object.name.charAt(0)}-${String(value).padStart(4, '0')}`;
}

/** Keeps later records clear of serials that a bulk load already used. */
export function reserve(db: Database.Database, name: string, upTo: number): void {
  db.prepare(
    `INSERT INTO "$sequence" (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
  ).run(name, upTo);
}

export const FIRST_NUMBER = 1000;

function nextValue(db: Database.Database, name: string): number {
  const row = db
    .prepare(
      `INSERT INTO "$sequence" (name, value) VALUES (?, 1)
         ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
    )
    .get(name) as { value: number };
  return row.value;
}
