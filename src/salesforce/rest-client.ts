/** The hot path to Salesforce's REST API: pooled connections, timeouts, one bounded token renewal, typed errors. */

import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { apiErrorFrom, transportErrorFrom } from './api-error.ts';
import { parseLimitInfo } from './limit-info.ts';
import type { ApiBudget } from './limit-info.ts';
import { BrokenAnswerError, receiveAnswer } from './receive-answer.ts';
import { isVerdict, OutcomeUnknownError, wasNeverSent } from './outcome-unknown.ts';
import { parseJson } from './parse-json.ts';
import { callStream, type StreamCall, type StreamedAnswer } from './stream-call.ts';
import type { AccessToken, TokenSource } from './token-source.ts';

export interface RestClientOptions {
  readonly tokens: TokenSource;
  readonly connectTimeoutMs: number;
  /** Bound on a whole call, from sending to the last byte. */
  readonly requestTimeoutMs: number;
  /** Connections kept per instance. */
  readonly connections?: number;
  /** Called once for every answer. */
  readonly onCall?: (call: CompletedCall) => void;
}

export interface CompletedCall {
  /** HTTP status, or 0 where no answer arrived. */
  readonly status: number;
  readonly milliseconds: number;
  /** As Salesforce told with this answer; null where it did not. */
  readonly budget: ApiBudget | null;
}

/** Counts the API calls of one GraphQL request as Salesforce counts them. */
export interface CallMeter {
  apiCalls: number;
}

export interface RestClient {
  /** @param path absolute path with query. @returns the parsed JSON. @throws AppError */
  get(path: string, meter: CallMeter): Promise<unknown>;
  /** The same, unread: the body of a 2xx answer. @throws AppError */
  getBytes(path: string, meter: CallMeter): Promise<Buffer>;
  /** @throws AppError */
  post(path: string, body: unknown, meter: CallMeter): Promise<unknown>;
  /** As `post`, for what changes data. @throws AppError where nothing was done; OutcomeUnknownError where that is open. */
  write(path: string, body: unknown, meter: CallMeter): Promise<unknown>;
  /** For what is too large to be read whole. @throws AppError where it is refused; OutcomeUnknownError where an upload's fate is open. */
  stream(call: StreamCall, meter: CallMeter): Promise<StreamedAnswer>;
  /** Any call, unjudged: the answer whatever its status. @throws AppError where none arrived, or no token is to be had. */
  send(call: PlainCall, meter: CallMeter): Promise<PlainAnswer>;
  readonly close: () => Promise<void>;
}

/** A call outside the data API, such as of Apex. */
export interface PlainCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with query. */
  readonly path: string;
  /** A function makes it from the access token, which SOAP wants in its envelope. */
  readonly body: string | null | ((accessToken: string) => string);
  readonly headers: Readonly<Record<string, string>>;
}

export interface PlainAnswer {
  readonly status: number;
  readonly text: string;
}

interface Call {
  readonly method: PlainCall['method'];
  readonly path: string;
  readonly body: PlainCall['body'];
  readonly headers?: PlainCall['headers'];
  readonly isWrite: boolean;
}

interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly retryAfter: string | undefined;
}

