/** Between node's http server and the API: reads requests within Salesforce's bounds and delivers responses, spoiled ones too. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BlobContent, LARGE_BLOB_BYTES } from '../data/blob-store.ts';
import type { DeliveryFault } from '../control/fault-kinds.ts';
import {
  entityTooLarge,
  headersTooLarge,
  jsonParserError,
  malformedUrl,
  methodNotAllowed,
  uriTooLong,
} from './api-errors.ts';
import { bytesBody, HTTP_METHODS, multipartBody } from './message.ts';
import type { ApiRequest, ApiResponse, HttpMethod, RequestBody } from './message.ts';
import { JsonBlobs } from './json-blobs.ts';
import { readMultipart } from './multipart.ts';
import type { BlobFields } from './multipart.ts';

/** URI alone: 414; URI and headers together: 431 (KB 000386264). */
const MAX_URI_BYTES = 16_384;
export const MAX_BODY_BYTES = 52_428_800;
const MAX_MULTIPART_BYTES = 524_288_000;
const GZIP_FROM_BYTES = 4_096;

export interface Delivery {
  readonly response: ApiResponse;
  /** How to spoil the delivery, when a fault rule asked for it. */
  readonly fault: DeliveryFault | null;
}

export interface ApiEndpoint extends BlobFields {
  answer(request: ApiRequest): Promise<Delivery>;
  /** The answer to a request that could not even be read. */
  refuse(error: unknown): ApiResponse;
}

export function createListener(endpoint: ApiEndpoint): RequestListener {
  return (incoming, outgoing) => {
    void serve(endpoint, incoming, outgoing);
  };
}

async function serve(
  endpoint: ApiEndpoint,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const delivery = await readRequest(endpoint, incoming)
    .then((request) => endpoint.answer(request))
    .catch((error: unknown): Delivery => {
      // Whatever is left of an unread body must not be taken for the next request.
      outgoing.setHeader('Connection', 'close');
      return { response: endpoint.refuse(error), fault: null };
    });
  await deliver(incoming, outgoing, delivery);
}

async function readRequest(endpoint: ApiEndpoint, incoming: IncomingMessage): Promise<ApiRequest> {
  const target = incoming.url ?? '/';
  checkSize(target, incoming);
  const body = await readBody(endpoint, incoming);
  const [path, search = ''] = splitOnce(target, '?');
  const query = new URLSearchParams(search);
  const headers = flatHeaders(incoming);
  return {
    method: effectiveMethod(incoming, query),
    path,
    segments: decodeSegments(path, search),
    query,
    headers,
    body,
    origin: `http://${headers['host'] ?? 'localhost'}`,
    remoteAddress: incoming.socket.remoteAddress ?? '',
  };
}

function checkSize(target: string, incoming: IncomingMessage): void {
  if (target.length > MAX_URI_BYTES) throw uriTooLong();
  const headerBytes = incoming.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  if (target.length + headerBytes > MAX_URI_BYTES) throw headersTooLarge();
}

/** `?_HttpMethod=PATCH` on a POST is for clients that cannot send PATCH. */
function effectiveMethod(incoming: IncomingMessage, query: URLSearchParams): HttpMethod {
  const override = incoming.method === 'POST' ? query.get('_HttpMethod') : null;
  const name = (override ?? incoming.method ?? 'GET').toUpperCase();
  const method = HTTP_METHODS.find((known) => known === name);
  if (method === undefined) throw methodNotAllowed(name, HTTP_METHODS);
  return method;
}

/** Empty segments vanish: the Salesforce CLI asks for `//services/...`, others end paths with a slash. */
export function decodeSegments(path: string, search = ''): readonly string[] {
  try {
    // Only to refuse what URLSearchParams would quietly keep.
    decodeURIComponent(search.replaceAll('+', ' '));
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    throw malformedUrl();
  }
}

