/** What describe lets a client write: fields of a create and of an update, and the keys an upsert can find a record by. */

import type { FieldModel, ObjectModel } from './org-model.ts';

/** The field by which a repeated create is known; the package that an admin deploys adds it. */
export const REQUEST_KEY_FIELD = 'Skybridge_Request_Id__c';

export function creatableFields(object: ObjectModel): readonly FieldModel[] {
  return object.createable ? [...object.fields.values()].filter(isCreatable) : [];
}

export function updatableFields(object: ObjectModel): readonly FieldModel[] {
  return object.updateable ? [...object.fields.values()].filter(isUpdatable) : [];
}

/** Either will do: whether the record is created or updated shows only when the key is looked up. */
export function upsertableFields(object: ObjectModel): readonly FieldModel[] {
  const keys = externalIdFields(object);
  return creatableFields(object).filter((field) => isUpdatable(field) && !keys.includes(field));
}

/** None where the object cannot be both created and updated. */
export function externalIdFields(object: ObjectModel): readonly FieldModel[] {
  if (!object.createable || !object.updateable) return [];
  return [...object.fields.values()].filter(
    (field) => field.externalId && isCreatable(field) && field.filterable,
  );
}

/** Whether Salesforce itself refuses a second create with the same key. */
export function keepsRequestKey(object: ObjectModel): boolean {
  const field = object.fields.get(REQUEST_KEY_FIELD);
  return field !== undefined && field.externalId && field.unique && field.createable;
}

export function isCreatable(field: FieldModel): boolean {
  return field.createable && isWritableType(field);
}

export function isUpdatable(field: FieldModel): boolean {
  return field.updateable && isWritableType(field);
}

// Private:

/** Compound values are written by their parts, ids never; the request key is the gateway's own. */
function isWritableType(field: FieldModel): boolean {
  return (
    !['id', 'address', 'location', 'anyType'].includes(field.type) &&
    field.name !== REQUEST_KEY_FIELD
  );
}
