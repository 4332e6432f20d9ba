/** Reads XML as wire nodes. What is a list shows only in the type it is read as, so the types lead the reading. */
import { jsonParserError } from '../../http/api-errors.ts';
import { isNil, parseXml, XmlSyntaxError } from '../../http/xml.ts';
import type { XmlElement } from '../../http/xml.ts';
import type { ApexType } from './apex-type.ts';
import type { WireMember, WireNode, WirePlace } from './wire-node.ts';

interface Typed {
  readonly name: string;
  readonly type: ApexType;
}

/** The members of the root, `<request>`; throws JSON_PARSER_ERROR, the one code Apex REST has for bodies. */
export function readXmlNode(text: string, parameters: readonly Typed[]): readonly WireMember[] {
  try {
    return xmlMembers(parseXml(text).children, parameters);
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw jsonParserError(error.message);
    throw error;
  }
}

/** The parser does not say where an element stands. */
const AT: WirePlace = { line: 1, column: 1 };

/** An element for each item makes a list: those of one name become one member. */
export function xmlMembers(
  elements: readonly XmlElement[],
  types: readonly Typed[],
): readonly WireMember[] {
  const lists = new Map<string, WireNode[]>();
  const members: WireMember[] = [];
  for (const element of elements) {
    const type = types.find((one) => one.name.toLowerCase() === element.name.toLowerCase())?.type;
    if (type?.kind !== 'list') {
      members.push({ name: element.name, value: toWire(element, type), at: AT });
      continue;
    }
    const items = lists.get(element.name) ?? [];
    if (items.length === 0) {
      members.push({ name: element.name, value: { kind: 'list', items, at: AT }, at: AT });
    }
    items.push(toWire(element, type.element));
    lists.set(element.name, items);
  }
  return members;
}

function toWire(element: XmlElement, type: ApexType | undefined): WireNode {
  if (isNil(element)) return { kind: 'scalar', value: null, at: AT };
  const structured = type?.kind === 'class' || type?.kind === 'sobject';
  if (element.children.length > 0 || structured) {
    const types = type?.kind === 'class' ? type.members() : [];
    return { kind: 'object', members: xmlMembers(element.children, types), at: AT };
  }
  return { kind: 'scalar', value: scalar(element.text, type), at: AT };
}

/** XML has text only; 1 and 0 are booleans there. */
function scalar(text: string, type: ApexType | undefined): string | number {
  const isBoolean = type?.kind === 'primitive' && type.name === 'Boolean';
  return isBoolean && (text === '1' || text === '0') ? Number(text) : text;
}
