/** An HTTP listener on 127.0.0.1 whose answers come from PHP in WebAssembly. */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { PhpRequestHandler, PhpResponse } from './packages.ts';

/** Set by Node itself for the bytes it sends. */
const OWN_HEADERS = new Set(['content-length', 'transfer-encoding', 'connection', 'x-powered-by']);

/** Resolves when the listener accepts connections; rejects when the port is taken. */
export async function servePhp(handler: PhpRequestHandler, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(handler, request, response).catch((error: unknown) => {
      console.error(`${request.method ?? ''} ${request.url ?? ''}:`, error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('PHP stopped while it answered this request.\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(
  handler: PhpRequestHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const body = await buffer(request);
  const result = await handler.request({
    method,
    url: request.url ?? '/',
    headers: joinedHeaders(request),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  if (result.errors !== '') console.error(result.errors.trimEnd());
  writeAnswer(result, response, method);
}

/** Node repeats a header as an array only for set-cookie, which no browser sends. */
function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function writeAnswer(result: PhpResponse, response: ServerResponse, method: string): void {
  for (const [name, values] of Object.entries(result.headers)) {
    if (!OWN_HEADERS.has(name.toLowerCase())) response.setHeader(name, values);
  }
  response.writeHead(result.httpStatusCode);
  response.end(method === 'HEAD' ? undefined : result.bytes);
}
