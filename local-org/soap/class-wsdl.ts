/** `GET /services/wsdl/class/[namespace/]Class`: the WSDL of a class's web service methods, document/literal. */
import { notFound } from '../errors.ts';
import { authenticate } from '../http/authenticate.ts';
import { content } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { element, writeXml } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { typeScopeOf } from '../apex/apex-classes.ts';
import type { ApexClass } from '../apex/apex-class.ts';
import type { ApexMethod } from '../apex/source/declarations.ts';
import type { LocalOrg } from '../local-org.ts';
import type { OpenCall } from '../platform.ts';
import { classNamespace, classOfPath, webserviceMethods } from './apex-class.ts';
import { wsdlTypes } from './wsdl-types.ts';

export function classWsdl(call: OpenCall): ApiResponse {
  const apexClass = classOfPath(call);
  authenticate(call.platform, call.request, apexClass?.apiVersion ?? '');
  if (apexClass === undefined || webserviceMethods(apexClass).length === 0) throw notFound();
  const path = apexClass.namespace === null ? '' : `${apexClass.namespace}/`;
  const endpoint = `${call.request.origin}/services/Soap/class/${path}${apexClass.name}`;
  const wsdl = writeXml(definitions(call.platform.org, apexClass, endpoint));
  return content(200, 'text/xml; charset=utf-8', wsdl);
}

function definitions(org: LocalOrg, apexClass: ApexClass, endpoint: string): XmlElement {
  const namespace = classNamespace(apexClass);
  const methods = webserviceMethods(apexClass);
  const { name } = apexClass;
  return element(
    'definitions',
    [
      element('types', [wsdlTypes(typeScopeOf(org, apexClass), namespace, methods)]),
      message('Header', [['SessionHeader', 'tns:SessionHeader']]),
      ...methods.flatMap((method) => [
        message(`${method.name}Request`, [['parameters', `tns:${method.name}`]]),
        message(`${method.name}Response`, [['parameters', `tns:${method.name}Response`]]),
      ]),
      element('portType', methods.map(portOperation), { name: `${name}PortType` }),
      element('binding', [SOAP_BINDING, ...methods.map(bindingOperation)], {
        name: `${name}Binding`,
        type: `tns:${name}PortType`,
      }),
      element('service', [port(name, endpoint)], { name: `${name}Service` }),
    ],
    {
      targetNamespace: namespace,
      xmlns: 'http://schemas.xmlsoap.org/wsdl/',
      'xmlns:soap': 'http://schemas.xmlsoap.org/wsdl/soap/',
      'xmlns:tns': namespace,
      'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
    },
  );
}

const SOAP_BINDING = element('soap:binding', [], {
  style: 'document',
  transport: 'http://schemas.xmlsoap.org/soap/http',
});

function message(name: string, parts: readonly (readonly [string, string])[]): XmlElement {
  const children = parts.map(([part, type]) => element('part', [], { element: type, name: part }));
  return element('message', children, { name });
}

function portOperation({ name }: ApexMethod): XmlElement {
  return element(
    'operation',
    [
      element('input', [], { message: `tns:${name}Request` }),
      element('output', [], { message: `tns:${name}Response` }),
    ],
    { name },
  );
}

function bindingOperation({ name }: ApexMethod): XmlElement {
  const body = element('soap:body', [], { parts: 'parameters', use: 'literal' });
  const header = element('soap:header', [], {
    message: 'tns:Header',
    part: 'SessionHeader',
    use: 'literal',
  });
  return element(
    'operation',
    [
      element('soap:operation', [], { soapAction: '' }),
      element('input', [header, body]),
      element('output', [element('soap:body', [], { use: 'literal' })]),
    ],
    { name },
  );
}

function port(name: string, endpoint: string): XmlElement {
  const address = element('soap:address', [], { location: endpoint });
  return element('port', [address], { binding: `tns:${name}Binding`, name });
}
