/** Writes a value of an Apex type as JSON. Null fields of objects and records are left out (Apex Developer Guide v65). */
import type { JsonValue } from '../../data/stored-values.ts';
import type { ApexValue } from '../apex-class.ts';
import type { ApexType } from './apex-type.ts';

export function fromApex(type: ApexType, value: ApexValue): JsonValue {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'list':
      return isList(value) ? value.map((item) => fromApex(type.element, item)) : null;
    case 'map':
      return mapValues(value, (entry) => fromApex(type.value, entry));
    case 'class': {
      const fields = type.members().flatMap((member) => {
        const field = fieldOf(value, member.name);
        return isSet(field) ? [[member.name, fromApex(member.type, field)] as const] : [];
      });
      return Object.fromEntries(fields);
    }
    case 'sobject':
      return withoutNulls(value);
    case 'primitive':
    case 'enum':
    case 'any':
      return value;
  }
}

const isSet = (value: ApexValue): boolean => value !== null && value !== undefined;

export const isList = (value: ApexValue): value is readonly JsonValue[] => Array.isArray(value);

export function fieldOf(value: JsonValue, name: string): ApexValue {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  return (value as Readonly<Record<string, JsonValue>>)[name];
}

function mapValues(value: JsonValue, change: (entry: JsonValue) => JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || isList(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, change(entry)]));
}

/** Parents and child lists of a record are records too. */
function withoutNulls(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]: [string, JsonValue]) =>
      entry === null ? [] : [[name, withoutNulls(entry)]],
    ),
  );
}
