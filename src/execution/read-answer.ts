/** An answer of Apex → the value of its declared type, or the place where it is something else. */

import {
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import { jsonNameOf } from '../declared/json-name.ts';

export interface AnswerReading {
  /** Field of the graph, for messages. */
  readonly name: string;
  /** XML has texts only: numbers and booleans are read from them, and one element can be a list. */
  readonly isText: boolean;
}

/** Null members of an object may be left out, as Apex does. @throws AppError INTERNAL */
export function readAnswer(
  reading: AnswerReading,
  type: GraphQLOutputType,
  value: unknown,
  path = 'the answer',
): unknown {
  if (isNonNullType(type)) {
    const inner = readAnswer(reading, type.ofType, value, path);
    if (inner === null) throw mismatch(reading, path, String(type), value);
    return inner;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value) && !reading.isText)
      throw mismatch(reading, path, String(type), value);
    const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return items.map((item, index) => readAnswer(reading, type.ofType, item, `${path}[${index}]`));
  }
  if (isObjectType(type)) return readObject(reading, type, value, path);
  if (isEnumType(type)) {
    if (typeof value === 'string' && type.getValue(value)) return value;
    throw mismatch(reading, path, String(type), value);
  }
  if (!isScalarType(type)) throw new TypeError(`An answer cannot be ${String(type)}.`);
  const read = readScalar(reading, type.name, value);
  if (read === undefined) throw mismatch(reading, path, type.name, value);
  return read;
}

// Private:

function readObject(
  reading: AnswerReading,
  type: GraphQLObjectType,
  value: unknown,
  path: string,
): unknown {
  // An element without members is an object whose members are all null.
  const source = reading.isText && value === '' ? {} : value;
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw mismatch(reading, path, type.name, value);
  }
  const members = source as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.values(type.getFields()).map((field) => {
      const name = jsonNameOf(field);
      const member = Object.hasOwn(members, name) ? members[name] : null;
      const isMissingList = reading.isText && member === null && isListType(nullable(field.type));
      const read = isMissingList ? [] : readAnswer(reading, field.type, member, `${path}.${name}`);
      return [field.name, read];
    }),
  );
}

function nullable(type: GraphQLOutputType): GraphQLOutputType {
  return isNonNullType(type) ? type.ofType : type;
}

/** Undefined for what is not of the type. */
function readScalar({ isText }: AnswerReading, type: string, value: unknown): unknown {
  switch (type) {
    case 'Int':
    case 'Long':
    case 'Float': {
      const number = isText && typeof value === 'string' && value !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      if (type === 'Int' && (number | 0) !== number) return undefined;
      return type === 'Float' || Number.isSafeInteger(number) ? number : undefined;
    }
    case 'Boolean':
      if (isText && (value === 'true' || value === '1')) return true;
      if (isText && (value === 'false' || value === '0')) return false;
      return typeof value === 'boolean' ? value : undefined;
    case 'JSON':
      return value;
    case 'Date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)
        ? value.slice(0, 10)
        : undefined;
    case 'DateTime':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)
        ? value.replace(/\+0000$/, 'Z')
        : undefined;
    case 'Time':
      return typeof value === 'string' && /^\d{2}:\d{2}/.test(value) ? value : undefined;
    default:
      return typeof value === 'string' ? value : undefined;
  }
}

/** Names the place and the kind of what stands there, never the value: it may be anything of the org's. */
function mismatch(reading: AnswerReading, path: string, type: string, value: unknown): AppError {
  const found = Array.isArray(value)
    ? 'a list'
    : value === null || value === undefined
      ? 'null'
      : typeof value;
  return new AppError(
    'INTERNAL',
    `${reading.name}: ${path} must be ${type} by its declaration, but Salesforce answered ${found}.`,
    { hint: 'Correct the type in the .graphql file, or the Apex class.' },
  );
}
