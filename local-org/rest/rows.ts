/** `/sobjects/{Type}` and `/sobjects/{Type}/{id}`: one record created, read, changed, deleted. */
import { remove } from '../data/records.ts';
import { json, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { readRecordBody } from './record-body.ts';
import { readRow, requireRowId } from './row-access.ts';
import { requireObject } from './rows-query.ts';
import { insertRecord, updateRecord } from './record-writes.ts';

export function createRow(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const id = insertRecord(call, object, readRecordBody(call.request));
  return created(call, object.name, id);
}

export function getRow(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  return ok(readRow(call, object, call.params['id'] ?? ''));
}

export function updateRow(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const id = requireRowId(object, call.params['id'] ?? '');
  updateRecord(call, object, id, readRecordBody(call.request));
  return noContent();
}

export function deleteRow(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const id = requireRowId(object, call.params['id'] ?? '');
  remove(call.platform.org, call.session, object.name, id);
  return noContent();
}

export function created(call: DataCall, objectName: string, id: string, extra = {}): ApiResponse {
  return json(
    201,
    { id, success: true, errors: [], ...extra },
    { Location: `${call.basePath}/sobjects/${objectName}/${id}` },
  );
}
