/** A scripted HTTP server in Salesforce's place, for what the local org cannot be made to do. */

import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface StubSalesforce {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  readonly close: () => Promise<void>;
}

export type Answerer = (call: ReceivedCall, response: ServerResponse, index: number) => void;

export async function startStub(answer: Answerer): Promise<StubSalesforce> {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      calls.push(call);
      answer(call, response, calls.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** One row that tells which statement it answers. */
export function pageFor(path: string): unknown {
  const soql = new URL(path, 'http://stub').searchParams.get('q') ?? path;
  return { totalSize: 1, done: true, records: [{ attributes: { type: 'T' }, Soql: soql }] };
}
