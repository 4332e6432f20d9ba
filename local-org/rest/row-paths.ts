/** Paths below `/sobjects/{Type}/{x}/…`: an external id, a blob, or a walk along relationships. */
import type { CatalogObject } from '../data/catalog.ts';
import { get, remove } from '../data/records.ts';
import { readRow as readStoredRow } from '../data/row-store.ts';
import { notFound } from '../errors.ts';
import { methodNotAllowed } from '../http/api-errors.ts';
import { content, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/query.ts';
import {
  deleteByExternalId,
  externalIdField,
  getByExternalId,
  upsertByExternalId,
} from './external-id.ts';
import { readRecordBody } from './record-body.ts';
import { readRow, requestedFields, requireRowId } from './row-access.ts';
import { queryRecords, quote, requireObject } from './rows-query.ts';
import { updateRecord } from './record-writes.ts';

export function rowPath(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const key = call.params['key'] ?? '';
  const [first = '', ...more] = call.rest;
  const field = externalIdField(object, key);
  if (field !== undefined && more.length === 0) {
    if (call.request.method === 'PATCH') return upsertByExternalId(call, object, field, first);
    if (call.request.method === 'DELETE') return deleteByExternalId(call, object, field, first);
    return getByExternalId(call, object, field, first);
  }
  const id = requireRowId(object, key);
  if (more.length === 0 && object.field(first)?.type === 'base64')
    return blob(call, object, id, first);
  return walk(call, object, id, call.rest);
}

/** Recorded: heroku-applink binary-data. */
function blob(call: DataCall, object: CatalogObject, id: string, fieldName: string): ApiResponse {
  if (call.request.method !== 'GET') throw methodNotAllowed(call.request.method, ['HEAD', 'GET']);
  const { org } = call.platform;
  // Refuses a row that is hidden or gone before its bytes are touched.
  get(org, call.session, object.name, id, ['Id']);
  const stored = readStoredRow(org.db, object, id)?.[object.field(fieldName)?.name ?? ''];
  if (typeof stored !== 'string') throw notFound();
  return content(200, 'application/octetstream', org.blobs.open(stored));
}

/** Parents are followed one by one; a child list can only be the last step. */
function walk(
  call: DataCall,
  object: CatalogObject,
  id: string,
  relationships: readonly string[],
): ApiResponse {
  const [name = '', ...more] = relationships;
  const { catalog } = call.platform.org;
  const parentField = object.parentField(name);
  if (parentField === undefined) {
    if (more.length > 0) throw notFound();
    return childList(call, object, id, name);
  }
  const [row] = queryRecords(
    call,
    `SELECT ${parentField.name} FROM ${object.name} WHERE Id = ${quote(id)}`,
  );
  const parentId = row?.[parentField.name];
  const parent = typeof parentId === 'string' ? catalog.objectOfId(parentId) : undefined;
  if (typeof parentId !== 'string' || parent === undefined) throw notFound();
  return more.length === 0 ? single(call, parent, parentId) : walk(call, parent, parentId, more);
}

function single(call: DataCall, object: CatalogObject, id: string): ApiResponse {
  const { org } = call.platform;
  if (call.request.method === 'PATCH') {
    updateRecord(call, object, id, readRecordBody(call.request));
    return noContent();
  }
  if (call.request.method === 'DELETE') {
    remove(org, call.session, object.name, id);
    return noContent();
  }
  return ok(readRow(call, object, id));
}

function childList(call: DataCall, object: CatalogObject, id: string, name: string): ApiResponse {
  const { org } = call.platform;
  const wanted = name.toLowerCase();
  const relationship = org.catalog
    .childRelationships(object.name)
    .find((child) => child.relationshipName?.toLowerCase() === wanted);
  if (relationship === undefined) throw notFound();
  if (call.request.method !== 'GET') throw methodNotAllowed(call.request.method, ['HEAD', 'GET']);
  const child = requireObject(call, relationship.childObject);
  const fields =
    requestedFields(child, call.request.query.get('fields')) ??
    child.fields.filter((field) => field.type !== 'base64').map((field) => field.name);
  const soql = `SELECT ${fields.join(', ')} FROM ${child.name} WHERE ${relationship.field.name} = ${quote(id)}`;
  return ok(runQuery(org, call.session, soql));
}
