/** The work of bulk jobs: batches of records, written at once and kept for their results. */
import { CsvError } from 'csv-parse/sync';
import { emptyFromBin } from '../data/recycle-bin.ts';
import { remove } from '../data/records.ts';
import { inTransaction } from '../data/transactions.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { SalesforceError } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { requireExternalIdField, upsert } from '../rest/external-id.ts';
import { insertRecord, updateRecord } from '../rest/record-writes.ts';
import { requireObject } from '../rest/rows-query.ts';
import { saveError } from '../rest/save-result.ts';
import { readRecords } from './batch-records.ts';
import type { WriteJob } from './columns.ts';
import type { BulkBatch, BulkJob, BulkRowResult } from './job-types.ts';
import { findRecords } from './query-batch.ts';

export type BatchOutcome = Pick<BulkBatch, 'results' | 'found' | 'recordCount' | 'failure'>;

/** @param body records in the job's content type, or the SOQL of a query job. */
export function runBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  const run = job.operation === 'query' || job.operation === 'queryAll' ? queryBatch : writeBatch;
  try {
    return run(call, job, body);
  } catch (error) {
    return { results: [], found: null, recordCount: 0, failure: batchFailure(error) };
  }
}

function queryBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  try {
    const { text, count } = findRecords(call, job, body);
    return { results: [], found: text, recordCount: count, failure: null };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const reason = `${error.errorCode}: ${error.message}`;
    throw new SalesforceError(400, 'InvalidBatch', `Failed to process query: ${reason}`);
  }
}

function writeBatch(call: DataCall, job: BulkJob, body: string): BatchOutcome {
  const session = { ...call.session, api: 'bulk' as const };
  const results = writeRecords({ ...call, session }, job, readRecords(call, job, body));
  return { results, found: null, recordCount: results.length, failure: null };
}

/** Why a batch, or a job of Bulk API 2.0, failed as a whole. */
export function batchFailure(error: unknown): string {
  if (error instanceof CsvError) return `InvalidBatch : Failed to parse CSV: ${error.message}`;
  if (error instanceof SalesforceError) return `${error.errorCode} : ${error.message}`;
  throw error;
}

export function writeRecords(
  call: DataCall,
  job: WriteJob,
  records: readonly RecordValues[],
): readonly BulkRowResult[] {
  return records.map((values) => runRow(call, job, values));
}

function runRow(call: DataCall, job: WriteJob, values: RecordValues): BulkRowResult {
  try {
    const { id, created } = inTransaction(call.platform.org, () => write(call, job, values));
    return { id, success: true, created, error: null };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return { id: '', success: false, created: false, error: saveError(error) };
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
      remove(org, call.session, object.name, id);
      return { id, created: false };
    case 'hardDelete':
      remove(org, call.session, object.name, id);
      emptyFromBin(org, call.session, object, id);
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

/** CSV and XML know text only, JSON numbers too. */
const cellText = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
