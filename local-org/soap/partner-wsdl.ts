/** `GET /services/wsdl/partner`: the WSDL of the calls that the local org answers, document/literal. */
import { content } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { element, writeXml } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { OpenCall } from '../platform.ts';
import {
  membersOf,
  PARTNER_CALLS,
  PARTNER_HEADERS,
  PARTNER_TYPES,
  typeOfSpec,
} from './partner-schema.ts';
import type { SchemaMember } from './partner-schema.ts';
import { SOBJECT_NAMESPACE } from './sobject-xml.ts';

export const PARTNER_NAMESPACE = 'urn:partner.soap.sforce.com';
export const PARTNER_FAULT_NAMESPACE = 'urn:fault.partner.soap.sforce.com';

/** The version whose endpoint the service names: the last with `login()`. */
const ENDPOINT_VERSION = '64.0';

/** The same for every org and user, so nobody has to sign in for it. */
export function partnerWsdl(call: OpenCall): ApiResponse {
  const endpoint = `${call.request.origin}/services/Soap/u/${ENDPOINT_VERSION}`;
  return content(200, 'text/xml; charset=utf-8', writeXml(definitions(endpoint)));
}

const CALL_NAMES = Object.keys(PARTNER_CALLS);

function definitions(endpoint: string): XmlElement {
  return element(
    'definitions',
    [
      element('types', [sObjectSchema(), partnerSchema(), faultSchema()]),
      message(
        'Header',
        Object.keys(PARTNER_HEADERS).map((name) => [name, `tns:${name}`]),
      ),
      message('ApiFault', [['fault', 'fns:fault']]),
      ...CALL_NAMES.flatMap((name) => [
        message(`${name}Request`, [['parameters', `tns:${name}`]]),
        message(`${name}Response`, [['parameters', `tns:${name}Response`]]),
      ]),
      element('portType', CALL_NAMES.map(portOperation), { name: 'Soap' }),
      element('binding', [SOAP_BINDING, ...CALL_NAMES.map(bindingOperation)], {
        name: 'SoapBinding',
        type: 'tns:Soap',
      }),
      element('service', [port(endpoint)], { name: 'SforceService' }),
    ],
    {
      targetNamespace: PARTNER_NAMESPACE,
      xmlns: 'http://schemas.xmlsoap.org/wsdl/',
      'xmlns:soap': 'http://schemas.xmlsoap.org/wsdl/soap/',
      'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
      'xmlns:tns': PARTNER_NAMESPACE,
      'xmlns:ens': SOBJECT_NAMESPACE,
      'xmlns:fns': PARTNER_FAULT_NAMESPACE,
    },
  );
}

function schema(namespace: string, content: readonly XmlElement[]): XmlElement {
  return element('xsd:schema', content, {
    elementFormDefault: 'qualified',
    targetNamespace: namespace,
  });
}

const imports = (namespace: string): XmlElement => element('xsd:import', [], { namespace });

function sObjectSchema(): XmlElement {
  const any = element('xsd:any', [], {
    maxOccurs: 'unbounded',
    minOccurs: '0',
    namespace: '##targetNamespace',
    processContents: 'lax',
  });
  const fixed = membersOf('type string, fieldsToNull string*, Id ID?').map(memberElement);
  return schema(SOBJECT_NAMESPACE, [
    imports(PARTNER_NAMESPACE),
    complexType('sObject', [...fixed, any]),
  ]);
}

function partnerSchema(): XmlElement {
  const types = Object.entries(PARTNER_TYPES).map(([name, members]) =>
    complexType(name, membersOf(members).map(memberElement)),
  );
  const headers = Object.entries(PARTNER_HEADERS).map(([name, members]) =>
    wrapper(name, membersOf(members)),
  );
  const calls = Object.entries(PARTNER_CALLS).flatMap(([name, { input, output }]) => [
    wrapper(name, membersOf(input)),
    wrapper(`${name}Response`, output === '' ? [] : [{ name: 'result', ...typeOfSpec(output) }]),
  ]);
  return schema(PARTNER_NAMESPACE, [
    imports(SOBJECT_NAMESPACE),
    ID_TYPE,
    ...types,
    ...headers,
    ...calls,
  ]);
}

function faultSchema(): XmlElement {
  const members = membersOf('exceptionCode string, exceptionMessage string').map(memberElement);
  const fault = element('xsd:element', [], { name: 'fault', type: 'fns:ApiFault' });
  return schema(PARTNER_FAULT_NAMESPACE, [complexType('ApiFault', members), fault]);
}

const ID_TYPE = element(
  'xsd:simpleType',
  [element('xsd:restriction', [], { base: 'xsd:string' })],
  { name: 'ID' },
);

const complexType = (name: string, members: readonly XmlElement[]): XmlElement =>
  element('xsd:complexType', [element('xsd:sequence', members)], { name });

const wrapper = (name: string, members: readonly SchemaMember[]): XmlElement =>
  element(
    'xsd:element',
    [element('xsd:complexType', [element('xsd:sequence', members.map(memberElement))])],
    { name },
  );

function memberElement({ name, type, isList, isNillable, isOptional }: SchemaMember): XmlElement {
  return element('xsd:element', [], {
    name,
    type: qualifiedType(type),
    ...(isOptional ? { minOccurs: '0' } : {}),
    ...(isList ? { maxOccurs: 'unbounded' } : {}),
    ...(isNillable ? { nillable: 'true' } : {}),
  });
}

function qualifiedType(type: string): string {
  if (type === 'sObject') return 'ens:sObject';
  return type === 'ID' || type in PARTNER_TYPES ? `tns:${type}` : `xsd:${type}`;
}

function message(name: string, parts: readonly (readonly [string, string])[]): XmlElement {
  const children = parts.map(([part, type]) => element('part', [], { element: type, name: part }));
  return element('message', children, { name });
}

function portOperation(name: string): XmlElement {
  return element(
    'operation',
    [
      element('input', [], { message: `tns:${name}Request` }),
      element('output', [], { message: `tns:${name}Response` }),
      element('fault', [], { message: 'tns:ApiFault', name: 'ApiFault' }),
    ],
    { name },
  );
}

const SOAP_BINDING = element('soap:binding', [], {
  style: 'document',
  transport: 'http://schemas.xmlsoap.org/soap/http',
});

function bindingOperation(name: string): XmlElement {
  const literal = { use: 'literal' };
  const headers = Object.keys(PARTNER_HEADERS)
    .filter((header) => name !== 'login' || header !== 'SessionHeader')
    .map((part) => element('soap:header', [], { message: 'tns:Header', part, ...literal }));
  const body = element('soap:body', [], { parts: 'parameters', ...literal });
  return element(
    'operation',
    [
      element('soap:operation', [], { soapAction: '' }),
      element('input', [...headers, body]),
      element('output', [element('soap:body', [], literal)]),
      element('fault', [element('soap:fault', [], { name: 'ApiFault', ...literal })], {
        name: 'ApiFault',
      }),
    ],
    { name },
  );
}

function port(endpoint: string): XmlElement {
  const address = element('soap:address', [], { location: endpoint });
  return element('port', [address], { binding: 'tns:SoapBinding', name: 'Soap' });
}
