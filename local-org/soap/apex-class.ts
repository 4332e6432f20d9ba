/** Apex SOAP: `/services/Soap/class/[namespace/]Class`, a class's `webservice static` methods. */
import { SalesforceError } from '../errors.ts';
import type { ApiResponse } from '../http/message.ts';
import { element, nil } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { ApexArguments, ApexClass, ApexValue } from '../apex/apex-class.ts';
import { UnhandledApexException } from '../apex/apex-exception.ts';
import { codeKey, findApexClass, typeScopeOf } from '../apex/apex-classes.ts';
import { mayCallApex } from '../apex/class-access.ts';
import { NO_REST_REQUEST, noRestResponse, runMethod } from '../apex/run-method.ts';
import type { ApexMethod } from '../apex/source/declarations.ts';
import { resolveType } from '../apex/values/apex-type.ts';
import { xmlMembers } from '../apex/values/read-xml.ts';
import { distinct, toApex } from '../apex/values/to-apex.ts';
import { xmlOf } from '../apex/values/write-xml.ts';
import type { LocalOrg } from '../local-org.ts';
import type { OpenCall } from '../platform.ts';
import { envelope, faultEnvelope, readEnvelope, SoapFault } from './envelope.ts';
import { soapSession } from './soap-session.ts';

/** The methods that the class offers by SOAP; none where it is not global. */
export function webserviceMethods({ declaration }: ApexClass): readonly ApexMethod[] {
  if (!declaration.modifiers.includes('global')) return [];
  return declaration.methods.filter(
    ({ modifiers }) => modifiers.includes('webservice') && modifiers.includes('static'),
  );
}

export function classNamespace({ name, namespace }: ApexClass): string {
  return `http://soap.sforce.com/schemas/class/${namespace === null ? '' : `${namespace}/`}${name}`;
}

export function apexClassSoap(call: OpenCall): ApiResponse {
  const apexClass = classOfPath(call);
  const namespace = apexClass === undefined ? call.request.path : classNamespace(apexClass);
  const namespaces = { xmlns: namespace, 'xmlns:sf': namespace };
  try {
    return envelope(namespaces, answer(call, apexClass, namespace));
  } catch (error) {
    if (error instanceof SoapFault) return faultEnvelope(namespaces, error);
    throw error;
  }
}

/** The class that a path below `/class/` names. */
export function classOfPath(call: OpenCall): ApexClass | undefined {
  const { namespace = null, name = '' } = call.params;
  return findApexClass(call.platform.org, name, namespace);
}

function answer(call: OpenCall, apexClass: ApexClass | undefined, namespace: string): XmlElement {
  const request = readEnvelope(call.request);
  const session = soapSession(call, request, apexClass?.apiVersion ?? '');
  const { operation } = request;
  const method =
    apexClass &&
    webserviceMethods(apexClass).find((candidate) => candidate.name === operation.name);
  if (apexClass === undefined || method === undefined) {
    throw clientFault(
      `No operation available for request {${namespace}}${operation.name}, please check the WSDL for the service.`,
    );
  }
  const { org, apexImplementations } = call.platform;
  if (
    !mayCallApex({ session, platform: call.platform }, codeKey(apexClass.name, apexClass.namespace))
  ) {
    throw new SoapFault(
      'INSUFFICIENT_ACCESS',
      `You do not have access to the Apex class named: ${apexClass.name}`,
    );
  }
  const args = readArguments(org, apexClass, method, operation);
  const target = { apexClass, method, args, request: NO_REST_REQUEST, response: noRestResponse() };
  const value = asFault(() => runMethod({ org, session }, apexImplementations, target));
  return element(`${method.name}Response`, resultOf(org, apexClass, method, value));
}

function readArguments(
  org: LocalOrg,
  apexClass: ApexClass,
  method: ApexMethod,
  operation: XmlElement,
): ApexArguments {
  const scope = typeScopeOf(org, apexClass);
  const parameters = method.parameters.map(({ name, type }) => ({
    name,
    type: resolveType(scope, type),
  }));
  const absent = parameters.map(({ name }) => [name, null] as const);
  const given = asFault(() =>
    distinct(xmlMembers(operation.children, parameters)).map(({ name, value }) => {
      const parameter = parameters.find((one) => one.name === name);
      if (parameter === undefined) {
        throw clientFault(`Element ${name} invalid at this location`);
      }
      return [name, toApex(parameter.type, value)] as const;
    }),
  );
  return Object.fromEntries([...absent, ...given]);
}

function resultOf(
  org: LocalOrg,
  apexClass: ApexClass,
  { returnType }: ApexMethod,
  value: ApexValue,
): readonly XmlElement[] {
  if (returnType === null) return [];
  if (value === null || value === undefined) return [nil('result')];
  return xmlOf('result', resolveType(typeScopeOf(org, apexClass), returnType), value);
}

/** What Apex throws is the client's fault, with the exception and its trace as text. */
function asFault<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnhandledApexException || error instanceof SalesforceError) {
      throw clientFault(error.message);
    }
    throw error;
  }
}

const clientFault = (message: string): SoapFault => new SoapFault('soapenv:Client', message, null);