/** Files come by multipart, and may be larger (dome_sobject_insert_update_blob). */
async function readBody(endpoint: ApiEndpoint, incoming: IncomingMessage): Promise<RequestBody> {
  const { headers } = incoming;
  if (headers['content-type']?.startsWith('multipart/form-data') === true) {
    return multipartBody(await readMultipart(incoming, endpoint, MAX_MULTIPART_BYTES));
  }
  const mayHoldBlobs =
    headers['content-type']?.startsWith('application/json') === true &&
    headers['content-encoding'] === undefined &&
    !(Number(headers['content-length']) < LARGE_BLOB_BYTES);
  return bytesBody(
    mayHoldBlobs ? await readJson(endpoint, incoming) : await readBytes(incoming, MAX_BODY_BYTES),
  );
}

async function readJson(endpoint: ApiEndpoint, incoming: IncomingMessage): Promise<Buffer> {
  const json = new JsonBlobs(endpoint.blobs, (name) => endpoint.isBlobField(name));
  for await (const chunk of bounded(incoming, MAX_BODY_BYTES)) json.push(chunk);
  return json.finish();
}

async function readBytes(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bounded(incoming, limit)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return incoming.headers['content-encoding'] === 'gzip' ? gunzip(bytes) : bytes;
}

async function* bounded(incoming: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw entityTooLarge();
    yield chunk;
  }
}

/** Bounded: a small body must not unfold into gigabytes. */
function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BODY_BYTES });
  } catch {
    throw jsonParserError('The request body is not valid gzip data');
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

async function deliver(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { response, fault }: Delivery,
): Promise<void> {
  if (fault?.kind === 'slow-headers') {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  }
  if (response.body instanceof BlobContent && fault === null) {
    await stream(incoming, outgoing, response, response.body);
    return;
  }
  const prettyPrint = incoming.headers['x-prettyprint'] === '1';
  let payload = encodeBody(await inMemory(response.body), prettyPrint);
  if (fault?.kind === 'truncated-json') payload = payload.subarray(0, payload.length / 2);
  for (const [name, value] of Object.entries(response.headers)) outgoing.setHeader(name, value);
  if (response.body !== undefined && !outgoing.hasHeader('Content-Type')) {
    outgoing.setHeader('Content-Type', 'application/json;charset=UTF-8');
  }
  if (payload.length >= GZIP_FROM_BYTES && acceptsGzip(incoming)) {
    payload = gzipSync(payload, { level: 1 });
    outgoing.setHeader('Content-Encoding', 'gzip');
  }
  if (response.status !== 204 && response.status !== 304) {
    outgoing.setHeader('Content-Length', payload.length);
  }
  outgoing.statusCode = response.status;
  if (fault?.kind === 'reset-mid-body') {
    outgoing.write(payload.subarray(0, payload.length / 2), () => outgoing.destroy());
    return;
  }
  outgoing.end(incoming.method === 'HEAD' ? undefined : payload);
}

/** A blob whose delivery is to be spoiled. */
async function inMemory(body: unknown): Promise<unknown> {
  if (!(body instanceof BlobContent)) return body;
  return Buffer.concat((await body.open().toArray()) as Buffer[]);
}

/** Never compressed: what is large enough to be streamed mostly is already. */
async function stream(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, headers }: ApiResponse,
  blob: BlobContent,
): Promise<void> {
  outgoing.writeHead(status, { ...headers, 'Content-Length': blob.size });
  if (incoming.method === 'HEAD') {
    outgoing.end();
    return;
  }
  // A caller who goes away ends it, and is told nothing.
  await pipeline(blob.open(), outgoing).catch(() => outgoing.destroy());
}

function encodeBody(body: unknown, prettyPrint: boolean): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body, null, prettyPrint ? 2 : undefined), 'utf8');
}

function acceptsGzip(incoming: IncomingMessage): boolean {
  return (incoming.headers['accept-encoding'] ?? '').includes('gzip');
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
