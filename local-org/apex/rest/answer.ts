/** The HTTP answer of an Apex REST method: its return value, or what it wrote to RestContext.response. */
import { SalesforceError } from '../../errors.ts';
import { content } from '../../http/message.ts';
import type { ApiRequest, ApiResponse, HttpMethod } from '../../http/message.ts';
import { element, writeXml } from '../../http/xml.ts';
import type { ApexValue, RestResponse } from '../apex-class.ts';
import type { ApexMethod } from '../source/declarations.ts';
import { fitsXml, resolveType } from '../values/apex-type.ts';
import type { TypeScope } from '../values/apex-type.ts';
import { fromApex } from '../values/from-apex.ts';
import { xmlOf } from '../values/write-xml.ts';

export type ApexRestFormat = 'json' | 'xml';

/** The format to answer in; throws 406 where the caller takes neither, or XML cannot carry the return type. */
export function checkAccept(
  request: ApiRequest,
  method: ApexMethod,
  scope: TypeScope,
): ApexRestFormat {
  if (method.returnType === null) return 'json';
  const format = requestedFormat(request);
  if (format === null) throw notAcceptable(request.headers['accept'] ?? '');
  if (format === 'xml' && !fitsXml(resolveType(scope, method.returnType))) {
    throw notAcceptable('application/xml');
  }
  return format;
}

function requestedFormat(request: ApiRequest): ApexRestFormat | null {
  if (/\.xml$/i.test(request.path)) return 'xml';
  const accept = request.headers['accept'] ?? '';
  if (accept === '' || /\.json$/i.test(request.path)) return 'json';
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  for (const type of types) {
    if (['*/*', 'application/*', 'application/json'].includes(type)) return 'json';
    if (type === 'application/xml' || type === 'text/xml') return 'xml';
  }
  return null;
}

const notAcceptable = (accept: string): SalesforceError =>
  new SalesforceError(
    406,
    'NOT_ACCEPTABLE',
    `Accept header specified in HTTP request is not supported: ${accept}`,
  );

export interface MethodResult {
  readonly verb: HttpMethod;
  readonly method: ApexMethod;
  readonly scope: TypeScope;
  readonly format: ApexRestFormat;
  readonly value: ApexValue;
  readonly response: RestResponse;
}

/** A PATCH that returns nothing answers 204, everything else 200, unless the method set a status. */
export function answerOf(result: MethodResult): ApiResponse {
  const { method, response, scope, value } = result;
  if (method.returnType === null) return ownResponse(result);
  const type = resolveType(scope, method.returnType);
  const status = response.statusCode ?? 200;
  if (result.format === 'json') {
    // A string is a JSON string here, which the listener would send as it is.
    const text = JSON.stringify(fromApex(type, value));
    return content(status, 'application/json;charset=UTF-8', text, response.headers);
  }
  const [root = element('response')] = type.kind === 'list' ? [] : xmlOf('response', type, value);
  const whole = type.kind === 'list' ? element('response', xmlOf('response', type, value)) : root;
  return content(status, 'application/xml', writeXml(whole), response.headers);
}

function ownResponse({ verb, response }: MethodResult): ApiResponse {
  const { statusCode, responseBody, headers } = response;
  if (responseBody === null) {
    return { status: statusCode ?? (verb === 'PATCH' ? 204 : 200), headers, body: undefined };
  }
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    status: statusCode ?? 200,
    // What Salesforce calls bytes of an unnamed type, without the hyphen.
    headers: named ? headers : { ...headers, 'Content-Type': 'application/octetstream' },
    body: responseBody,
  };
}
