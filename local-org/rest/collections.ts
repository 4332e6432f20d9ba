/** `/composite/sobjects`: up to 200 records written, or 2,000 read, in one call. */
import { remove } from '../data/records.ts';
import { inTransaction } from '../data/transactions.ts';
import type { RecordValues } from '../data/records.ts';
import { normalizeId } from '../data/record-ids.ts';
import { SalesforceError } from '../errors.ts';
import { exceededIdLimit, invalidInput, jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { requireExternalIdField, upsert } from './external-id.ts';
import { toRecordValues, withoutAttributes } from './record-body.ts';
import { readRow, requestedFields } from './row-access.ts';
import { requireObject } from './rows-query.ts';
import { malformedRecordId, saveError } from './save-result.ts';
import type { SaveResult } from './save-result.ts';
import { keptOnlyIf } from './transaction.ts';
import { insertRecord, updateRecord } from './record-writes.ts';

const MAX_WRITES = 200;
const MAX_READS = 2_000;
/** What a URL of the API holds. */
const MAX_READS_BY_URL = 800;

export function createRecords(call: DataCall): ApiResponse {
  const { records, allOrNone } = readCollection(call);
  return write(call, records, allOrNone, (record) => {
    const object = requireObject(call, recordType(record));
    const id = insertRecord(call, object, withoutAttributes(record));
    return { id, success: true, errors: [] };
  });
}

export function updateRecords(call: DataCall): ApiResponse {
  const { records, allOrNone } = readCollection(call);
  return write(call, records, allOrNone, (record) => {
    const object = requireObject(call, recordType(record));
    const { id: lower, Id: upper, ...fields } = withoutAttributes(record);
    const id = requireId(upper ?? lower);
    updateRecord(call, object, id, fields);
    return { id, success: true, errors: [] };
  });
}

/** PATCH `/composite/sobjects/{Type}/{ExternalIdField}`. */
export function upsertRecords(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const field = requireExternalIdField(object, call.params['field'] ?? '');
  const { records, allOrNone } = readCollection(call);
  const upsertOne = (record: RecordValues): SaveResult => {
    const value = record[field.name];
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new SalesforceError(400, 'MISSING_ARGUMENT', `${field.name} not specified`, []);
    }
    const outcome = upsert(call, object, field, String(value), withoutAttributes(record));
    if (outcome.kind === 'ambiguous') throw duplicateExternalId(field.name, outcome.ids);
    return { id: outcome.id, success: true, errors: [], created: outcome.kind === 'created' };
  };
  // Recorded by jsforce's own live test: a row that failed says created: true.
  return write(call, records, allOrNone, upsertOne, { created: true });
}

export function deleteRecords(call: DataCall): ApiResponse {
  const ids = (call.request.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw invalidInput('The ids parameter is required');
  checkCount(ids.length);
  const allOrNone = call.request.query.get('allOrNone') === 'true';
  return write(call, ids, allOrNone, (text) => {
    const id = requireId(text);
    const object = call.platform.org.catalog.objectOfId(id);
    if (object === undefined) throw malformedRecordId(id);
    remove(call.platform.org, call.session, object.name, id);
    return { id, success: true, errors: [] };
  });
}

/** GET `?ids=&fields=`, or POST `{"ids":[],"fields":[]}`: one entry per id in the order asked, null where there is none. */
export function retrieveRecords(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const { ids, fields } = call.request.method === 'POST' ? retrieveBody(call) : retrieveQuery(call);
  const max = call.request.method === 'POST' ? MAX_READS : MAX_READS_BY_URL;
  if (ids.length > max) {
    throw exceededIdLimit(
      `record limit reached. cannot submit more than ${max} records into this call`,
    );
  }
  // Validated once: an unknown field fails the call, not one row of it.
  const query = new URLSearchParams({
    fields: (requestedFields(object, fields.join(',')) ?? []).join(','),
  });
  const reading: DataCall = { ...call, request: { ...call.request, query } };
  return ok(ids.map((id) => readOrNull(() => readRow(reading, object, id))));
}

function retrieveBody(call: DataCall): { ids: readonly string[]; fields: readonly string[] } {
  const body = jsonObject(call.request.body);
  return { ids: stringList(body, 'ids'), fields: stringList(body, 'fields') };
}

function retrieveQuery(call: DataCall): { ids: readonly string[]; fields: readonly string[] } {
  const list = (name: string) =>
    (call.request.query.get(name) ?? '').split(',').filter((item) => item !== '');
  if (list('ids').length === 0) throw invalidInput('The ids parameter is required');
  return { ids: list('ids'), fields: list('fields') };
}

function readOrNull<Row>(read: () => Row): Row | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SalesforceError && error.errorCode !== 'INVALID_FIELD') return null;
    throw error;
  }
}

/** Writes one by one; with allOrNone, one failure undoes the rest and says so in their place. */
function write<Item>(
  call: DataCall,
  items: readonly Item[],
  allOrNone: boolean,
  writeOne: (item: Item) => SaveResult,
  failureFacts: Partial<SaveResult> = {},
): ApiResponse {
  const { org } = call.platform;
  const results = keptOnlyIf(
    org,
    (outcomes) => !allOrNone || outcomes.every((outcome) => outcome.success),
    () =>
      items.map((item) => attempt(() => inTransaction(org, () => writeOne(item)), failureFacts)),
  );
  const rolledBack = allOrNone && results.some((result) => !result.success);
  return ok(
    rolledBack
      ? results.map((result) => (result.success ? { ...ROLLED_BACK, ...failureFacts } : result))
      : results,
  );
}

function attempt(work: () => SaveResult, failureFacts: Partial<SaveResult>): SaveResult {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return { success: false, errors: [saveError(error)], ...failureFacts };
  }
}

const ROLLED_BACK: SaveResult = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message:
        'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
};

function readCollection(call: DataCall): { records: readonly RecordValues[]; allOrNone: boolean } {
  const body = jsonObject(call.request.body);
  const records = body['records'];
  if (!Array.isArray(records))
    throw jsonParserError('The request body must hold a list of records');
  checkCount(records.length);
  return { records: records.map(asRecord), allOrNone: body['allOrNone'] === true };
}

function asRecord(value: unknown): RecordValues {
  if (!isObject(value)) throw jsonParserError('Every entry of records must be a JSON object');
  return toRecordValues(value);
}

function checkCount(count: number): void {
  if (count > MAX_WRITES) {
    throw exceededIdLimit(
      `record limit reached. cannot submit more than ${MAX_WRITES} records into this call`,
    );
  }
}

function recordType(record: RecordValues): string {
  const attributes = record['attributes'];
  const type = isObject(attributes) ? attributes['type'] : undefined;
  if (typeof type !== 'string') {
    throw new SalesforceError(
      400,
      'INVALID_TYPE',
      "Entity type must be specified in attributes['type']",
      [],
    );
  }
  return type;
}

function requireId(value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new SalesforceError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', []);
  }
  const id = normalizeId(value);
  if (id === undefined) throw malformedRecordId(value);
  return id;
}

function duplicateExternalId(field: string, ids: readonly string[]): SalesforceError {
  return new SalesforceError(
    400,
    'DUPLICATE_EXTERNAL_ID',
    `${field}: more than one record found for external id field: [${ids.join(', ')}]`,
    [],
  );
}

function stringList(body: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = body[key];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw jsonParserError(`${key} must be a list of strings`);
  }
  return value;
}
