/** What Apex REST and SOAP answer when they fail → our error codes. @see apex_rest_methods.htm */

import { AppError } from '../common/errors.ts';
import { apiErrorFrom } from './api-error.ts';
import { parseJson } from './parse-json.ts';
import { readSoapFault } from './soap-envelope.ts';

/** The answer for whatever the org does not have: class, mapping, method or verb. */
export function functionNotAvailable(cause?: unknown): AppError {
  return new AppError('FUNCTION_NOT_AVAILABLE', 'ERROR: function is not available on this org', {
    hint: 'Deploy the Apex class to the org, or correct its path or name in the declaration.',
    cause,
  });
}

export function apexErrorFrom(status: number, text: string): AppError {
  const body = parseJson(text);
  const { errorCode, message } = firstItem(body);
  const cause = new Error(`HTTP ${status}: ${errorCode}: ${message}`);
  // 405: the class has no method for the verb. A 404 of the class itself has another message.
  const isUnmapped =
    status === 404 && (errorCode === '' || /^Could not find a match for URL/.test(message));
  if (isUnmapped || status === 405) return functionNotAvailable(cause);
  if (status === 404) return refusal('NOT_FOUND', message, cause);
  if (status === 400 || status === 409 || status === 422)
    return refusal('VALIDATION_FAILED', message, cause);
  if (errorCode === 'APEX_ERROR') return failure(cause);
  return apiErrorFrom(status, body);
}

export function soapErrorFrom(status: number, text: string): AppError {
  const fault = readSoapFault(text);
  if (fault === null)
    return status === 404 ? functionNotAvailable() : apiErrorFrom(status, undefined);
  const { code, message } = fault;
  const cause = new Error(`SOAP fault ${code}: ${message}`);
  if (
    /No service available for class|No operation available for request|not exist.*service/i.test(
      message,
    )
  ) {
    return functionNotAvailable(cause);
  }
  const bare = code.replace(/^\w+:/, '');
  if (/^[A-Z_]{4,}$/.test(bare))
    return apiErrorFrom(status === 500 ? 400 : status, [{ errorCode: bare, message }]);
  if (/exception/i.test(message)) return refusal('VALIDATION_FAILED', message, cause);
  // The fault is in what was sent: an id that is none, an element that the method does not take.
  return bare === 'Client' ? refusal('BAD_USER_INPUT', message, cause) : failure(cause);
}

// Private:

function firstItem(body: unknown): { readonly errorCode: string; readonly message: string } {
  const item: unknown = Array.isArray(body) ? body[0] : body;
  const { errorCode, message } = (item ?? {}) as Readonly<Record<string, unknown>>;
  return {
    errorCode: typeof errorCode === 'string' ? errorCode : '',
    message: typeof message === 'string' ? message : '',
  };
}

const SHOWN_CHARACTERS = 300;

/** The first line is what the class says to its callers; what follows is its stack. */
function refusal(
  code: 'NOT_FOUND' | 'VALIDATION_FAILED' | 'BAD_USER_INPUT',
  message: string,
  cause: Error,
): AppError {
  const [line = ''] = message.replace(/^\w+(?:\.\w+)*Exception: /, '').split('\n');
  const said = line.trim().slice(0, SHOWN_CHARACTERS);
  return new AppError(code, said === '' ? 'The Apex method refused the call.' : said, {
    hint: 'This is what the Apex method says; correct the arguments.',
    cause,
  });
}

function failure(cause: Error): AppError {
  return new AppError('INTERNAL', 'The Apex method failed.', {
    hint: 'The gateway’s log has Salesforce’s own words; the class has to be mended.',
    cause,
  });
}
