/** Writes values of Apex types as XML elements: a list is one element per item. */
import type { JsonValue } from '../../data/stored-values.ts';
import { element } from '../../http/xml.ts';
import type { XmlElement } from '../../http/xml.ts';
import type { ApexValue } from '../apex-class.ts';
import type { ApexType } from './apex-type.ts';
import { fieldOf, isList } from './from-apex.ts';

/**
 * Null writes nothing.
 * @param rename puts a prefix before the names of members.
 */
export function xmlOf(
  name: string,
  type: ApexType,
  value: ApexValue,
  rename: (member: string) => string = (member) => member,
): readonly XmlElement[] {
  if (value === null || value === undefined) return [];
  if (type.kind === 'list') {
    return isList(value) ? value.flatMap((item) => xmlOf(name, type.element, item, rename)) : [];
  }
  if (type.kind === 'class') {
    const members = type
      .members()
      .flatMap((member) =>
        xmlOf(rename(member.name), member.type, fieldOf(value, member.name), rename),
      );
    return [element(name, members)];
  }
  return [plainElement(name, value)];
}

function plainElement(name: string, value: JsonValue): XmlElement {
  if (typeof value !== 'object' || value === null) return element(name, String(value ?? ''));
  if (isList(value))
    return element(
      name,
      value.map((item) => plainElement(name, item)),
    );
  const fields = Object.entries(value).flatMap(([key, field]: [string, JsonValue]) =>
    field === null || key === 'attributes' ? [] : [plainElement(key, field)],
  );
  return element(name, fields);
}
