/**
 * Reads wire nodes as values of Apex types. Source: Apex Developer Guide v65, "Request and Response Data
 * Considerations"; the wording of the errors is our best guess where no recording shows it.
 */
import { normalizeId } from '../../data/record-ids.ts';
import { parseDate, parseDatetime } from '../../data/stored-values.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { jsonParserError } from '../../http/api-errors.ts';
import type { SalesforceError } from '../../errors.ts';
import type { CatalogObject } from '../../data/catalog.ts';
import type { ApexType, ApexTypeMember, PrimitiveName } from './apex-type.ts';
import type { WireMember, WireNode, WirePlace } from './wire-node.ts';

/** Throws JSON_PARSER_ERROR, which says where. */
export function toApex(type: ApexType, node: WireNode): JsonValue {
  if (node.kind === 'scalar' && node.value === null) return null;
  switch (type.kind) {
    case 'primitive':
      return toPrimitive(type.name, node);
    case 'list':
      return itemsOf(node).map((item) => toApex(type.element, item));
    case 'map':
      return Object.fromEntries(
        distinct(membersOf(node, 'Map')).map(({ name, value }) => [
          name,
          toApex(type.value, value),
        ]),
      );
    case 'sobject':
      return toRecord(type.object, node);
    case 'class':
      return toInstance(type.members(), membersOf(node, type.name));
    case 'enum':
      return toEnum(type, node);
    case 'any':
      return toPlain(node);
  }
}

/** `[line:1, column:12]`, as Salesforce's parser ends its messages. */
export const failure = (message: string, { line, column }: WirePlace): SalesforceError =>
  jsonParserError(`${message} at [line:${line}, column:${column}]`);

/** Throws for the second of two members of one name. */
export function distinct(members: readonly WireMember[]): readonly WireMember[] {
  const names = new Set<string>();
  for (const { name, at } of members) {
    const key = name.toLowerCase();
    if (names.has(key)) throw failure(`Duplicate field: ${name}`, at);
    names.add(key);
  }
  return members;
}

function toPrimitive(name: PrimitiveName, node: WireNode): JsonValue {
  const value = node.kind === 'scalar' ? PRIMITIVE_READERS[name](node.value) : undefined;
  if (value === undefined) throw failure('Illegal value for primitive', node.at);
  return value;
}

type Scalar = string | number | boolean | null;

/** undefined: not a value of this type. */
const PRIMITIVE_READERS: Readonly<Record<PrimitiveName, (value: Scalar) => JsonValue | undefined>> =
  {
    String: (value) => String(value),
    Id: (value) => (typeof value === 'string' ? normalizeId(value) : undefined),
    Integer: (value) => whole(value, 2 ** 31),
    Long: (value) => whole(value, 2 ** 63),
    Double: (value) => number(value),
    Decimal: (value) => number(value),
    Boolean: (value) => {
      const text = String(value).toLowerCase();
      if (text === 'true' || value === 1) return true;
      return text === 'false' || value === 0 ? false : undefined;
    },
    Date: (value) => (typeof value === 'string' ? parseDate(value.slice(0, 10)) : undefined),
    Datetime: (value) => {
      const time = typeof value === 'string' ? parseDatetime(value) : undefined;
      return time === undefined ? undefined : new Date(time).toISOString();
    },
    Time: (value) =>
      typeof value === 'string' && /^\d\d:\d\d:\d\d(\.\d+)?Z?$/.test(value) ? value : undefined,
    Blob: (value) => (typeof value === 'string' ? value : undefined),
  };

function number(value: Scalar): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function whole(value: Scalar, bound: number): number | undefined {
  const found = number(value);
  const fits = found !== undefined && Number.isInteger(found) && found < bound && found >= -bound;
  return fits ? found : undefined;
}

function itemsOf(node: WireNode): readonly WireNode[] {
  if (node.kind === 'list') return node.items;
  throw failure('Expected a list', node.at);
}

function membersOf(node: WireNode, type: string): readonly WireMember[] {
  if (node.kind === 'object') return node.members;
  throw failure(`Expected an object for ${type}`, node.at);
}

function toInstance(types: readonly ApexTypeMember[], members: readonly WireMember[]): JsonValue {
  const values = distinct(members).map(({ name, value, at }) => {
    const member = types.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (member === undefined) {
      throw failure(`Unexpected parameter encountered during deserialization: ${name}`, at);
    }
    return [member.name, toApex(member.type, value)] as const;
  });
  return Object.fromEntries(values);
}

function toEnum(
  type: { readonly name: string; readonly values: readonly string[] },
  node: WireNode,
): JsonValue {
  const text = node.kind === 'scalar' ? String(node.value) : '';
  const value = type.values.find((one) => one.toLowerCase() === text.toLowerCase());
  if (value === undefined) throw failure(`Unknown value for enum ${type.name}: ${text}`, node.at);
  return value;
}

/** Fields by their name in describe; their values are checked when they are written. */
function toRecord(object: CatalogObject | null, node: WireNode): JsonValue {
  const members = distinct(membersOf(node, object?.name ?? 'sObject'));
  const fields = members.map(({ name, value, at }) => {
    if (name === 'attributes' || object === null) return [name, toPlain(value)] as const;
    const field = object.field(name);
    if (field !== undefined) return [field.name, toPlain(value)] as const;
    if (object.parentField(name) !== undefined) return [name, toPlain(value)] as const;
    throw failure(`No such column '${name}' on sobject of type ${object.name}`, at);
  });
  return Object.fromEntries(fields);
}

function toPlain(node: WireNode): JsonValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries(
    distinct(node.members).map(({ name, value }) => [name, toPlain(value)]),
  );
}
