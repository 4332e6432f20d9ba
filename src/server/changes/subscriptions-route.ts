/** `POST /subscriptions`: one subscription per connection as server-sent events, by the graphql-sse protocol. */

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import type { Request, Response } from 'express';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { createHandler } from 'graphql-sse';
import type { Handler } from 'graphql-sse';
import type { SignedRequest } from '../../auth/site-request.ts';
import type { RefusedCredentials } from '../../auth/refused-credentials.ts';
import { createStandingViewer } from '../../auth/standing-viewer.ts';
import type { AuthenticatedViewer, ViewerOptions } from '../../auth/viewer-of-request.ts';
import type { ChangesConfig } from '../../common/config/file-schema.ts';
import { AppError } from '../../common/errors.ts';
import type { Log } from '../../common/log.ts';
import type { Envelope } from '../../store/envelope.ts';
import type { SiteStore } from '../../store/store.ts';
import { corsHeaders } from '../cors.ts';
import { formatThrown } from '../format-error.ts';
import { MAX_BODY_BYTES, parseJsonBody, refusalByHeaders, TOO_LARGE } from '../graphql-request.ts';
import type { Refusal } from '../graphql-request.ts';
import type { GuardOptions, OperationScreen } from '../guards.ts';
import { statusOf } from '../http-status.ts';
import { readBody } from '../read-body.ts';
import type { ServedOrgs } from '../served-orgs.ts';
import { openSubscription } from './open-subscription.ts';
import type { SubscriptionParams } from './open-subscription.ts';
import type { Subscriber } from './subscriber.ts';
import type { SubscriptionPlaces } from './subscription-places.ts';

export interface SubscriptionRouteOptions {
  readonly orgs: ServedOrgs;
  readonly changes: ChangesConfig;
  readonly places: SubscriptionPlaces;
  readonly authenticate: (
    authorization: string | undefined,
    request: SignedRequest,
  ) => Promise<AuthenticatedViewer>;
  readonly refusals: RefusedCredentials;
  readonly viewers: () => ViewerOptions;
  readonly siteStore: Pick<SiteStore, 'find'>;
  readonly screen: OperationScreen;
  readonly guards: GuardOptions;
  readonly publicAnonymous: boolean;
  readonly corsOrigins: ReadonlySet<string>;
  readonly envelope: Envelope;
  readonly log: Log;
}

export interface SubscriptionRoute {
  readonly router: Router;
  /** Ends every subscription, so that clients go elsewhere. */
  close(): void;
}

/** How often it is looked whether the viewer may go on, while nothing changes. */
const RECHECK_MS = 10_000;
const DRAIN_LOOK_MS = 25;

