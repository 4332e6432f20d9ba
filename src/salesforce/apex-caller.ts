/** Calls Apex classes over REST and SOAP for one request; the same GET twice is one call. */

import DataLoader from 'dataloader';
import { AppError } from '../common/errors.ts';
import { apexErrorFrom, soapErrorFrom } from './apex-error.ts';
import { malformedAnswer } from './api-error.ts';
import { OutcomeUnknownError } from './outcome-unknown.ts';
import type { CallMeter, PlainAnswer, PlainCall, RestClient } from './rest-client.ts';
import {
  readSoapAnswer,
  SOAP_HEADERS,
  soapBody,
  soapPath,
  type SoapCall,
} from './soap-envelope.ts';

export interface RestCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path with query, encoded. */
  readonly path: string;
  /** Sent as JSON; undefined: no body. */
  readonly body?: unknown;
}

export interface ApexCaller {
  /** @returns the parsed JSON; null where the method answers nothing. @throws AppError */
  rest(call: RestCall): Promise<unknown>;
  /** @returns the text or members of each `result`. @throws AppError */
  soap(call: SoapCall): Promise<readonly unknown[]>;
}

/** Salesforce's bound on the body of a call of Apex. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Headers and path together have 16 KB. */
const MAX_PATH = 8_000;

export function createApexCaller(client: RestClient, meter: CallMeter): ApexCaller {
  const gets = new DataLoader<string, unknown>((paths) =>
    Promise.all(paths.map((path) => send(client, meter, { method: 'GET', path }).catch(asError))),
  );
  return {
    rest: (call) => (call.method === 'GET' ? gets.load(call.path) : send(client, meter, call)),
    soap: async (call) => {
      // Written before it is sent, so that what cannot be written is the caller's mistake and no failure of the call.
      refuseLarge(soapBody(call, ''));
      const answer = await sendOnce(client, meter, {
        method: 'POST',
        path: soapPath(call),
        body: (sessionId) => soapBody(call, sessionId),
        headers: SOAP_HEADERS,
      });
      if (answer.status === 200) return readCarriedOut(() => readSoapAnswer(answer.text));
      throw soapErrorFrom(answer.status, answer.text);
    },
  };
}

// Private:

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function send(client: RestClient, meter: CallMeter, call: RestCall): Promise<unknown> {
  const { method, path } = call;
  if (path.length > MAX_PATH) throw tooLarge('path', MAX_PATH);
  const body = call.body === undefined ? null : JSON.stringify(call.body);
  if (body !== null) refuseLarge(body);
  const headers = body === null ? {} : { 'content-type': 'application/json' };
  const { status, text } = await sendOnce(client, meter, { method, path, body, headers });
  if (status >= 200 && status < 300) {
    return method === 'GET' ? parseAnswer(text) : readCarriedOut(() => parseAnswer(text));
  }
  throw apexErrorFrom(status, text);
}

/** Nobody repeats what may have changed something. */
async function sendOnce(
  client: RestClient,
  meter: CallMeter,
  call: PlainCall,
): Promise<PlainAnswer> {
  try {
    const answer = await client.send(call, meter);
    // A proxy's 502 or 504 says nothing about what went on behind it; a 500 is Apex's own, which rolls back.
    const isOpen = answer.status > 500 && call.method !== 'GET';
    if (isOpen) throw outcomeUnknown(new Error(`HTTP ${answer.status}`));
    return answer;
  } catch (error) {
    throw error instanceof OutcomeUnknownError ? outcomeUnknown(error.failure) : error;
  }
}

/** What cannot be read of a success may have been carried out all the same: it must not look as if it could be repeated. */
function readCarriedOut<Answer>(read: () => Answer): Answer {
  try {
    return read();
  } catch (error) {
    throw outcomeUnknown(error);
  }
}

function outcomeUnknown(cause: unknown): AppError {
  return new AppError(
    'WRITE_OUTCOME_UNKNOWN',
    'Salesforce did not say whether the call was carried out.',
    {
      hint: 'Look in Salesforce before you repeat it.',
      cause,
    },
  );
}

/** A heap that overflows while Apex serialises is a 200 whose JSON breaks off. */
function parseAnswer(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformedAnswer('an Apex answer is no JSON');
  }
}

function refuseLarge(body: string): void {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw tooLarge('body', MAX_BODY_BYTES);
}

function tooLarge(what: string, most: number): AppError {
  return new AppError('BAD_USER_INPUT', `The ${what} of a call of Apex is too large.`, {
    hint: `Salesforce takes ${most} bytes; send less at once.`,
  });
}
