/** One stored row as the REST API gives it: attributes, fields, compound values. */
import type { Session } from './access.ts';
import type { CatalogObject } from './catalog.ts';
import type { CatalogField } from './definition-types.ts';
import type { StoredRow } from './derived-fields.ts';
import { noSuchColumnOnWrite } from '../errors.ts';
import { toJson, type JsonValue } from './stored-values.ts';

export interface RecordAttributes {
  readonly type: string;
  readonly url?: string;
}

export interface SObjectRecord {
  readonly attributes: RecordAttributes;
  readonly [field: string]: unknown;
}

export const recordUrl = (session: Session, objectName: string, id: string): string =>
  `/services/data/v${session.apiVersion}/sobjects/${objectName}/${id}`;

export function recordJson(
  session: Session,
  object: CatalogObject,
  row: Readonly<StoredRow>,
  fieldNames?: readonly string[],
): SObjectRecord {
  const fields = fieldNames?.map((name) => requireReadable(session, object, name));
  const record: Record<string, unknown> = {
    attributes: { type: object.name, url: recordUrl(session, object.name, String(row.Id)) },
  };
  for (const field of fields ?? readableFields(session, object)) {
    record[field.name] = fieldJson(session, object, field, row);
  }
  return record as unknown as SObjectRecord;
}

/** The parts of a compound field, by the key each has in its JSON value. */
export function compoundParts(
  object: CatalogObject,
  field: CatalogField,
): readonly { readonly key: string; readonly part: CatalogField }[] {
  return object.fields
    .filter((part) => part.compoundFieldName === field.name)
    .map((part) => ({ key: partKey(field, part), part }));
}

/** The JSON of a compound value, or null when every part is empty. */
export function compoundJson(
  field: CatalogField,
  parts: Readonly<Record<string, JsonValue>>,
): JsonValue {
  if (Object.values(parts).every((value) => value === null)) return null;
  if (field.type === 'location') {
    return { latitude: parts.latitude ?? null, longitude: parts.longitude ?? null };
  }
  const value: Record<string, JsonValue> = {};
  for (const key of ADDRESS_KEYS) {
    if (key in parts || ALWAYS_IN_ADDRESS.has(key)) value[key] = parts[key] ?? null;
  }
  return value;
}

const ADDRESS_KEYS = [
  'city',
  'country',
  'countryCode',
  'geocodeAccuracy',
  'latitude',
  'longitude',
  'postalCode',
  'state',
  'stateCode',
  'street',
] as const;
const ALWAYS_IN_ADDRESS: ReadonlySet<string> = new Set([
  'geocodeAccuracy',
  'latitude',
  'longitude',
]);

/** `BillingStreet` of `BillingAddress` → `street`; `Site__Latitude__s` → `latitude`. */
function partKey(field: CatalogField, part: CatalogField): string {
  if (field.type === 'location') {
    return /__latitude__s$/i.test(part.name) ? 'latitude' : 'longitude';
  }
  const prefix = field.name.replace(/Address$/, '');
  const rest = part.name.slice(prefix.length);
  return rest.charAt(0).toLowerCase() + rest.slice(1);
}

function fieldJson(
  session: Session,
  object: CatalogObject,
  field: CatalogField,
  row: Readonly<StoredRow>,
): JsonValue {
  if (field.type === 'address' || field.type === 'location') {
    const parts = compoundParts(object, field).map(
      ({ key, part }) => [key, toJson(part, row[part.name])] as const,
    );
    return compoundJson(field, Object.fromEntries(parts));
  }
  const value = toJson(field, row[field.name]);
  return field.type === 'base64' && value !== null
    ? `${recordUrl(session, object.name, String(row.Id))}/${field.name}`
    : value;
}

const readableFields = (session: Session, object: CatalogObject): readonly CatalogField[] =>
  object.fields.filter((field) => session.access.readsField(object, field));

function requireReadable(session: Session, object: CatalogObject, name: string): CatalogField {
  const field = object.field(name.trim());
  if (!field || !session.access.readsField(object, field)) {
    throw noSuchColumnOnWrite(name, object.name);
  }
  return field;
}
