/** `/graphql`, answered straight from node http: checks, authentication, then Apollo. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { HTTPGraphQLResponse } from '@apollo/server';
import type { RefusedCredentials } from '../auth/refused-credentials.ts';
import type { AuthenticatedViewer } from '../auth/viewer-of-request.ts';
import type { SignedRequest } from '../auth/site-request.ts';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { ApiBudget } from '../salesforce/limit-info.ts';
import { corsHeaders } from './cors.ts';
import { formatFailure } from './format-error.ts';
import { MAX_BODY_BYTES, TOO_LARGE, parseJsonBody, refusalByHeaders } from './graphql-request.ts';
import type { Refusal } from './graphql-request.ts';
import type { OperationScreen } from './guards.ts';
import { statusOf } from './http-status.ts';
import { createReport } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { ANSWER_TYPE } from './known-operations.ts';
import type { Metrics } from './metrics.ts';
import { readBody } from './read-body.ts';
import { bytesOfAnswer } from './serialise-answer.ts';
import type { GraphqlCore } from './served-org.ts';

export interface GraphqlEndpointOptions {
  /** What answers for an org. @param org null for the main one. @throws AppError where it is not known. */
  readonly coreOf: (org: string | null) => GraphqlCore;
  readonly authenticate: (
    authorization: string | undefined,
    request: SignedRequest,
  ) => Promise<AuthenticatedViewer>;
  readonly refusals: RefusedCredentials;
  readonly screen: OperationScreen;
  readonly corsOrigins: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly log: Log;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const COMMON_HEADERS = {
  'cache-control': 'no-store',
  vary: 'Origin',
  'x-content-type-options': 'nosniff',
};

export function createGraphqlEndpoint(options: GraphqlEndpointOptions): RequestHandler {
  return async (request, response) => {
    try {
      const cors = corsHeaders(request, options.corsOrigins);
      if (cors !== null) response.setHeaders(cors);
      if (request.method === 'OPTIONS') {
        response.writeHead(204, { allow: 'GET, POST, OPTIONS', ...COMMON_HEADERS }).end();
        return;
      }
      await answer(request, response, options);
    } catch (error) {
      fail(response, error, options);
      const { authorization } = request.headers;
      await options.refusals.record(error, { authorization, route: '/graphql' });
    }
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: GraphqlEndpointOptions,
): Promise<void> {
  const refusal = refusalByHeaders(request);
  const read = await readBody(request, MAX_BODY_BYTES);
  const early = read.kind === 'too-large' ? TOO_LARGE : refusal;
  if (early !== null || read.kind !== 'read') {
    if (early !== null) refuse(response, early, options);
    return;
  }

  const target = request.url ?? '/';
  let body: unknown;
  if (request.method === 'POST') {
    const parsed = parseJsonBody(read.body);
    if (parsed.kind === 'refused') {
      refuse(response, parsed.refusal, options);
      return;
    }
    body = parsed.value;
  }

  const method = request.method ?? 'GET';
  const authenticated = isPageVisit(request)
    ? null
    : await options.authenticate(request.headers.authorization, {
        method,
        target,
        body: read.body,
      });
  const core = options.coreOf(authenticated?.org ?? null);
  const apollo = core.apollo();
  if (apollo === null) throw core.unavailable();
  const text = textOf(target, body);
  if (authenticated !== null && text !== null) options.screen(text, authenticated.viewer);
  const own = authenticated === null ? null : await core.ownAccess(authenticated.viewer);
  const createContext = (): IncomingContext => {
    if (authenticated === null) throw new Error('A page visit reached execution.');
    const { viewer, vouchedFor, signature } = authenticated;
    const statements = core.createStatements(viewer, own);
    return { viewer, vouchedFor, signature, own, statements, report: createReport() };
  };
  if (authenticated !== null && method === 'POST') {
    const { accept } = request.headers;
    const known = await core.known.answer({ accept, body, createContext });
    if (known !== null) {
      sendAnswer(response, 200, KNOWN_HEADERS, known);
      return;
    }
  }
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: headerMap(request),
      search: searchOf(target),
      body,
    },
    context: () => Promise.resolve(createContext()),
  });
  send(response, answered, core.budget(), options.metrics);
}

/** A browser that opens the address wants Apollo's landing page, which needs no credential. */
function isPageVisit(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    !(request.url ?? '').includes('?') &&
    (request.headers.accept ?? '').includes('text/html')
  );
}

/** The operation's text; null where there is none, or none that Apollo would take. */
function textOf(target: string, body: unknown): string | null {
  const text =
    body === undefined
      ? new URLSearchParams(searchOf(target)).get('query')
      : (body as { readonly query?: unknown }).query;
  return typeof text === 'string' ? text : null;
}

function searchOf(target: string): string {
  return target.includes('?') ? target.slice(target.indexOf('?')) : '';
}

function headerMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function send(
  response: ServerResponse,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  budget: ApiBudget | null,
  metrics: Metrics,
): void {
  // Only @defer and @stream make chunks, and the schema has neither.
  if (body.kind === 'chunked') throw new Error('Apollo answered in chunks.');
  const text = status < 400 ? body.string : completeRefusal(body.string, budget, metrics);
  const merged = { ...COMMON_HEADERS, ...Object.fromEntries(headers) };
  sendAnswer(response, status, Object.entries(merged).flat(), text);
}

/** @param headers names and values in turn: what Node takes fastest. @param answer of `serialiseAnswer`: text or bytes. */
function sendAnswer(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  answer: string,
): void {
  const bytes = bytesOfAnswer(answer) ?? Buffer.from(answer, 'utf8');
  response.writeHead(status, [...headers, 'content-length', String(bytes.length)]);
  // Node sends a short text in one piece with the headers, and writes a long one several times slower than bytes.
  if (bytes.length < LONG_ANSWER_BYTES) response.end(bytes.toString('latin1'), 'latin1');
  else response.end(bytes);
}

const KNOWN_HEADERS: readonly string[] = Object.entries({
  ...COMMON_HEADERS,
  'content-type': ANSWER_TYPE,
}).flat();

const LONG_ANSWER_BYTES = 16 * 1024;

/** What Apollo refuses before its plugins see an answer lacks the report that every answer carries. */
function completeRefusal(text: string, budget: ApiBudget | null, metrics: Metrics): string {
  const answer = JSON.parse(text) as ExecutionResult;
  if (answer.extensions?.skybridge !== undefined) return text;
  for (const error of answer.errors ?? []) metrics.refused(String(error.extensions.code));
  return JSON.stringify({ ...answer, extensions: { skybridge: { apiCalls: 0, budget } } });
}

function refuse(response: ServerResponse, refusal: Refusal, options: GraphqlEndpointOptions): void {
  sendErrors(response, refusal.status, options, refusal.headers ?? {}, {
    message: refusal.message,
    extensions: { code: 'BAD_REQUEST', hint: refusal.hint },
  });
}

function fail(response: ServerResponse, error: unknown, options: GraphqlEndpointOptions): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const retryAfter = error instanceof AppError ? error.retryAfter : undefined;
  sendErrors(
    response,
    statusOf(error),
    options,
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    formatFailure(error, options.log),
  );
}

function sendErrors(
  response: ServerResponse,
  status: number,
  options: GraphqlEndpointOptions,
  headers: Readonly<Record<string, string>>,
  error: GraphQLFormattedError,
): void {
  options.metrics.refused(String(error.extensions?.code));
  response.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...headers,
  });
  response.end(
    JSON.stringify({
      errors: [error],
      extensions: { skybridge: { apiCalls: 0, budget: options.coreOf(null).budget() } },
    }),
  );
}
