/** Reads a request body as the parameters of an Apex REST method: by name, in any order. */
import { unsupportedMediaType } from '../../http/api-errors.ts';
import type { ApiRequest } from '../../http/message.ts';
import type { ApexArguments } from '../apex-class.ts';
import type { ApexMethod } from '../source/declarations.ts';
import { fitsXml, resolveType } from '../values/apex-type.ts';
import type { ApexType, TypeScope } from '../values/apex-type.ts';
import { readJson } from '../values/read-json.ts';
import { readXmlNode } from '../values/read-xml.ts';
import { distinct, failure, toApex } from '../values/to-apex.ts';
import type { WireMember } from '../values/wire-node.ts';

interface Parameter {
  readonly name: string;
  readonly type: ApexType;
}

/**
 * An absent parameter is null. Throws 415 for a media type that cannot carry these parameters, 400 for a body
 * that names one twice, one that the method does not have, or a value that its type does not take.
 */
export function readParameters(
  request: ApiRequest,
  method: ApexMethod,
  scope: TypeScope,
): ApexArguments {
  if (method.parameters.length === 0) {
    if (mediaType(request) === 'multipart/form-data') throw unsupported(request);
    return {};
  }
  const parameters = method.parameters.map(({ name, type }) => ({
    name,
    type: resolveType(scope, type),
  }));
  const given = request.body.isEmpty ? [] : readMembers(request, parameters);
  const values = distinct(given).map(({ name, value, at }) => {
    const parameter = parameters.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (parameter === undefined) {
      throw failure(`Unexpected parameter encountered during deserialization: ${name}`, at);
    }
    return [parameter.name, toApex(parameter.type, value)] as const;
  });
  const absent = parameters.map(({ name }) => [name, null] as const);
  return Object.fromEntries([...absent, ...values]);
}

function readMembers(request: ApiRequest, parameters: readonly Parameter[]): readonly WireMember[] {
  const text = request.body.bytes.toString('utf8');
  const type = mediaType(request);
  if (isXml(type)) {
    if (!parameters.every((parameter) => fitsXml(parameter.type))) throw unsupported(request);
    return readXmlNode(text, parameters);
  }
  if (type !== '' && type !== 'application/json') throw unsupported(request);
  const node = readJson(text);
  if (node.kind !== 'object') throw failure('Expected the parameters as a JSON object', node.at);
  return node.members;
}

export const mediaType = (request: ApiRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export const isXml = (type: string): boolean => type === 'application/xml' || type === 'text/xml';

const unsupported = (request: ApiRequest) =>
  unsupportedMediaType(request.headers['content-type'] ?? '');
