/** The columns of a bulk job's rows: a field each, or a parent by a key of its own (`Account.Number__c`). */
import { visibleField, visibleObject } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { SalesforceError } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { requireObject } from '../rest/rows-query.ts';
import type { BulkJob } from './job-types.ts';

/** The part of a job that says what to do with its rows. */
export type WriteJob = Pick<BulkJob, 'operation' | 'objectName' | 'externalIdFieldName'>;

/** What a column's cells are values of. */
interface Column {
  /** A field, or the relationship to the parent that `key` names. */
  readonly name: string;
  readonly key: string | null;
  /** Object of that parent; null where the relationship leads to one only. */
  readonly type: string | null;
}

/** `Parent.Key`, and `Type:Parent.Key` where several objects may be the parent. */
const PARENT_COLUMN = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/**
 * Refuses a batch before any of its rows: a column that is no field here, or none that says which
 * record a row is.
 */
export function readColumns(
  call: DataCall,
  job: WriteJob,
  header: readonly string[],
): readonly Column[] {
  const object = requireObject(call, job.objectName);
  const names = header.map((name) => name.trim());
  const columns = names.map(readColumn);
  const unknown = columns.findIndex((column) => !isColumnOf(call, object, column));
  if (unknown >= 0) throw fieldNotFound(names[unknown] ?? '');
  const key = keyOf(job);
  if (key !== null && !names.some((name) => name.toLowerCase() === key.toLowerCase())) {
    throw fieldNotFound(key);
  }
  return columns.map((column) => ({ ...column, name: spelled(object, column) }));
}

/** As the object spells it: names are case-insensitive. */
const spelled = (object: CatalogObject, { name, key }: Column): string =>
  key === null ? (object.field(name)?.name ?? name) : name;

/** One record for each line after the line of field names. Throws as `readColumns`. */
export function toRecords(
  call: DataCall,
  job: WriteJob,
  csv: readonly (readonly string[])[],
): readonly RecordValues[] {
  const [header, ...rows] = csv;
  // An upload of nothing is no mistake.
  if (header === undefined) return [];
  const columns = readColumns(call, job, header);
  return rows.map((cells) => toValues(columns, cells));
}

function readColumn(text: string): Column {
  const [, type = null, relationship = null, key = null] = PARENT_COLUMN.exec(text) ?? [];
  return { name: relationship ?? text, key, type };
}

/** Null where a row may do without: one of an upsert by id that names none is new. */
function keyOf({ operation, externalIdFieldName }: WriteJob): string | null {
  if (operation === 'insert') return null;
  if (operation !== 'upsert') return 'Id';
  return externalIdFieldName?.toLowerCase() === 'id' ? null : externalIdFieldName;
}

/** As data loaders meet it: the job or batch fails as a whole. */
const fieldNotFound = (name: string): SalesforceError =>
  new SalesforceError(400, 'InvalidBatch', `Field name not found : ${name}`);

function isColumnOf(call: DataCall, object: CatalogObject, { name, key, type }: Column): boolean {
  if (key === null) return visibleField(call.session, object, name) !== undefined;
  const parents = object.parentField(name)?.referenceTo.filter((parent) => isNamed(parent, type));
  return (parents ?? []).some((parent) => {
    const target = visibleObject(call.session, call.platform.org.catalog, parent);
    return target !== undefined && visibleField(call.session, target, key) !== undefined;
  });
}

const isNamed = (parent: string, type: string | null): boolean =>
  type === null || parent.toLowerCase() === type.toLowerCase();

/** An empty cell leaves the field alone, `#N/A` empties it; fields read numbers and booleans from text. */
function toValues(columns: readonly Column[], cells: readonly string[]): RecordValues {
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      const cell = cells[index] ?? '';
      return cell === '' ? [] : [[column.name, toValue(column, cell === '#N/A' ? null : cell)]];
    }),
  );
}

function toValue({ key, type }: Column, cell: string | null): JsonValue {
  if (key === null) return cell;
  return { ...(type !== null && { attributes: { type } }), [key]: cell };
}
