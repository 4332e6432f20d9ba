/** Turns field values between their JSON form and their stored form. */
import type { CatalogField } from './definition-types.ts';
import { DeserializationError, malformedId, numberOutsideRange } from '../errors.ts';
import { normalizeId } from './record-ids.ts';

/** What a column holds: text, a number, 0/1 for booleans, milliseconds for datetimes. */
export type StoredValue = string | number | null;
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):\d{2}(?::\d{2})?)(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i;
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/;

/** Stored form of a JSON value given for this field; a wrong type is Salesforce's error. */
export function toStored(field: CatalogField, value: JsonValue | undefined): StoredValue {
  if (value === null || value === undefined) return field.type === 'boolean' ? 0 : null;
  switch (field.type) {
    case 'boolean':
      return storedBoolean(value);
    case 'currency':
    case 'double':
    case 'percent':
      return storedNumber(field, value, 'double');
    case 'int':
    case 'long':
      return storedInteger(field, value);
    case 'id':
    case 'reference':
      return storedId(field, value);
    case 'date':
      return storedDate(value);
    case 'datetime':
      return storedDatetime(value);
    case 'time':
      return storedTime(value);
    case 'address':
    case 'location':
    case 'anyType':
    case 'base64':
    case 'combobox':
    case 'complexvalue':
    case 'email':
    case 'encryptedstring':
    case 'multipicklist':
    case 'phone':
    case 'picklist':
    case 'string':
    case 'textarea':
    case 'url':
      return storedText(value);
  }
}

/** JSON form of a stored value, as the REST API gives it. */
export function toJson(field: CatalogField, value: StoredValue | undefined): JsonValue {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case 'boolean':
      return value !== 0;
    case 'datetime':
      return formatDatetime(Number(value));
    case 'complexvalue':
      return JSON.parse(String(value)) as JsonValue;
    case 'id':
      return String(value).length === ID_LENGTH ? value : NO_RECORD;
    default:
      return value;
  }
}

const ID_LENGTH = 18;
/** Rows that have only a durable id, such as those of EntityDefinition, say this of themselves. */
const NO_RECORD = '000000000000000AAA';

/** `2025-04-10T22:31:37.000+0000` */
export const formatDatetime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', '+0000');

/** Milliseconds of an ISO datetime (with or without colon in its offset), else undefined. */
export function parseDatetime(text: string): number | undefined {
  const match = DATETIME.exec(text);
  if (!match) return undefined;
  const [, date = '', time = '', fraction = '', offset = 'Z'] = match;
  const zone = offset.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const seconds = time.length === 5 ? `${time}:00` : time;
  const milliseconds = Date.parse(
    `${date}T${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`,
  );
  return Number.isNaN(milliseconds) || !parseDate(date) ? undefined : milliseconds;
}

/** The date itself when it is a real calendar day, else undefined. */
export function parseDate(text: string): string | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

function storedBoolean(value: JsonValue): StoredValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === 'true' || value === 'false') return value === 'true' ? 1 : 0;
  throw new DeserializationError('boolean', value);
}

function storedNumber(field: CatalogField, value: JsonValue, type: string): StoredValue {
  const text = typeof value === 'string' ? value.trim() : value;
  const number = typeof text === 'string' && text !== '' ? Number(text) : text;
  if (typeof number !== 'number' || Number.isNaN(number)) {
    throw new DeserializationError(type, value);
  }
  const integerDigits = field.precision - field.scale;
  if (!Number.isFinite(number) || Math.abs(number) >= 10 ** integerDigits) {
    throw numberOutsideRange(field.label, field.name);
  }
  return roundTo(number, field.scale);
}

/** Salesforce rounds half away from zero to the field's scale. */
function roundTo(number: number, scale: number): number {
  const rounded = Number(`${Math.round(Number(`${Math.abs(number)}e${scale}`))}e-${scale}`);
  return Number.isNaN(rounded) ? number : Math.sign(number) * rounded;
}

function storedInteger(field: CatalogField, value: JsonValue): StoredValue {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw new DeserializationError('int', value);
  }
  const limit = field.type === 'int' ? 2 ** 31 : Number.MAX_SAFE_INTEGER;
  if (number >= limit || number < -limit) throw numberOutsideRange(field.label, field.name);
  return number;
}

function storedId(field: CatalogField, value: JsonValue): StoredValue {
  const id = typeof value === 'string' ? normalizeId(value) : undefined;
  if (value === '') return null;
  if (id === undefined)
    throw malformedId(
      field.label,
      typeof value === 'string' ? value : JSON.stringify(value),
      field.name,
    );
  return id;
}

function storedDate(value: JsonValue): StoredValue {
  if (typeof value === 'string') {
    const date = parseDate(value) ?? parseDate(value.slice(0, 10));
    if (date !== undefined && (value.length === 10 || parseDatetime(value) !== undefined))
      return date;
  }
  throw new DeserializationError('date', value);
}

/** The Salesforce CLI sends milliseconds and HTTP dates, too. */
function storedDatetime(value: JsonValue): StoredValue {
  const milliseconds = typeof value === 'string' ? givenMoment(value) : value;
  if (typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds)) {
    return Math.floor(milliseconds / 1000) * 1000;
  }
  throw new DeserializationError('datetime', value);
}

const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const givenMoment = (text: string): number | undefined =>
  parseDatetime(text) ??
  parseDatetime(`${text}T00:00:00Z`) ??
  (HTTP_DATE.test(text) ? Date.parse(text) : undefined);

function storedTime(value: JsonValue): StoredValue {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (match) {
    const [, hours = '0', minutes = '0', seconds = '00', fraction = '0'] = match;
    if (Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60) {
      return `${hours}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}Z`;
    }
  }
  throw new DeserializationError('time', value);
}

function storedText(value: JsonValue): StoredValue {
  if (typeof value === 'object') throw new DeserializationError('string', value);
  const text = String(value);
  return text === '' ? null : text;
}
