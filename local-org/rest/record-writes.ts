/** Writes of one record as the REST API takes them: parents may be named by an external id of theirs. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { findByField, insert, update } from '../data/records.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { invalidField, SalesforceError } from '../errors.ts';
import { isObject } from '../http/message.ts';
import type { DataCall } from '../platform.ts';

/** @returns the new record's id. */
export function insertRecord(call: DataCall, object: CatalogObject, values: RecordValues): string {
  return insert(call.platform.org, call.session, object.name, resolveParents(call, object, values));
}

export function updateRecord(
  call: DataCall,
  object: CatalogObject,
  id: string,
  values: RecordValues,
): void {
  update(call.platform.org, call.session, object.name, id, resolveParents(call, object, values));
}

/** `"Account": {"Number__c": "A-1"}` becomes `"AccountId": "001…"`. */
function resolveParents(call: DataCall, object: CatalogObject, values: RecordValues): RecordValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = isObject(value) ? object.parentField(name) : undefined;
      return field === undefined
        ? [name, value]
        : [field.name, findParent(call, field, value as Readonly<Record<string, JsonValue>>)];
    }),
  );
}

function findParent(
  call: DataCall,
  field: CatalogField,
  reference: Readonly<Record<string, JsonValue>>,
): string {
  const { org } = call.platform;
  const attributes = reference['attributes'];
  const type = isObject(attributes) ? attributes['type'] : undefined;
  const parentName = typeof type === 'string' ? type : (field.referenceTo[0] ?? '');
  const keys = Object.entries(reference).filter(([name]) => name !== 'attributes');
  const [[keyName, value] = ['', null]] = keys;
  const key = org.catalog.object(parentName)?.field(keyName);
  if (keys.length !== 1 || key === undefined || !(key.externalId || key.idLookup)) {
    throw invalidField(`No such external ID or indexed field '${keyName}' on entity ${parentName}`);
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const ids = findByField(org, call.session, parentName, key.name, text);
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  if (ids.length > 1) {
    throw new SalesforceError(
      400,
      'DUPLICATE_EXTERNAL_ID',
      `${key.name}: more than one record found`,
      [],
    );
  }
  throw invalidField(
    `Foreign key external ID: ${text} not found for field ${key.name} in entity ${parentName}`,
  );
}
