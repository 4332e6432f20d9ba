/** Values as a type of the partner WSDL demands: its members, in its order, and no others. */
import { element, nil } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { membersOf, PARTNER_TYPES } from './partner-schema.ts';
import type { SchemaMember } from './partner-schema.ts';

/** @param type a name of PARTNER_TYPES. */
export function typedElement(name: string, type: string, value: object): XmlElement {
  const values = value as Readonly<Record<string, unknown>>;
  const members = membersOf(PARTNER_TYPES[type] ?? '');
  return element(
    name,
    members.flatMap((member) => memberElements(member, values[member.name])),
  );
}

function memberElements(member: SchemaMember, value: unknown): readonly XmlElement[] {
  const { name, type, isList, isNillable, isOptional } = member;
  if (isList) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.flatMap((item) => memberElements({ ...member, isList: false }, item));
  }
  if (value === null || value === undefined) {
    if (isNillable) return [nil(name)];
    // What a sequence demands and the org has no value for is said to be empty.
    return isOptional ? [] : [element(name, type === 'boolean' ? false : '')];
  }
  if (isXmlElement(value)) return [{ ...value, name }];
  if (typeof value === 'object') return [typedElement(name, type, value)];
  return [element(name, value as string | number | boolean)];
}

/** A record is written elsewhere: what it holds, no schema says. */
const isXmlElement = (value: unknown): value is XmlElement =>
  typeof value === 'object' && value !== null && 'attributes' in value && 'children' in value;
