/** SOAP 1.1 envelopes of Apex web services: the one place where a value becomes XML, and where XML is read. */

import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { malformedAnswer } from './api-error.ts';

export interface SoapCall {
  /** `Class`, or `namespace/Class`. */
  readonly apexClass: string;
  readonly method: string;
  /** In the order of the method's parameters. Null is xsi:nil, a list repeats its element, an object nests. */
  readonly args: readonly (readonly [string, unknown])[];
}

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

export const SOAP_HEADERS = { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""' };

export function soapPath({ apexClass }: SoapCall): string {
  return `/services/Soap/class/${apexClass}`;
}

/** @param sessionId token of the org, which Apex wants in the envelope. @throws XmlTextError */
export function soapBody(call: SoapCall, sessionId: string): string {
  const body = BUILDER.build({
    'soapenv:Envelope': {
      '@xmlns:soapenv': ENVELOPE,
      '@xmlns:xsi': INSTANCE,
      '@xmlns': `http://soap.sforce.com/schemas/class/${call.apexClass}`,
      'soapenv:Header': { SessionHeader: { sessionId } },
      'soapenv:Body': { [checkedName(call.method)]: membersOf(call.args) },
    },
  });
  // As it is, a reader of XML takes it for a line feed; only values hold any.
  return `<?xml version="1.0" encoding="UTF-8"?>${body.replaceAll('\r', '&#13;')}`;
}

/** @returns what each `result` holds: text, null for xsi:nil, or an object of its members. */
export function readSoapAnswer(xml: string): readonly unknown[] {
  const body = bodyOf(xml);
  const [entry] = Object.entries(body ?? {}).filter(([name]) => name.endsWith('Response'));
  if (entry === undefined) throw malformedAnswer('a SOAP answer has no response');
  // A method that returns nothing answers an empty element, which is read as an empty text.
  const response = entry[1];
  if (typeof response !== 'object' || response === null) return [];
  const { result } = response as { readonly result?: unknown };
  return result === undefined ? [] : listOf(result).map(valueOf);
}

/** Null for what is no fault. */
export function readSoapFault(
  xml: string,
): { readonly code: string; readonly message: string } | null {
  try {
    const fault = bodyOf(xml)?.['Fault'] as Readonly<Record<string, unknown>> | undefined;
    if (fault === undefined) return null;
    return { code: textOf(fault['faultcode']), message: textOf(fault['faultstring']) };
  } catch {
    return null;
  }
}

// Private:

const BUILDER = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** Values stay texts: only the declared type knows which of them are numbers. */
const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
});

type Tree = Readonly<Record<string, unknown>>;

function bodyOf(xml: string): Tree | undefined {
  // Entities of a document type could read files or grow without end.
  if (/<!DOCTYPE/i.test(xml)) throw malformedAnswer('a SOAP answer has a document type');
  try {
    SyntaxValidator.validate(xml);
    const tree = PARSER.parse(xml) as Readonly<Record<string, Tree | undefined>>;
    return tree['Envelope']?.['Body'] as Tree | undefined;
  } catch {
    throw malformedAnswer('a SOAP answer is no XML');
  }
}

function membersOf(args: readonly (readonly [string, unknown])[]): Tree {
  return Object.fromEntries(
    args
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [checkedName(name), nodeOf(value)]),
  );
}

function nodeOf(value: unknown): unknown {
  if (value === null) return { '@xsi:nil': 'true' };
  if (Array.isArray(value)) return value.map(nodeOf);
  if (typeof value === 'object') return membersOf(Object.entries(value));
  return xmlText(value);
}

/** Characters that XML 1.0 has no way to write would break the document. */
// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

function xmlText(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  if (!UNWRITABLE.test(text)) return text;
  throw new XmlTextError();
}

/** A text that no XML document can hold. */
export class XmlTextError extends Error {
  override readonly name = 'XmlTextError';
}

function checkedName(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name;
  throw new TypeError(`An XML name must be an Apex name, but got: ${JSON.stringify(name)}`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function valueOf(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const tree = node as Tree;
  if (tree['@nil'] === 'true' || tree['@nil'] === '1') return null;
  const members = Object.entries(tree).filter(
    ([name]) => !name.startsWith('@') && name !== '#text',
  );
  if (members.length === 0) return textOf(tree['#text'] ?? '');
  return Object.fromEntries(
    members.map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(valueOf) : valueOf(value),
    ]),
  );
}

function textOf(node: unknown): string {
  if (typeof node === 'string') return node;
  const text = (node as Tree | null | undefined)?.['#text'];
  return typeof text === 'string' ? text : '';
}
