/** Bulk API 1.0 jobs: CSV batches of records, written at once and kept for their results. */
import { remove } from '../data/records.ts';
import { inTransaction } from '../data/transactions.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { SalesforceError } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { requireExternalIdField, upsert } from '../rest/external-id.ts';
import { insertRecord, updateRecord } from '../rest/record-writes.ts';
import { requireObject } from '../rest/rows-query.ts';
import { parseCsv, writeCsv } from './csv.ts';
import type { BulkBatch, BulkJob, BulkRowResult } from './job-types.ts';
import { queryRows } from './query-csv.ts';

export type BatchOutcome = Pick<BulkBatch, 'results' | 'csv' | 'recordCount'>;

/** @param body CSV of records, or the SOQL of a query job. */
export function runBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  if (job.operation === 'query' || job.operation === 'queryAll') {
    const { rows } = queryRows(call, body, job.operation === 'queryAll');
    return { results: [], csv: writeCsv(rows), recordCount: rows.length - 1 };
  }
  const results = writeRows(call, job, parseCsv(body));
  return { results, csv: null, recordCount: results.length };
}

/** The part of a job that says what to do with its rows. */
export type WriteJob = Pick<BulkJob, 'operation' | 'objectName' | 'externalIdFieldName'>;

/** @param csv a line of field names, then one line per record. */
export function writeRows(
  call: DataCall,
  job: WriteJob,
  csv: readonly (readonly string[])[],
): readonly BulkRowResult[] {
  const [header = [], ...rows] = csv;
  return rows.map((cells) => runRow(call, job, toValues(header, cells)));
}

function runRow(call: DataCall, job: WriteJob, values: RecordValues): BulkRowResult {
  try {
    const { id, created } = inTransaction(call.platform.org, () => write(call, job, values));
    return { id, success: true, created, error: '' };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const fields = (error.fields ?? []).join(',');
    return {
      id: '',
      success: false,
      created: false,
      error: `${error.errorCode}:${error.message}:${fields} --`,
    };
  }
}

function write(
  call: DataCall,
  job: WriteJob,
  values: RecordValues,
): { readonly id: string; readonly created: boolean } {
  const { org } = call.platform;
  const object = requireObject(call, job.objectName);
  const { Id: given, ...fields } = values;
  const id = typeof given === 'string' ? given : '';
  switch (job.operation) {
    case 'insert':
      return { id: insertRecord(call, object, fields), created: true };
    case 'query':
    case 'queryAll':
      throw new Error('a query batch writes nothing');
    case 'update':
      updateRecord(call, object, id, fields);
      return { id, created: false };
    case 'delete':
    case 'hardDelete':
      remove(org, call.session, object.name, id);
      return { id, created: false };
    case 'upsert': {
      const field = requireExternalIdField(object, job.externalIdFieldName ?? 'Id');
      const key = cellText(values[field.name]);
      // Without an id there is nothing to update.
      if (key === '' && field.type === 'id') {
        return { id: insertRecord(call, object, fields), created: true };
      }
      const outcome = upsert(call, object, field, key, fields);
      if (outcome.kind !== 'ambiguous')
        return { id: outcome.id, created: outcome.kind === 'created' };
      throw new SalesforceError(
        400,
        'DUPLICATE_EXTERNAL_ID',
        `${field.name}: more than one record found`,
        [],
      );
    }
  }
}

/** An empty cell leaves the field alone, `#N/A` empties it; fields read numbers and booleans from text. */
function toValues(header: readonly string[], cells: readonly string[]): RecordValues {
  return Object.fromEntries(
    header.flatMap((name, index) => {
      const cell = cells[index] ?? '';
      if (cell === '') return [];
      return [[name.trim(), cell === '#N/A' ? null : cell]];
    }),
  );
}

/** CSV knows text only. */
const cellText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
