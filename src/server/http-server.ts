/** The one node http server: host check first, then `/graphql` to Apollo and everything else to Express. */

import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { ErrorRequestHandler, Express, Router } from 'express';
import type { Log } from '../common/log.ts';
import type { RequestHandler } from './graphql-endpoint.ts';

export interface HttpServerOptions {
  readonly graphql: RequestHandler;
  readonly routes: readonly Router[];
  readonly isKnownHost: (host: string | undefined) => boolean;
  readonly log: Log;
}

export function createHttpServer(options: HttpServerOptions): Server {
  const pages = createPages(options);
  const server = createServer((request, response) => {
    if (!options.isKnownHost(request.headers.host)) {
      response.writeHead(421, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ error: 'This gateway does not answer for that Host name.' }));
      return;
    }
    if (pathOf(request.url) === '/graphql') void options.graphql(request, response);
    else pages(request, response);
  });
  // Long enough for a large file on a slow line; what is read whole has a shorter time of its own.
  server.requestTimeout = 300_000;
  server.headersTimeout = 10_000;
  // Longer than the 60 seconds of common load balancers, which must not send on a connection that just closed.
  server.keepAliveTimeout = 75_000;
  return server;
}

/** @throws NodeJS.ErrnoException, EADDRINUSE where the port is taken. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Lets running requests finish, closes idle connections, and cuts what still runs after the grace period. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function createPages({ routes, log }: HttpServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(...routes);
  app.get('/', (_request, response) => {
    response.json({ name: 'Skybridge gateway', graphql: '/graphql', explorer: '/explorer' });
  });
  app.use((request, response) => {
    response.status(404).json({ error: `Nothing is at ${request.path}.` });
  });
  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    log.error({ err: error }, 'a page failed');
    if (response.headersSent) next(error);
    else response.status(500).json({ error: 'The gateway failed to answer this.' });
  };
  app.use(onError);
  return app;
}

function pathOf(url: string | undefined): string {
  const target = url ?? '/';
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}
