/** XML documents as a tree of elements, read and written by fast-xml-parser and its companions. */
import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';

export interface XmlElement {
  /** Without its prefix when read; as it is to be written when built. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, entities resolved; empty where it has children. */
  readonly text: string;
}

export class XmlSyntaxError extends Error {}

/** The root element; throws XmlSyntaxError. A document type is refused, as SOAP 1.1 section 3 demands. */
export function parseXml(source: string): XmlElement {
  if (/<!DOCTYPE/i.test(source)) throw new XmlSyntaxError('A document type is not allowed');
  const nodes = parseNodes(source);
  const root = nodes.map(toElement).find((element) => element !== null);
  if (root === undefined) throw new XmlSyntaxError('Start tag expected');
  return root;
}

function parseNodes(source: string): readonly OrderedNode[] {
  try {
    // The parser itself closes what was left open.
    SyntaxValidator.validate(source);
    return PARSER.parse(source) as readonly OrderedNode[];
  } catch (error) {
    throw new XmlSyntaxError(error instanceof Error ? error.message : String(error));
  }
}

const ATTRIBUTES = ':@';
const TEXT = '#text';

/** One key names the element, `:@` holds its attributes. */
type OrderedNode = Readonly<Record<string, unknown>>;

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Without it numeric character references stay as they are.
  htmlEntities: true,
});

function toElement(node: OrderedNode): XmlElement | null {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT) return null;
  const content = node[name] as readonly OrderedNode[];
  const children = content.flatMap((child) => toElement(child) ?? []);
  const text = content.map((child) => (TEXT in child ? String(child[TEXT]) : '')).join('');
  return {
    name: localName(name),
    attributes: (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>,
    children,
    text: children.length === 0 ? text : '',
  };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

export const childOf = (parent: XmlElement | undefined, name: string): XmlElement | undefined =>
  parent?.children.find((child) => child.name === name);

export const childrenOf = (parent: XmlElement, name: string): readonly XmlElement[] =>
  parent.children.filter((child) => child.name === name);

/** Text of the child, or undefined where there is none or it is nil. */
export function childText(parent: XmlElement | undefined, name: string): string | undefined {
  const child = childOf(parent, name);
  return child === undefined || isNil(child) ? undefined : child.text;
}

export function isNil(element: XmlElement): boolean {
  return Object.entries(element.attributes).some(
    ([name, value]) => localName(name) === 'nil' && (value === 'true' || value === '1'),
  );
}

/** Local name of the `xsi:type`, undefined where the element has none. */
export function typeOf(element: XmlElement): string | undefined {
  const entry = Object.entries(element.attributes).find(([name]) => localName(name) === 'type');
  return entry === undefined ? undefined : localName(entry[1]);
}

export function element(
  name: string,
  content: readonly XmlElement[] | string | number | boolean = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return typeof content === 'object'
    ? { name, attributes, children: content, text: '' }
    : { name, attributes, children: [], text: String(content) };
}

/** Elements in order; null is written as nil, undefined is left out. */
export function elements(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): readonly XmlElement[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [value === null ? nil(name) : element(name, value)];
  });
}

export const nil = (name: string): XmlElement => element(name, [], { 'xsi:nil': 'true' });

/** The document, declaration included. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${BUILDER.build([toOrdered(root)])}`;
}

const BUILDER = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
});

function toOrdered({ name, attributes, children, text }: XmlElement): OrderedNode {
  const content =
    children.length === 0 && text !== '' ? [{ [TEXT]: legalText(text) }] : children.map(toOrdered);
  return {
    [name]: content,
    ...(Object.keys(attributes).length === 0 ? {} : { [ATTRIBUTES]: attributes }),
  };
}

/** Without the control characters that XML 1.0 cannot carry even escaped. */
const legalText = (text: string): string => text.replace(ILLEGAL, '');

// eslint-disable-next-line no-control-regex -- control characters are what it is about
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
