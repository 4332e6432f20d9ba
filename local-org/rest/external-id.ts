/** `/sobjects/{Type}/{ExternalIdField}/{value}`: a record by its key in another system. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { findByField, remove } from '../data/records.ts';
import type { RecordValues } from '../data/records.ts';
import { notFound } from '../errors.ts';
import { noSuchExternalId } from '../http/api-errors.ts';
import { json, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { readRecordBody } from './record-body.ts';
import { readRow } from './row-access.ts';
import { created } from './rows.ts';
import { insertRecord, updateRecord } from './record-writes.ts';

/** From this version on, an upsert that updates answers 200 with a body instead of 204. */
const UPDATE_BODY_SINCE = 46;

/** The field, where this object can be found by it. */
export function externalIdField(object: CatalogObject, name: string): CatalogField | undefined {
  const field = object.field(name);
  return field !== undefined && (field.externalId || field.idLookup) ? field : undefined;
}

export function requireExternalIdField(object: CatalogObject, name: string): CatalogField {
  const field = externalIdField(object, name);
  if (field === undefined) throw noSuchExternalId(name);
  return field;
}

export function getByExternalId(
  call: DataCall,
  object: CatalogObject,
  field: CatalogField,
  value: string,
): ApiResponse {
  const ids = findIds(call, object, field, value);
  if (ids.length > 1) return multipleChoices(call, object, ids);
  const [id] = ids;
  if (id === undefined) throw notFound();
  return ok(readRow(call, object, id));
}

export function deleteByExternalId(
  call: DataCall,
  object: CatalogObject,
  field: CatalogField,
  value: string,
): ApiResponse {
  const ids = findIds(call, object, field, value);
  if (ids.length > 1) return multipleChoices(call, object, ids);
  const [id] = ids;
  if (id === undefined) throw notFound();
  remove(call.platform.org, call.session, object.name, id);
  return noContent();
}

/** PATCH: update where the key is known, insert where it is not, 300 where it is not unique. */
export function upsertByExternalId(
  call: DataCall,
  object: CatalogObject,
  field: CatalogField,
  value: string,
): ApiResponse {
  const outcome = upsert(call, object, field, value, readRecordBody(call.request));
  if (outcome.kind === 'ambiguous') return multipleChoices(call, object, outcome.ids);
  const { id } = outcome;
  if (outcome.kind === 'created') return created(call, object.name, id, { created: true });
  if (Number(call.version) < UPDATE_BODY_SINCE) return noContent();
  return json(200, { id, success: true, errors: [], created: false });
}

export type UpsertOutcome =
  | { readonly kind: 'created' | 'updated'; readonly id: string }
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] };

export function upsert(
  call: DataCall,
  object: CatalogObject,
  field: CatalogField,
  value: string,
  fields: RecordValues,
): UpsertOutcome {
  const ids = findIds(call, object, field, value);
  if (ids.length > 1) return { kind: 'ambiguous', ids };
  const [id] = ids;
  const { [field.name]: _key, ...others } = fields;
  if (id !== undefined) {
    updateRecord(call, object, id, others);
    return { kind: 'updated', id };
  }
  // An id cannot be chosen: a record that is not there cannot be upserted by it.
  if (field.type === 'id') throw notFound();
  const key = field.type === 'double' || field.type === 'int' ? Number(value) : value;
  const newId = insertRecord(call, object, { ...others, [field.name]: key });
  return { kind: 'created', id: newId };
}

function findIds(
  call: DataCall,
  object: CatalogObject,
  field: CatalogField,
  value: string,
): readonly string[] {
  return findByField(call.platform.org, call.session, object.name, field.name, value);
}

/** Recorded: restforce upsert_multiple_error. */
function multipleChoices(
  call: DataCall,
  object: CatalogObject,
  ids: readonly string[],
): ApiResponse {
  return json(
    300,
    ids.map((id) => `${call.basePath}/sobjects/${object.name}/${id}`),
  );
}
