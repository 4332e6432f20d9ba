/** One part of a composite, batch or graph body, made into a request of its own. */
import { jsonParserError } from '../http/api-errors.ts';
import { decodeSegments } from '../http/listener.ts';
import { HTTP_METHODS, isObject, valueBody } from '../http/message.ts';
import type { ApiRequest, HttpMethod } from '../http/message.ts';
import type { DataCall } from '../platform.ts';

export interface Subrequest {
  readonly method: HttpMethod;
  /** As written, references not yet resolved. */
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** @param source an entry of `compositeRequest`; throws JSON_PARSER_ERROR where it is none. */
export function parseSubrequest(source: unknown): Subrequest {
  if (!isObject(source))
    throw jsonParserError('Every entry of compositeRequest must be a JSON object');
  const { url, referenceId, body, httpHeaders } = source;
  if (typeof url !== 'string')
    throw jsonParserError('Required field url is missing in a subrequest');
  if (typeof referenceId !== 'string' || referenceId === '') {
    throw jsonParserError('Required field referenceId is missing in a subrequest');
  }
  return {
    method: parseMethod(source['method']),
    url,
    referenceId,
    body,
    headers: headersOf(httpHeaders),
  };
}

export function parseMethod(value: unknown): HttpMethod {
  const method = HTTP_METHODS.find((known) => known === String(value).toUpperCase());
  if (method === undefined) throw jsonParserError(`Invalid HTTP method: ${String(value)}`);
  return method;
}

/** @param path absolute, query string included. */
export function toRequest(
  call: DataCall,
  method: HttpMethod,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiRequest {
  const [pathname = '', ...search] = path.split('?');
  const query = search.join('?');
  return {
    method,
    path: pathname,
    segments: decodeSegments(pathname, query),
    query: new URLSearchParams(query),
    headers: { ...headers, 'content-type': 'application/json' },
    body: valueBody(body),
    origin: call.request.origin,
    remoteAddress: call.request.remoteAddress,
  };
}

/** Path segments after `/services/data/vXX.X`, undecoded: only to see which resource it is. */
export function resourceOf(url: string): readonly string[] {
  const segments = (url.split('?')[0] ?? '').split('/').filter((segment) => segment !== '');
  return segments.slice(3);
}

function headersOf(source: unknown): Record<string, string> {
  if (!isObject(source)) return {};
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
