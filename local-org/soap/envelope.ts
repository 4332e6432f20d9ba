/** SOAP 1.1 envelopes: what a request asks for, and how answers and faults are wrapped. */
import { content } from '../http/message.ts';
import type { ApiRequest, ApiResponse } from '../http/message.ts';
import {
  childOf,
  childText,
  element,
  elements,
  parseXml,
  XmlSyntaxError,
  writeXml,
} from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';

export interface SoapRequest {
  readonly header: XmlElement | undefined;
  /** The one element of the body, named for the operation. */
  readonly operation: XmlElement;
  /** Of the SessionHeader, in whatever namespace. */
  readonly sessionId: string;
}

/** A failure as SOAP tells it: HTTP 500, whatever the cause. */
export class SoapFault extends Error {
  /** Of the API's ExceptionCode, such as `INVALID_SESSION_ID`. */
  readonly code: string;
  /** The detail's element, such as `LoginFault`; null for a fault of Apex code, which has none. */
  readonly detail: string | null;

  constructor(code: string, message: string, detail: string | null = 'UnexpectedErrorFault') {
    super(message);
    this.name = 'SoapFault';
    this.code = code;
    this.detail = detail;
  }
}

/** Throws SoapFault for a body that is no envelope. */
export function readEnvelope(request: ApiRequest): SoapRequest {
  const root = parse(request.body.bytes.toString('utf8'));
  const body = childOf(root, 'Body');
  const [operation] = body?.children ?? [];
  if (root.name !== 'Envelope' || operation === undefined) {
    throw new SoapFault('UNKNOWN_EXCEPTION', 'No operation available for request');
  }
  const header = childOf(root, 'Header');
  const sessionId = childText(childOf(header, 'SessionHeader'), 'sessionId') ?? '';
  return { header, operation, sessionId: sessionId.trim() };
}

function parse(text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlSyntaxError) {
      throw new SoapFault('UNKNOWN_EXCEPTION', `Failed to parse the request: ${error.message}`);
    }
    throw error;
  }
}

const BASE_NAMESPACES = {
  'xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
};

/** @param namespaces by `xmlns` or `xmlns:prefix`. */
export function envelope(
  namespaces: Readonly<Record<string, string>>,
  body: XmlElement,
  header: readonly XmlElement[] = [],
  status = 200,
): ApiResponse {
  const parts = [
    ...(header.length === 0 ? [] : [element('soapenv:Header', header)]),
    element('soapenv:Body', [body]),
  ];
  const root = element('soapenv:Envelope', parts, { ...BASE_NAMESPACES, ...namespaces });
  return content(status, 'text/xml; charset=utf-8', writeXml(root));
}

/** Recorded: metaforce foo_invalid_session. */
export function faultEnvelope(
  namespaces: Readonly<Record<string, string>>,
  { code, message, detail }: SoapFault,
): ApiResponse {
  if (detail === null) {
    const facts = elements({ faultcode: code, faultstring: message });
    return envelope(namespaces, element('soapenv:Fault', facts), [], 500);
  }
  const facts = elements({ 'sf:exceptionCode': code, 'sf:exceptionMessage': message });
  const typed = element(`sf:${detail}`, facts, { 'xsi:type': `sf:${detail}` });
  const fault = element('soapenv:Fault', [
    element('faultcode', `sf:${code}`),
    element('faultstring', `${code}: ${message}`),
    element('detail', [typed]),
  ]);
  return envelope(namespaces, fault, [], 500);
}
