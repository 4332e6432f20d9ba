/** The one place where a value becomes SOQL text; whatever it does not know it refuses. */

import { AppError } from '../common/errors.ts';
import { isDateLiteral } from './date-literals.ts';
import { MAX_STRING_LENGTH } from './limits.ts';
import type { LikePart, SoqlValue } from './nodes.ts';

/** @throws AppError BAD_USER_INPUT for a value that has no SOQL literal; TypeError for a value of the wrong type. */
export function valueToText(value: SoqlValue): string {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'string':
      return quote(escapeString(checkedString(value.value)));
    case 'id':
      return quote(checkedId(value.value));
    case 'number':
      return numberToText(value.value);
    case 'boolean':
      return booleanToText(value.value);
    case 'date':
      return checkedDate(value.value);
    case 'dateTime':
      return dateTimeToText(value.value);
    case 'time':
      return checkedTime(value.value);
    case 'dateLiteral':
      return checkedDateLiteral(value.value);
    case 'idOfWrite':
      return quote(idReference(value.value));
    default:
      throw new TypeError(`A SOQL value must have a known type, but got: ${describe(value)}`);
  }
}

/** The quoted right side of LIKE: literal text keeps its `%` and `_` by escaping, wildcards stay bare. */
export function likePatternToText(parts: readonly LikePart[]): string {
  const text = parts.map((part) => {
    if ('wildcard' in part) return part.wildcard;
    return escapeString(checkedString(part.text)).replace(/[%_]/g, '\\$&');
  });
  const pattern = text.join('');
  refuseLongString(pattern);
  return quote(pattern);
}

/** One combination of INCLUDES: `'A;B'`. A value with a semicolon could not be told from two values. */
export function combinationToText(values: readonly string[]): string {
  for (const value of values) {
    if (checkedString(value) === '' || value.includes(';')) {
      throw invalidValue('a multi-select value', 'Give one picklist value, without a semicolon.');
    }
  }
  return valueToText({ type: 'string', value: values.join(';') });
}

/**
 * What stands between the braces of FIND: every word has to be there, as the beginning of a word where it is longer
 * than one character. @see sforce_api_calls_sosl_find.htm
 */
export function searchWordsToText(words: readonly string[]): string {
  return words.map(searchWordToText).join(' AND ');
}

/** 15 characters, or 18 with the case checksum. */
export function isRecordId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text);
}

// Private:

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

// Control characters have no other way into a literal than \uXXXX.
// eslint-disable-next-line no-control-regex
const NEEDS_ESCAPE = /[\\'"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

function escapeString(text: string): string {
  return (
    text
      .replace(
        NEEDS_ESCAPE,
        (char) => ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      // In a composite call `@{` begins a reference to another part's answer, which no client may make.
      .replaceAll('@{', '@\\u007b')
  );
}

/** @see resources_composite_composite_post.htm: referenceId has letters, digits and underscores. */
function idReference(referenceId: unknown): string {
  if (typeof referenceId === 'string' && /^[A-Za-z][A-Za-z0-9]*$/.test(referenceId)) {
    return `@{${referenceId}.id}`;
  }
  throw wrongType('the reference id of a write', referenceId);
}

/** Characters that SOSL reads as operators, wildcards or delimiters. */
const RESERVED_IN_SEARCH = /[?&|!{}[\]()^~*:\\"'+-]/g;

function searchWordToText(word: string): string {
  if (checkedString(word) === '' || /[\s\p{Cc}]/u.test(word)) {
    throw new TypeError(`A word of a search must be one word, but got: ${JSON.stringify(word)}`);
  }
  // In quotes these are words to look for, bare they are operators.
  if (/^(?:and|or|not)$/i.test(word)) return `"${word}"`;
  const literal = word.replace(RESERVED_IN_SEARCH, '\\$&');
  return /^.$/u.test(word) ? literal : `${literal}*`;
}

function quote(escaped: string): string {
  return `'${escaped}'`;
}

function checkedString(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('a string', value);
  refuseLongString(value);
  // A lone surrogate is not text, and a null character ends it for some readers: what follows would not be compared.
  if (/\p{Surrogate}/u.test(value) || value.includes('\u0000')) {
    throw invalidValue('a string', 'Send well-formed Unicode text without null characters.');
  }
  return value;
}

function refuseLongString(text: string): void {
  if (text.length <= MAX_STRING_LENGTH) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `A string in a filter is ${text.length} characters long; Salesforce takes ${MAX_STRING_LENGTH}.`,
    { hint: `Shorten the string to at most ${MAX_STRING_LENGTH} characters.` },
  );
}

function checkedId(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('an id', value);
  if (!isRecordId(value)) {
    throw invalidValue('a record id', 'Salesforce ids have 15 or 18 letters and digits.');
  }
  return value;
}

function numberToText(value: unknown): string {
  if (typeof value !== 'number') throw wrongType('a number', value);
  if (!Number.isFinite(value)) throw invalidValue('a number', 'Send a finite number.');
  if (Object.is(value, -0)) return '0';
  const text = String(value);
  if (!text.includes('e')) return text;
  // SOQL has no exponents: large numbers are written out, tiny ones to the 20 places JavaScript can print.
  return Math.abs(value) >= 1 ? BigInt(value).toString() : value.toFixed(20);
}

function booleanToText(value: unknown): string {
  if (typeof value !== 'boolean') throw wrongType('a boolean', value);
  return value ? 'true' : 'false';
}

function checkedDate(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('a date', value);
  const [, year] = /^(\d{4})-\d{2}-\d{2}$/.exec(value) ?? [];
  const time = Date.parse(`${value}T00:00:00Z`);
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  if (year === undefined || !isReal || Number(year) < 1700 || Number(year) > 4000) {
    throw invalidValue('a date', 'Write YYYY-MM-DD, between 1700-01-01 and 4000-12-31.');
  }
  return value;
}

function dateTimeToText(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('a date-time', value);
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?(Z|[+-]\d{2}:?\d{2})$/.exec(
    value,
  );
  const [, day = '', minutes = '', seconds = ':00', fraction = '', zone = 'Z'] = match ?? [];
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const time = Date.parse(`${day}T${minutes}${seconds}${fraction}${offset}`);
  if (match === null || Number.isNaN(time)) {
    throw invalidValue('a date-time', 'Write 2026-01-31T12:00:00Z, or with an offset like +01:00.');
  }
  checkedDate(day);
  return new Date(time).toISOString();
}

function checkedTime(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('a time', value);
  const match = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\.\d{1,3})?Z?$/.exec(value);
  if (match === null) throw invalidValue('a time', 'Write HH:mm:ss.SSSZ, e.g. 09:30:00.000Z.');
  const [clock = '', fraction = '0'] = value.replace('Z', '').split('.');
  const full = clock.length === 5 ? `${clock}:00` : clock;
  return `${full}.${fraction.padEnd(3, '0')}Z`;
}

function checkedDateLiteral(value: unknown): string {
  if (typeof value !== 'string') throw wrongType('a date literal', value);
  if (!isDateLiteral(value)) {
    throw invalidValue('a date literal', "Use one of SOQL's, e.g. TODAY or LAST_N_DAYS:30.");
  }
  return value;
}

function invalidValue(what: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `A filter holds a value that is not ${what}.`, { hint });
}

/** A value of the wrong JavaScript type is our own mistake, or undefined where nothing may be. */
function wrongType(expected: string, value: unknown): TypeError {
  return new TypeError(`A SOQL value must be ${expected}, but got: ${describe(value)}`);
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