/** Salesforce limits only calls that run 20 seconds or longer, to 25 at a time; short ones may be more. */
const DEFAULT_CONNECTIONS = 32;
/** A page of 2,000 rows with long text stays far below; anything larger is not an answer to a query of ours. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export function createRestClient(options: RestClientOptions): RestClient {
  const pools = new Map<string, Pool>();

  const poolFor = (instanceUrl: string): Pool => {
    let pool = pools.get(instanceUrl);
    if (pool === undefined) {
      pool = openPool(instanceUrl, options);
      pools.set(instanceUrl, pool);
    }
    return pool;
  };

  const send = async (call: Call, token: AccessToken, meter: CallMeter): Promise<Answer> => {
    const started = performance.now();
    let status = 0;
    let budget: ApiBudget | null = null;
    try {
      const answer = await receiveAnswer(
        poolFor(token.instanceUrl),
        requestOf(call, token),
        options.requestTimeoutMs,
      );
      const { bytes, headers } = answer;
      ({ status } = answer);
      if (isCounted(status, bytes)) meter.apiCalls += 1;
      budget = parseLimitInfo(headers['sforce-limit-info']);
      return { status, bytes, retryAfter: headers['retry-after'] };
    } catch (error) {
      status = error instanceof BrokenAnswerError ? error.status : 0;
      const failure = transportErrorFrom(error instanceof BrokenAnswerError ? error.cause : error);
      // The work was, or may have been, done.
      if (isCounted(status, NO_BYTES) || failure.code === 'SALESFORCE_TIMEOUT') meter.apiCalls += 1;
      throw call.isWrite && !wasNeverSent(failure.cause)
        ? new OutcomeUnknownError(failure)
        : failure;
    } finally {
      options.onCall?.({ status, milliseconds: performance.now() - started, budget });
    }
  };

  const run = async (call: Call, meter: CallMeter): Promise<Answer> => {
    const token = await options.tokens.current();
    let answer = await send(call, token, meter);
    if (answer.status === 401 || isExpiredSession(call, answer)) {
      // Once only: a token that is refused straight after its renewal will be refused again.
      answer = await send(call, await options.tokens.renew(token), meter);
    }
    return answer;
  };

  return {
    get: async (path, meter) => parseAnswer(await run(getOf(path), meter)),
    getBytes: async (path, meter) => {
      const answer = await run(getOf(path), meter);
      return isSuccess(answer) ? answer.bytes : failAnswer(answer);
    },
    post: async (path, body, meter) => parseAnswer(await run(postOf(path, body, false), meter)),
    write: async (path, body, meter) => parseVerdict(await run(postOf(path, body, true), meter)),
    stream: (call, meter) =>
      callStream(call, options.tokens, (token) => {
        meter.apiCalls += 1;
        return poolFor(token.instanceUrl);
      }),
    send: async (call, meter) => {
      const { status, bytes } = await run({ ...call, isWrite: call.method !== 'GET' }, meter);
      return { status, text: bytes.toString('utf8') };
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function getOf(path: string): Call {
  return { method: 'GET', path, body: null, isWrite: false };
}

function postOf(path: string, body: unknown, isWrite: boolean): Call {
  return { method: 'POST', path, body: JSON.stringify(body), isWrite };
}

function openPool(instanceUrl: string, options: RestClientOptions): Pool {
  return new Pool(instanceUrl, {
    connections: options.connections ?? DEFAULT_CONNECTIONS,
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.requestTimeoutMs,
    bodyTimeout: options.requestTimeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
}

function requestOf(call: Call, token: AccessToken): Dispatcher.DispatchOptions {
  return {
    method: call.method,
    path: call.path,
    headers: {
      authorization: `Bearer ${token.value}`,
      accept: 'application/json',
      ...(call.body !== null && { 'content-type': 'application/json' }),
      ...call.headers,
    },
    body: typeof call.body === 'function' ? call.body(token.value) : call.body,
  };
}

/** SOAP says in a fault what REST says by 401. */
function isExpiredSession({ body }: Call, { status, bytes }: Answer): boolean {
  return typeof body === 'function' && status === 500 && bytes.includes('INVALID_SESSION_ID');
}

/** Salesforce does not count what it did not let in: no session, no calls left, or no org behind the door. */
function isCounted(status: number, bytes: Buffer): boolean {
  if (status === 403) return !bytes.includes('REQUEST_LIMIT_EXCEEDED');
  return status >= 200 && status < 500 && ![401, 420, 429].includes(status);
}

const NO_BYTES = Buffer.alloc(0);

function isSuccess({ status }: { readonly status: number }): boolean {
  return status >= 200 && status < 300;
}

function parseAnswer(answer: Answer): unknown {
  const body = isSuccess(answer) ? parseJson(answer.bytes.toString('utf8')) : undefined;
  return body === undefined ? failAnswer(answer) : body;
}

/** Of a write: what is neither its answer nor a refusal leaves open whether it was carried out. */
function parseVerdict(answer: Answer): unknown {
  const { status, bytes, retryAfter } = answer;
  const body = parseJson(bytes.toString('utf8'));
  if (isSuccess(answer) && body !== undefined) return body;
  const failure = apiErrorFrom(status, body, retryAfter);
  throw isVerdict(status, body) ? failure : new OutcomeUnknownError(failure);
}

function failAnswer({ status, bytes, retryAfter }: Answer): never {
  throw apiErrorFrom(status, parseJson(bytes.toString('utf8')), retryAfter);
}
