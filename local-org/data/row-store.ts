/** Reads and writes whole rows in stored form; the only place that writes object tables. */
import type Database from 'libsql';
import type { CatalogObject } from './catalog.ts';
import { collationKey } from './collation.ts';
import type { StoredRow } from './derived-fields.ts';
import { hasKey, isStored, keyColumn, quoted } from './storage.ts';
import type { StoredValue } from './stored-values.ts';

export function readRow(
  db: Database.Database,
  object: CatalogObject,
  id: string,
): StoredRow | undefined {
  return rowReader(db, object)(id);
}

/** Reads many rows of one object. */
export function rowReader(
  db: Database.Database,
  object: CatalogObject,
): (id: string) => StoredRow | undefined {
  const select = db.prepare(`SELECT * FROM ${quoted(object.name)} WHERE "Id" = ?`);
  return (id) => select.get(id) as StoredRow | undefined;
}

/** Inserts rows that all name the same fields, e.g. a seed's. */
export function insertRows(
  db: Database.Database,
  object: CatalogObject,
  fieldNames: readonly string[],
  rows: Iterable<Readonly<StoredRow>>,
): void {
  const fields = fieldNames.map((name) => requireField(object, name));
  const columns = fields.flatMap((field) =>
    hasKey(field) ? [field.name, keyColumn(field.name)] : [field.name],
  );
  const insert = db.prepare(
    `INSERT INTO ${quoted(object.name)} (${columns.map(quoted).join(', ')})
     VALUES (${columns.map(() => '?').join(', ')})`,
  );
  for (const row of rows) {
    insert.run(
      fields.flatMap((field) => {
        const value = row[field.name] ?? (field.type === 'boolean' ? 0 : null);
        return hasKey(field) ? [value, keyOf(value)] : [value];
      }),
    );
  }
}

export function insertRow(db: Database.Database, object: CatalogObject, row: StoredRow): void {
  insertRows(db, object, storedNames(object, row), [row]);
}

export function updateRow(
  db: Database.Database,
  object: CatalogObject,
  id: string,
  changes: Readonly<StoredRow>,
): void {
  const assignments: string[] = [];
  const values: StoredValue[] = [];
  for (const name of storedNames(object, changes)) {
    const field = requireField(object, name);
    const value = changes[name] ?? (field.type === 'boolean' ? 0 : null);
    assignments.push(`${quoted(name)} = ?`);
    values.push(value);
    if (hasKey(field)) {
      assignments.push(`${quoted(keyColumn(name))} = ?`);
      values.push(keyOf(value));
    }
  }
  if (assignments.length === 0) return;
  db.prepare(`UPDATE ${quoted(object.name)} SET ${assignments.join(', ')} WHERE "Id" = ?`).run([
    ...values,
    id,
  ]);
}

/** The given names that the object stores; a derivation may name more than an object has. */
function storedNames(object: CatalogObject, row: Readonly<StoredRow>): string[] {
  return Object.keys(row).filter((name) => {
    const field = object.field(name);
    return field !== undefined && isStored(field) && field.sqlFormula === null;
  });
}

const keyOf = (value: StoredValue): StoredValue =>
  typeof value === 'string' ? collationKey(value) : value;

function requireField(object: CatalogObject, name: string) {
  const field = object.field(name);
  if (!field) throw new Error(`${object.name} has no field ${name}`);
  return field;
}
