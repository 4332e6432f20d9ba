/** Checks one record against its fields' rules: access, type, length, picklist, required. */
import type { Session } from './access.ts';
import type { CatalogObject } from './catalog.ts';
import type { CatalogField } from './definition-types.ts';
import type { StoredRow } from './derived-fields.ts';
import {
  badPicklistValue,
  cannotWriteField,
  noSuchColumnOnWrite,
  requiredFieldMissing,
  stringTooLong,
  SalesforceError,
} from '../errors.ts';
import { isStored } from './storage.ts';
import { toStored, type JsonValue } from './stored-values.ts';

export type WriteVerb = 'insert' | 'update';

/** Keys that a record body may carry besides its fields. */
const NOT_FIELDS: ReadonlySet<string> = new Set(['attributes']);

/** Stored form of the given values, by exact field name; throws the first broken rule. */
export function checkedValues(
  session: Session,
  object: CatalogObject,
  verb: WriteVerb,
  values: Readonly<Record<string, JsonValue>>,
): StoredRow {
  const row: StoredRow = {};
  for (const [name, value] of Object.entries(values)) {
    if (NOT_FIELDS.has(name)) continue;
    const field = writableField(session, object, verb, name);
    const stored = toStored(field, value);
    row[field.name] = normalizedText(field, stored);
    checkText(field, row[field.name]);
  }
  return row;
}

/** Fields a caller must fill on create: not nillable, writable, without a default. */
export function checkRequired(object: CatalogObject, row: Readonly<StoredRow>): void {
  const missing = object.fields
    .filter((field) => isRequired(field))
    .filter((field) => row[field.name] === null || row[field.name] === undefined)
    .map((field) => field.name);
  if (missing.length > 0) throw requiredFieldMissing(missing);
}

const isRequired = (field: CatalogField): boolean =>
  !field.nillable &&
  field.createable &&
  !field.defaultedOnCreate &&
  field.type !== 'boolean' &&
  isStored(field);

function writableField(
  session: Session,
  object: CatalogObject,
  verb: WriteVerb,
  name: string,
): CatalogField {
  const field = object.field(name);
  if (!field || !session.access.readsField(object, field)) {
    throw noSuchColumnOnWrite(name, object.name);
  }
  const writable =
    verb === 'insert'
      ? session.access.createsField(object, field)
      : session.access.updatesField(object, field);
  if (!writable) throw cannotWriteField(field.name);
  return field;
}

function normalizedText(field: CatalogField, value: StoredRow[string] | undefined) {
  if (field.type !== 'multipicklist' || typeof value !== 'string') return value ?? null;
  const order = new Map(field.picklistValues.map((entry, i) => [entry.value.toLowerCase(), i]));
  const chosen = [...new Set(value.split(';').map((part) => part.trim()))].filter(Boolean);
  const rank = (part: string): number => order.get(part.toLowerCase()) ?? order.size;
  return chosen.sort((a, b) => rank(a) - rank(b)).join(';');
}

function checkText(field: CatalogField, value: StoredRow[string] | undefined): void {
  if (typeof value !== 'string') return;
  if (field.length > 0 && value.length > field.length && field.type !== 'base64') {
    throw stringTooLong(field.label, value, field.length, field.name);
  }
  if (field.restrictedPicklist) checkRestricted(field, value);
  if (field.type === 'email' && !EMAIL.test(value)) {
    const message = `${field.label}: invalid email address: ${value}`;
    throw new SalesforceError(400, 'INVALID_EMAIL_ADDRESS', message, [field.name]);
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function checkRestricted(field: CatalogField, value: string): void {
  const allowed = new Set(
    field.picklistValues.filter((entry) => entry.active).map((entry) => entry.value),
  );
  const parts = field.type === 'multipicklist' ? value.split(';') : [value];
  const bad = parts.find((part) => !allowed.has(part));
  if (bad !== undefined) throw badPicklistValue(field.label, bad, field.name);
}