export function createSubscriptionRoute(options: SubscriptionRouteOptions): SubscriptionRoute {
  const open = new Set<Subscriber>();
  const router = Router().all('/subscriptions', (request, response) => {
    const cors = corsHeaders(request, options.corsOrigins);
    if (cors !== null) response.setHeaders(cors);
    response.set({
      'cache-control': 'no-store',
      vary: 'Origin',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'OPTIONS') {
      response.status(204).set('allow', 'POST, OPTIONS').end();
      return;
    }
    serve({ request, response, open, options }).catch(async (error: unknown) => {
      const { authorization } = request.headers;
      await options.refusals.record(error, { authorization, route: '/subscriptions' });
      if (response.headersSent) response.destroy();
      else refuse(response, statusOf(error), formatThrown(error, options.log));
    });
  });
  return {
    router,
    close: () => {
      for (const subscriber of open) subscriber.close();
    },
  };
}

// Private:

interface Connection {
  readonly request: Request;
  readonly response: Response;
  readonly open: Set<Subscriber>;
  readonly options: SubscriptionRouteOptions;
}

async function serve(connection: Connection): Promise<void> {
  const { request, response, options } = connection;
  const body = await bodyOf(request, response);
  if (body === null) return;
  const { authorization } = request.headers;
  const authenticated = await options.authenticate(authorization, {
    method: 'POST',
    target: request.originalUrl,
    body,
  });
  const parsed = parseJsonBody(body);
  if (parsed.kind === 'refused') {
    refuseBy(response, parsed.refusal);
    return;
  }
  const giveBack = options.places.take(placeOf(authenticated, authorization));
  try {
    await answer(connection, parsed.value, handlerFor(connection, authenticated));
  } finally {
    giveBack();
  }
}

function handlerFor(connection: Connection, authenticated: AuthenticatedViewer): Handler {
  const { options } = connection;
  return createHandler({
    // No tokens: each subscription has a connection of its own, and a credential of its own.
    authenticate: () => null,
    onSubscribe: async (_request, { query, operationName, variables }) => {
      try {
        options.screen(query, authenticated.viewer);
        const params = { query, operationName: operationName ?? null, variables: variables ?? {} };
        return await streamOf(connection, authenticated, params);
      } catch (error) {
        return onlyError(formatThrown(error, options.log));
      }
    },
  });
}

/** As a stream, since what has no `data` the library takes for no result. */
async function* onlyError(
  error: GraphQLFormattedError,
): AsyncGenerator<ExecutionResult, void, undefined> {
  yield await Promise.resolve({ errors: [error] } as unknown as ExecutionResult);
}

async function streamOf(
  { request, response, open, options }: Connection,
  authenticated: AuthenticatedViewer,
  params: SubscriptionParams,
): Promise<AsyncGenerator<ExecutionResult, void, undefined>> {
  const { changes, envelope, guards, publicAnonymous, log, siteStore } = options;
  const served = options.orgs.get(authenticated.org);
  const feed = served.changes;
  if (feed === null) throw notFollowed();
  const { authorization } = request.headers;
  const subscriber = await openSubscription(params, {
    ...{ served, feed, guards, publicAnonymous, envelope },
    standingViewer: await createStandingViewer(authorization, authenticated, {
      ...options.viewers(),
      siteStore,
    }),
    stream: {
      format: (error) => formatThrown(error, log),
      livesMs: changes.subscriptionMinutes * 60_000,
      recheckMs: RECHECK_MS,
      drained: () => drained(response),
    },
  });
  open.add(subscriber);
  response.once('close', () => {
    open.delete(subscriber);
    subscriber.close();
  });
  if (response.closed) subscriber.close();
  return subscriber.run();
}

async function answer({ request, response }: Connection, body: unknown, handle: Handler) {
  const [content, { status, headers }] = await handle({
    method: 'POST',
    url: request.originalUrl,
    headers: { get: (name) => request.get(name) },
    body: body as Record<string, unknown>,
    raw: request,
    context: undefined,
  });
  response.writeHead(status, { ...headers });
  if (typeof content === 'string' || content === null) {
    response.end(content ?? '');
    return;
  }
  for await (const chunk of content) {
    if (response.closed) break;
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  }
  response.end();
}

/** A client that does not read is told nothing more: what changes meanwhile waits, each record once. */
async function drained(response: Response): Promise<void> {
  while (!response.closed && response.writableLength > 0) await pause(DRAIN_LOOK_MS);
}

/** @returns null where the request was answered already. */
async function bodyOf(request: Request, response: Response): Promise<Buffer | null> {
  const refusal = request.method === 'POST' ? refusalByHeaders(request) : ONLY_POST;
  const read = await readBody(request, MAX_BODY_BYTES);
  const early = read.kind === 'too-large' ? TOO_LARGE : (refusal ?? acceptRefusal(request));
  if (early !== null) refuseBy(response, early);
  return early === null && read.kind === 'read' ? read.body : null;
}

const ONLY_POST: Refusal = {
  status: 405,
  message: 'Subscriptions are opened by POST.',
  hint: 'Send {"query": "subscription {...}"} by POST; a browser’s EventSource cannot.',
  headers: { allow: 'POST, OPTIONS' },
};

function acceptRefusal(request: Request): Refusal | null {
  if (request.headers.accept === 'text/event-stream') return null;
  return {
    status: 406,
    message: 'Subscriptions are answered as server-sent events.',
    hint: 'Send "Accept: text/event-stream".',
  };
}

/** A token stands for a role, so everybody who shows it shares its places; the visitors of a site share those of the site. */
function placeOf({ viewer }: AuthenticatedViewer, authorization: string | undefined): string {
  if (viewer.site !== null) return JSON.stringify([viewer.site, viewer.subject]);
  return createHash('sha256')
    .update(authorization ?? '')
    .digest('base64url');
}

function notFollowed(): AppError {
  return new AppError('NOT_FOUND', 'This gateway does not follow the changes of the org.', {
    hint: 'Its operator can set changes.enabled in skybridge.yaml.',
  });
}

function refuseBy(response: Response, { status, message, hint, headers = {} }: Refusal): void {
  response.set(headers);
  refuse(response, status, { message, extensions: { code: 'BAD_REQUEST', hint } });
}

function refuse(response: Response, status: number, error: GraphQLFormattedError): void {
  const { retryAfter } = error.extensions ?? {};
  if (typeof retryAfter === 'number') response.set('retry-after', String(retryAfter));
  if (status === 401) response.set('www-authenticate', 'Bearer');
  response.status(status).json({ errors: [error] });
}
