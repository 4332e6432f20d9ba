/** Bulk API 1.0 jobs: CSV batches of records, written at once and kept for their results. */
import { CsvError } from 'csv-parse/sync';
import { remove } from '../data/records.ts';
import { inTransaction } from '../data/transactions.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { SalesforceError } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { requireExternalIdField, upsert } from '../rest/external-id.ts';
import { insertRecord, updateRecord } from '../rest/record-writes.ts';
import { requireObject } from '../rest/rows-query.ts';
import { readColumns, toValues } from './columns.ts';
import type { WriteJob } from './columns.ts';
import { parseCsv, writeCsv } from './csv.ts';
import type { BulkBatch, BulkJob, BulkRowResult } from './job-types.ts';
import { queryRows } from './query-csv.ts';

export type BatchOutcome = Pick<BulkBatch, 'results' | 'csv' | 'recordCount' | 'failure'>;

/** @param body CSV of records, or the SOQL of a query job. */
export function runBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  const run = job.operation === 'query' || job.operation === 'queryAll' ? queryBatch : writeBatch;
  try {
    return run(call, job, body);
  } catch (error) {
    return { results: [], csv: null, recordCount: 0, failure: batchFailure(error) };
  }
}

function queryBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  try {
    const { rows } = queryRows(call, body, job.operation === 'queryAll');
    return { results: [], csv: writeCsv(rows), recordCount: rows.length - 1, failure: null };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const reason = `${error.errorCode}: ${error.message}`;
    throw new SalesforceError(400, 'InvalidBatch', `Failed to process query: ${reason}`);
  }
}

function writeBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  const results = writeRows(call, job, parseCsv(body));
  return { results, csv: null, recordCount: results.length, failure: null };
}

/** Why a batch, or a job of Bulk API 2.0, failed as a whole. */
export function batchFailure(error: unknown): string {
  if (error instanceof CsvError) return `InvalidBatch : Failed to parse CSV: ${error.message}`;
  if (error instanceof SalesforceError) return `${error.errorCode} : ${error.message}`;
  throw error;
}

/**
 * @param csv a line of field names, then one line per record. Throws InvalidBatch for a line of
 * field names that the job cannot take.
 */
export function writeRows(
  call: DataCall,
  job: WriteJob,
  csv: readonly (readonly string[])[],
): readonly BulkRowResult[] {
  const [header = [], ...rows] = csv;
  const columns = readColumns(call, job, header);
  return rows.map((cells) => runRow(call, job, toValues(columns, cells)));
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

/** CSV knows text only. */
const cellText = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
