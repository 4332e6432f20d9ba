/** The jsforce connection for everything off the hot path (describe, limits), with jsforce's known traps closed. */

import { AppError } from '../common/errors.ts';
import { apiErrorFrom, transportErrorFrom } from './api-error.ts';
import { parseJson } from './parse-json.ts';
import type { TokenSource } from './token-source.ts';

export interface OrgRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute path on the instance. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OrgAnswer {
  /** 2xx or 304. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is no body. */
  readonly body: unknown;
}

export interface OrgConnection {
  /** Such as "62.0". */
  readonly apiVersion: string;
  /** @throws AppError */
  request(request: OrgRequest): Promise<OrgAnswer>;
}

export interface OrgConnectionOptions {
  readonly tokens: TokenSource;
  readonly apiVersion: string;
  readonly timeoutMs: number;
}

export function createOrgConnection(options: OrgConnectionOptions): OrgConnection {
  return {
    apiVersion: options.apiVersion,
    request: (request) => withDeadline(options.timeoutMs, () => send(request, options)),
  };
}

/** jsforce takes a fifth of a second to load, which a start from the stored catalogue need not wait for. */
async function loadJsforce() {
  const [{ Connection }, { HttpApi }] = await Promise.all([
    import('jsforce/lib/connection.js'),
    import('jsforce/lib/http-api.js'),
  ]);
  return { Connection, HttpApi };
}

/**
 * One jsforce connection per call, for the sake of a bounded refresh: jsforce refreshes and repeats for as long as it
 * meets 401, so the refresh function lets it do so once per connection.
 */
async function send(request: OrgRequest, options: OrgConnectionOptions): Promise<OrgAnswer> {
  const { Connection, HttpApi } = await loadJsforce();
  const token = await options.tokens.current();
  const refusals: AppError[] = [];
  let renewals = 0;
  const connection = new Connection({
    version: options.apiVersion,
    instanceUrl: token.instanceUrl,
    accessToken: token.value,
    refreshFn: (_connection, callback) => {
      renewals += 1;
      if (renewals > 1) {
        refusals.push(apiErrorFrom(401, undefined));
        callback(refusals[0]);
        return;
      }
      options.tokens.renew(token).then(
        (renewed) => void callback(null, renewed.value),
        (error: unknown) => {
          refusals.push(error instanceof AppError ? error : transportErrorFrom(error));
          callback(refusals[0]);
        },
      );
    },
  });
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  const api = new HttpApi(connection, {
    // A 503 must fail now, not after five silent retries; a redirect must not carry the token to another host.
    retry: { maxRetries: 0 },
    timeout: options.timeoutMs,
    followRedirect: false,
    httpProxy: undefined,
    responseType: 'text/plain',
  });
  api.on('response', (response: { statusCode: number; headers: Record<string, string> }) => {
    status = response.statusCode;
    headers = response.headers;
  });
  try {
    const text = await api.request<string>({
      method: request.method,
      url: `${token.instanceUrl}${request.path}`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...request.headers,
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    if (status === 304) return { status, headers, body: undefined };
    return { status, headers, body: parseBody(status, text) };
  } catch (error) {
    throw refusals[0] ?? errorFrom(status, headers, error);
  }
}

function parseBody(status: number, text: string | undefined): unknown {
  try {
    if ((text === undefined || text === '') && status < 300) return undefined;
    const body = JSON.parse(text ?? '') as unknown;
    if (status < 300) return body;
    throw apiErrorFrom(status, body);
  } catch (error) {
    throw error instanceof AppError ? error : apiErrorFrom(status, undefined);
  }
}

/** jsforce's HttpApiError holds code and message but not the status, which the response event told. */
function errorFrom(
  status: number,
  headers: Readonly<Record<string, string>>,
  error: unknown,
): AppError {
  if (error instanceof AppError) return error;
  if (status === 0) return transportErrorFrom(error);
  const text = error instanceof Error ? error.message : '';
  return apiErrorFrom(status, parseJson(text), headers['retry-after']);
}

/** jsforce's own timeout ends with the headers; this one covers the body too. */
async function withDeadline<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(transportErrorFrom(new DOMException('no answer in time', 'TimeoutError')));
    }, milliseconds);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
