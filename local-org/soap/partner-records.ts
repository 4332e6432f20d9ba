/** Records as partner API requests name them: by type, fields and `fieldsToNull`, or by id. */
import { visibleObject } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { invalidType, malformedId, MESSAGES } from '../errors.ts';
import { childrenOf, childText, isNil } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall } from '../platform.ts';

export interface GivenRecord {
  readonly object: CatalogObject;
  readonly id: string;
  readonly fields: RecordValues;
}

/** Nil elements are ignored: what is to be emptied stands in `fieldsToNull`. */
export function readRecord(call: DataCall, record: XmlElement): GivenRecord {
  const object = requireType(call, childText(record, 'type') ?? '');
  const emptied = childrenOf(record, 'fieldsToNull')
    .filter((name) => !isNil(name))
    .map(({ text }) => [text, null] as const);
  const given = record.children.filter(
    (child) => !['type', 'fieldsToNull', 'Id'].includes(child.name) && !isNil(child),
  );
  const values = given.map((child) => [child.name, valueOf(child)] as const);
  const id = (childText(record, 'Id') ?? '').trim();
  return { object, id, fields: Object.fromEntries([...emptied, ...values]) };
}

/** A parent by an external id of its own is an element with elements. */
function valueOf(child: XmlElement): JsonValue {
  if (child.children.length === 0) return child.text;
  const entries = child.children.map((inner) => [inner.name, valueOf(inner)] as const);
  const { type, ...keys } = Object.fromEntries(entries) as Readonly<Record<string, JsonValue>>;
  return type === undefined ? keys : { attributes: { type }, ...keys };
}

export function requireType(call: DataCall, name: string): CatalogObject {
  const object = visibleObject(call.session, call.platform.org.catalog, name);
  if (object === undefined) throw invalidType(MESSAGES.typeNotSupported(name));
  return object;
}

export function objectOfId(call: DataCall, id: string): CatalogObject {
  const object = call.platform.org.catalog.objectOfId(id);
  if (object === undefined) throw malformedId('Record ID', id);
  return object;
}
