/** Ids of objects and fields as metadata: custom ones have a record id, standard ones are called by name. Source: Tooling API guide, DurableId; recorded: `Contact.Account`. */
import { createHash } from 'node:crypto';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { recordId } from '../data/record-ids.ts';

export const customObjectId = (object: CatalogObject): string => metadataId('01I', object.name);

export const customFieldId = (object: CatalogObject, field: CatalogField): string =>
  metadataId('00N', `${object.name}.${field.name}`);

/** `Account`, or the 15 characters of a custom object's id. */
export const objectDurableId = (object: CatalogObject): string =>
  object.definition.custom === true ? customObjectId(object).slice(0, 15) : object.name;

/** `Account.Name`, `Contact.Account` for AccountId, or the 15 characters of a custom field's id after the dot. */
export const fieldDurableId = (object: CatalogObject, field: CatalogField): string =>
  `${objectDurableId(object)}.${
    field.custom ? customFieldId(object, field).slice(0, 15) : developerName(field)
  }`;

/** The API name without the suffix of custom fields or of standard references. */
export function developerName(field: CatalogField): string {
  if (field.custom) return field.name.replace(/__c$/, '');
  return field.type === 'reference' ? field.name.replace(/Id$/, '') : field.name;
}

/** The same name has the same id whatever else the org has. */
function metadataId(prefix: string, name: string): string {
  const digest = createHash('sha256').update(name.toLowerCase()).digest();
  return recordId(prefix, digest.readUIntBE(0, 6));
}
