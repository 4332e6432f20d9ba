/** A request and a response as every API family of the local org sees them, whether they came by HTTP or inside a composite call. */
import type { BlobContent } from '../data/blob-store.ts';
import { emptyEntityBody, jsonParserError } from './api-errors.ts';
import { parseJson } from './json-body.ts';

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type HttpMethod = (typeof HTTP_METHODS)[number];

/** A multipart/form-data part: Salesforce takes record fields in one JSON part and one blob in another. */
export interface BodyPart {
  readonly name: string;
  readonly contentType: string;
  /** The text of a JSON part; null for a blob. */
  readonly json: string | null;
  /** What a base64 field is to hold; null for the JSON part. */
  readonly blob: string | null;
}

export interface ApiRequest {
  readonly method: HttpMethod;
  /** As the caller wrote it, without the query string. */
  readonly path: string;
  /** Decoded path segments, without empty ones: `/services/data/v62.0/query` is four. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Scheme and authority as the caller wrote them, without a trailing slash. */
  readonly origin: string;
  readonly remoteAddress: string;
}

/** The entity body, read the way the resource needs it. */
export interface RequestBody {
  readonly isEmpty: boolean;
  readonly bytes: Buffer;
  /** Of a multipart body, whose bytes are not kept. */
  readonly parts: readonly BodyPart[];
  /** The parsed JSON; throws Salesforce's JSON_PARSER_ERROR. */
  json(): unknown;
}

/** `BlobContent` is streamed, `Uint8Array` sent as it is, `string` as text, everything else as JSON; `undefined` sends no body. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers, body };
}

export const ok = (body: unknown): ApiResponse => json(200, body);

export const noContent = (): ApiResponse => ({ status: 204, headers: {}, body: undefined });

/** A response with its own content type: HTML pages, XML envelopes, blobs. */
export function content(
  status: number,
  contentType: string,
  body: string | Uint8Array | BlobContent,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { ...headers, 'Content-Type': contentType }, body };
}

export function redirect(
  location: string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status: 302, headers: { ...headers, Location: location }, body: undefined };
}

export function bytesBody(bytes: Buffer): RequestBody {
  return {
    isEmpty: bytes.length === 0,
    bytes,
    parts: [],
    json: () => {
      if (bytes.length === 0) throw emptyEntityBody();
      // Some clients begin with a byte order mark.
      return parseJson(bytes.toString('utf8').replace(/^\ufeff/, ''));
    },
  };
}

export const multipartBody = (parts: readonly BodyPart[]): RequestBody => ({
  ...bytesBody(Buffer.alloc(0)),
  isEmpty: parts.length === 0,
  parts,
});

/** The body of a composite subrequest, which is already parsed. */
export function valueBody(value: unknown): RequestBody {
  return {
    isEmpty: value === undefined || value === null,
    bytes: Buffer.from(value === undefined ? '' : JSON.stringify(value)),
    parts: [],
    json: () => {
      if (value === undefined || value === null) throw emptyEntityBody();
      return value;
    },
  };
}

/** The body as a JSON object, or Salesforce's error when it is any other JSON value. */
export function jsonObject(body: RequestBody): Readonly<Record<string, unknown>> {
  const value = body.json();
  if (!isObject(value))
    throw jsonParserError('Cannot deserialize the request body: expected a JSON object');
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
