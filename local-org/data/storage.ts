/** Lays the catalog out in SQLite: one table per object, collation keys of text, indexes. */
import type Database from 'libsql';
import type { Catalog, CatalogChange, CatalogObject } from './catalog.ts';
import type { CatalogField, FieldType } from './definition-types.ts';

/** Types whose comparisons ignore case, hence are stored a second time, as collation keys. */
const COLLATED_TYPES: ReadonlySet<FieldType> = new Set([
  'combobox',
  'email',
  'multipicklist',
  'phone',
  'picklist',
  'string',
  'textarea',
  'url',
]);

const COLUMN_TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  boolean: 'INTEGER NOT NULL DEFAULT 0',
  currency: 'REAL',
  datetime: 'INTEGER',
  double: 'REAL',
  int: 'INTEGER',
  long: 'INTEGER',
  percent: 'REAL',
};

/** Text that ordinary queries look up or sort by, as Salesforce's standard indexes do. */
const INDEXED_NAMES: ReadonlySet<string> = new Set([
  'CreatedDate',
  'Email',
  'LastName',
  'SystemModstamp',
]);
const NEVER_INDEXED_REFERENCES: ReadonlySet<string> = new Set([
  'CreatedById',
  'LastModifiedById',
  'MasterRecordId',
  'RecordTypeId',
]);

/** An SQL identifier; names come from the catalog, never from a caller. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const keyColumn = (name: string): string => `${name}$key`;

/** Compound values are put together from their parts when read; they have no column. */
export const isStored = (field: CatalogField): boolean =>
  field.type !== 'address' && field.type !== 'location';

export const hasKey = (field: CatalogField): boolean =>
  COLLATED_TYPES.has(field.type) &&
  field.filterable &&
  field.sqlFormula === null &&
  !(field.unique && field.caseSensitive);

export function createTables(db: Database.Database, catalog: Catalog): void {
  db.exec('BEGIN');
  db.exec(catalog.objects().map(createTable).join(';'));
  db.exec(SUPPORT_TABLES);
  db.exec('COMMIT');
}

/**
 * Indexes come after the seed: building them once is faster than keeping them current. Tables
 * that the seed leaves empty need none, which matters when a wide org has a thousand of them.
 */
export function createIndexes(db: Database.Database, catalog: Catalog): void {
  db.exec('BEGIN');
  for (const object of catalog.objects()) {
    const row = db
      .prepare(`SELECT 1 FROM ${quoted(object.name)} LIMIT 1`)
      .raw()
      .get();
    if (row !== undefined) db.exec(indexStatements(object).join(';'));
  }
  db.exec('COMMIT');
  db.exec('PRAGMA analysis_limit = 1000; ANALYZE');
}

/**
 * Indexes of references that no row uses yet, made ahead of many copies of the present rows: to
 * keep such an index costs nothing, to make it later is a scan of the whole table.
 */
export function createEmptyIndexes(db: Database.Database, object: CatalogObject): void {
  const references = object.fields.filter(
    (field) => field.type === 'reference' && isIndexed(field),
  );
  if (references.length === 0) return;
  const used = db
    .prepare(
      `SELECT ${references.map(({ name }) => `count(${quoted(name)})`).join(', ')} FROM ${quoted(object.name)}`,
    )
    .raw()
    .get() as number[];
  const unused = references.filter((_, i) => used[i] === 0);
  db.exec(unused.map((field) => indexStatement(object, field)).join(';'));
}

/** Makes the tables follow a metadata change. */
export function applyChange(db: Database.Database, catalog: Catalog, change: CatalogChange): void {
  switch (change.kind) {
    case 'add-object': {
      const object = requireObject(catalog, change.definition.name);
      db.exec(createTable(object));
      for (const statement of indexStatements(object)) db.exec(statement);
      return;
    }
    case 'remove-object':
      db.exec(`DROP TABLE IF EXISTS ${quoted(change.name)}`);
      return;
    case 'add-field': {
      const object = requireObject(catalog, change.object);
      addMissingColumns(db, object);
      return;
    }
    case 'alter-field':
      addMissingColumns(db, requireObject(catalog, change.object));
      return;
    case 'remove-field':
      // The column stays, unseen: a removed field can be undeleted in Salesforce too.
      return;
  }
}

/** Columns a record may have been written to, in table order. */
export function storedColumns(object: CatalogObject): readonly string[] {
  return object.fields.flatMap((field) => {
    if (!isStored(field) || field.sqlFormula !== null) return [];
    return hasKey(field) ? [field.name, keyColumn(field.name)] : [field.name];
  });
}

const SUPPORT_TABLES = `
  CREATE TABLE IF NOT EXISTS "$sequence" (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS "$picklist" (
    field TEXT NOT NULL, value TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (field, value)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS "$timezone" (
    zone TEXT NOT NULL, start INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
    PRIMARY KEY (zone, start)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS "$definition" (id TEXT PRIMARY KEY, content TEXT NOT NULL);`;

function createTable(object: CatalogObject): string {
  const columns = object.fields.flatMap((field) => (isStored(field) ? columnsOf(field) : []));
  return `CREATE TABLE IF NOT EXISTS ${quoted(object.name)} (${columns.join(', ')}) WITHOUT ROWID`;
}

function columnsOf(field: CatalogField): string[] {
  const name = quoted(field.name);
  if (field.type === 'id') return [`${name} TEXT PRIMARY KEY`];
  const type = COLUMN_TYPES[field.type] ?? 'TEXT';
  if (field.sqlFormula !== null) {
    return [
      `${name} ${type.split(' ')[0] ?? ''} GENERATED ALWAYS AS (${field.sqlFormula}) VIRTUAL`,
    ];
  }
  const column = `${name} ${type}`;
  return hasKey(field) ? [column, `${quoted(keyColumn(field.name))} TEXT`] : [column];
}

function addMissingColumns(db: Database.Database, object: CatalogObject): void {
  const rows = db.prepare('SELECT name FROM pragma_table_xinfo(?)').all(object.name) as {
    name: string;
  }[];
  const present = new Set(rows.map((row) => row.name));
  for (const field of object.fields.filter(isStored)) {
    const names = hasKey(field) ? [field.name, keyColumn(field.name)] : [field.name];
    columnsOf(field).forEach((column, i) => {
      if (!present.has(names[i] ?? field.name)) {
        db.exec(`ALTER TABLE ${quoted(object.name)} ADD COLUMN ${column}`);
      }
    });
  }
}

function indexStatements(object: CatalogObject): string[] {
  return object.fields.filter(isIndexed).map((field) => indexStatement(object, field));
}

/** The id comes second, so that rows found by the column are also in a total order. */
function indexStatement(object: CatalogObject, field: CatalogField): string {
  const column = hasKey(field) ? keyColumn(field.name) : field.name;
  const index = quoted(`${object.name}.${column}`);
  const present = field.type === 'reference' ? ` WHERE ${quoted(column)} IS NOT NULL` : '';
  return `CREATE INDEX IF NOT EXISTS ${index} ON ${quoted(object.name)} (${quoted(column)}, "Id")${present}`;
}

function isIndexed(field: CatalogField): boolean {
  if (field.type === 'reference') {
    return field.referenceTo.length > 0 && !NEVER_INDEXED_REFERENCES.has(field.name);
  }
  return (
    isStored(field) &&
    field.sqlFormula === null &&
    (field.externalId || field.unique || field.nameField || INDEXED_NAMES.has(field.name))
  );
}

function requireObject(catalog: Catalog, name: string): CatalogObject {
  const object = catalog.object(name);
  if (!object) throw new Error(`Unknown object: ${name}`);
  return object;
}
