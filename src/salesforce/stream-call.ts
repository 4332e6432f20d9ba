/** One HTTP call whose body, there or back, is too large to be held: it flows at the pace of the slower side. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Pool } from 'undici';
import { apiErrorFrom, transportErrorFrom } from './api-error.ts';
import { isVerdict, OutcomeUnknownError, wasNeverSent } from './outcome-unknown.ts';
import { parseJson } from './parse-json.ts';
import type { AccessToken, TokenSource } from './token-source.ts';

export interface StreamCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Made anew where the call has to be repeated with a renewed token. */
  readonly body?: () => Readable;
}

/** A 2xx answer whose body is still on its way; it has to be read to its end or destroyed. */
export interface StreamedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** Milliseconds for Salesforce to take in a large upload, and between two pieces of a download. */
const ANSWER_TIMEOUT_MS = 300_000;
const PAUSE_TIMEOUT_MS = 60_000;
/** What an error body may hold. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * With one renewal of the token, as any other call.
 * @param poolFor asked once for each attempt.
 * @throws AppError where nothing was sent, or it was a download; OutcomeUnknownError for an upload that broke off.
 */
export async function callStream(
  call: StreamCall,
  tokens: TokenSource,
  poolFor: (token: AccessToken) => Pool,
): Promise<StreamedAnswer> {
  const token = await tokens.current();
  let answer = await openStream(poolFor(token), call, token);
  if (answer.status === 401) {
    answer.body.destroy();
    const renewed = await tokens.renew(token);
    answer = await openStream(poolFor(renewed), call, renewed);
  }
  return answer.status < 300 ? answer : await failStream(answer, call);
}

// Private:

async function openStream(
  pool: Pool,
  call: StreamCall,
  token: AccessToken,
): Promise<StreamedAnswer> {
  try {
    const { statusCode, headers, body } = await pool.request({
      method: call.method,
      path: call.path,
      headers: { authorization: `Bearer ${token.value}`, ...call.headers },
      body: call.body?.() ?? null,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: PAUSE_TIMEOUT_MS,
    });
    return { status: statusCode, headers, body };
  } catch (error) {
    const failure = transportErrorFrom(error);
    throw call.method === 'POST' && !wasNeverSent(error)
      ? new OutcomeUnknownError(failure)
      : failure;
  }
}

/** Turns an answer that is no success into what it means. */
async function failStream(answer: StreamedAnswer, call: StreamCall): Promise<never> {
  const body = parseJson(await readSome(answer.body));
  const failure = apiErrorFrom(answer.status, body);
  throw call.method === 'POST' && !isVerdict(answer.status, body)
    ? new OutcomeUnknownError(failure)
    : failure;
}

async function readSome(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ERROR_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
