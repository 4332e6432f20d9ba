/** Reads the WSDL of an Apex class: the elements and types of its own namespace. */

import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import type { Wsdl, WsdlElement } from '../declared/import-wsdl.ts';

/** @throws Error, in a sentence, for what is no WSDL of an Apex class. */
export function readWsdl(xml: string): Wsdl {
  const definitions = parse(xml);
  const apexClass = /\/schemas\/class\/((?:\w+\/)?\w+)$/.exec(
    textOf(definitions['@targetNamespace']),
  )?.[1];
  if (apexClass === undefined) throw new Error('This is no WSDL of an Apex class.');
  const schemas = treesOf(treesOf(definitions['types'])[0]?.['schema']);
  const schema = schemas.find((one) =>
    textOf(one['@targetNamespace']).endsWith(`/class/${apexClass}`),
  );
  const elements = new Map(treesOf(schema?.['element']).map((one) => [textOf(one['@name']), one]));
  const operations = treesOf(treesOf(definitions['portType'])[0]?.['operation']).map(
    (operation) => {
      const name = textOf(operation['@name']);
      const [result = null] = membersOf(elements.get(`${name}Response`)).filter(
        (one) => one.name === 'result',
      );
      return { name, parameters: membersOf(elements.get(name)), result };
    },
  );
  return {
    apexClass,
    operations,
    types: new Map(
      treesOf(schema?.['complexType']).map((type) => [textOf(type['@name']), sequenceOf(type)]),
    ),
    texts: new Set(treesOf(schema?.['simpleType']).map((type) => textOf(type['@name']))),
  };
}

// Private:

type Tree = Readonly<Record<string, unknown>>;

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
});

function parse(xml: string): Tree {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('A WSDL has no document type.');
  let document: Tree;
  try {
    SyntaxValidator.validate(xml);
    document = PARSER.parse(xml) as Tree;
  } catch {
    throw new Error('This is no XML.');
  }
  const [definitions] = treesOf(document['definitions']);
  if (definitions === undefined) throw new Error('This is no WSDL.');
  return definitions;
}

function membersOf(element: Tree | undefined): readonly WsdlElement[] {
  const [type] = treesOf(element?.['complexType']);
  return type === undefined ? [] : sequenceOf(type);
}

function sequenceOf(type: Tree): readonly WsdlElement[] {
  return treesOf(treesOf(type['sequence'])[0]?.['element']).map((element) => ({
    name: textOf(element['@name']),
    type: textOf(element['@type']).replace(/^\w+:/, ''),
    isList: textOf(element['@maxOccurs']) === 'unbounded',
  }));
}

function treesOf(value: unknown): readonly Tree[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is Tree => typeof item === 'object' && item !== null);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
