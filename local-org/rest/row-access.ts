/** From the id in a path to the record it names, as the user may see it. */
import type { CatalogObject } from '../data/catalog.ts';
import { get } from '../data/records.ts';
import { normalizeId } from '../data/record-ids.ts';
import { malformedId, noSuchColumnOnWrite } from '../errors.ts';
import { noSuchExternalId } from '../http/api-errors.ts';
import type { DataCall } from '../platform.ts';
import type { SObjectRecord } from '../data/record-json.ts';

/** The 18-character id; what is no id at all is taken for the name of an external id field, as Salesforce does. */
export function requireRowId(object: CatalogObject, text: string): string {
  if (object.definition.durableIds === true) return text;
  const id = normalizeId(text);
  if (id === undefined) throw noSuchExternalId(text);
  if (!id.startsWith(object.definition.keyPrefix ?? '')) throw malformedId('Record ID', text);
  return id;
}

/** The record with the fields that `?fields=` names, or all; `Id` is always there, last where it was not asked for. */
export function readRow(call: DataCall, object: CatalogObject, text: string): SObjectRecord {
  const id = requireRowId(object, text);
  const fields = requestedFields(object, call.request.query.get('fields'));
  const { org } = call.platform;
  if (fields === null) return get(org, call.session, object.name, id);
  return get(
    org,
    call.session,
    object.name,
    id,
    fields.includes('Id') ? fields : [...fields, 'Id'],
  );
}

/** Field names as written in describe, or null for all of them. */
export function requestedFields(
  object: CatalogObject,
  list: string | null,
): readonly string[] | null {
  if (list === null || list.trim() === '') return null;
  return list.split(',').map((name) => {
    const field = object.field(name.trim());
    if (field === undefined) throw noSuchColumnOnWrite(name.trim(), object.name);
    return field.name;
  });
}
