/** The columns of a bulk job's rows: a field each, or a parent by a key of its own (`Account.Number__c`). */
import { visibleField, visibleObject } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { RecordValues } from '../data/records.ts';
import { SalesforceError } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { requireObject } from '../rest/rows-query.ts';
import type { BulkJob } from './job-types.ts';

/** The part of a job that says what to do with its rows. */
export type WriteJob = Pick<BulkJob, 'operation' | 'objectName' | 'externalIdFieldName'>;

/** `Parent.Key`, and `Type:Parent.Key` where several objects may be the parent. */
const PARENT_COLUMN = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/**
 * Refuses a batch before any of its rows: a column that is no field here, or none that says which
 * record a row is.
 */
export function checkColumns(call: DataCall, job: WriteJob, header: readonly string[]): void {
  const object = requireObject(call, job.objectName);
  const names = header.map((name) => name.trim());
  const unknown = names.find((name) => !isColumn(call, object, name));
  if (unknown !== undefined) throw fieldNotFound(unknown);
  const key = keyOf(job);
  if (key === null || names.some((name) => name.toLowerCase() === key.toLowerCase())) return;
  throw fieldNotFound(key);
}

function keyOf(job: WriteJob): string | null {
  if (job.operation === 'insert') return null;
  return job.operation === 'upsert' ? job.externalIdFieldName : 'Id';
}

/** As data loaders meet it: the job or batch fails as a whole. */
const fieldNotFound = (name: string): SalesforceError =>
  new SalesforceError(400, 'InvalidBatch', `Field name not found : ${name}`);

function isColumn(call: DataCall, object: CatalogObject, name: string): boolean {
  const [, type, relationship = '', key = ''] = PARENT_COLUMN.exec(name) ?? [];
  if (relationship === '') return visibleField(call.session, object, name) !== undefined;
  const reference = object.parentField(relationship);
  const parents = reference?.referenceTo.filter((parent) => isNamed(parent, type)) ?? [];
  return parents.some((parent) => {
    const target = visibleObject(call.session, call.platform.org.catalog, parent);
    return target !== undefined && visibleField(call.session, target, key) !== undefined;
  });
}

const isNamed = (parent: string, type: string | undefined): boolean =>
  type === undefined || parent.toLowerCase() === type.toLowerCase();

/** An empty cell leaves the field alone, `#N/A` empties it; fields read numbers and booleans from text. */
export function toValues(header: readonly string[], cells: readonly string[]): RecordValues {
  return Object.fromEntries(
    header.flatMap((name, index) => {
      const cell = cells[index] ?? '';
      return cell === '' ? [] : [toValue(name.trim(), cell === '#N/A' ? null : cell)];
    }),
  );
}

function toValue(name: string, cell: string | null): [string, RecordValues[string]] {
  const [, type, relationship = '', key = ''] = PARENT_COLUMN.exec(name) ?? [];
  if (relationship === '') return [name, cell];
  return [relationship, { ...(type === undefined ? {} : { attributes: { type } }), [key]: cell }];
}
