/** Turns every way Salesforce can fail into one of our error codes, with a hint at what to change. */

import { AppError } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';

/** One element of Salesforce's error array. @see api_rest errorcodes.htm */
export interface ApiErrorItem {
  readonly errorCode: string;
  readonly message: string;
}

interface Mapping {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retryAfter?: number;
  /** Shows the first sentence of Salesforce's own text, which names the field or object and nothing else. */
  readonly quotes?: true;
}

/** Seconds after which another try can make sense where Salesforce does not say. */
const RETRY_SOON = 5;
/** The daily limit is a rolling 24 hours, so calls come back all the time; Salesforce names no moment. */
const RETRY_AFTER_DAILY_LIMIT = 900;
const RETRY_AFTER_CONCURRENT_LIMIT = 20;

const UNAVAILABLE: Mapping = {
  code: 'SALESFORCE_UNAVAILABLE',
  message: 'Salesforce cannot be reached or does not answer properly.',
  hint: 'Try again shortly; if it lasts, look at status.salesforce.com and the gateway’s /health/ready.',
  retryAfter: RETRY_SOON,
};

const TIMEOUT: Mapping = {
  code: 'SALESFORCE_TIMEOUT',
  message: 'Salesforce did not answer in time.',
  hint: 'Ask for fewer rows or fields, or filter by an indexed field; then try again.',
  retryAfter: RETRY_SOON,
};

const RECONNECT: Mapping = {
  code: 'ORG_RECONNECT_REQUIRED',
  message: 'Salesforce refuses the gateway’s connection to this org.',
  hint: 'Check orgs.<name> in skybridge.yaml (client id, secret, run-as user) and the app’s settings in Salesforce.',
};

const FORBIDDEN: Mapping = {
  code: 'FORBIDDEN',
  message: 'The gateway’s Salesforce user may not do this.',
  hint: 'Give the integration user the missing object or API permission in Salesforce Setup.',
};

const MALFORMED: Mapping = {
  code: 'INVALID_QUERY',
  message: 'Salesforce refused the query.',
  hint: 'Simplify the filter or the selection; the gateway’s log has Salesforce’s own words.',
};

const INVALID_FIELD: Mapping = {
  code: 'INVALID_FIELD',
  message: 'Salesforce does not know a selected field, or hides it from the gateway’s user.',
  hint: 'Give the integration user access to the field, or leave it out of the selection.',
  quotes: true,
};

const NOT_FOUND: Mapping = {
  code: 'NOT_FOUND',
  message: 'Salesforce has no such record or resource.',
  hint: 'Check the id; the record may have been deleted.',
};

/** Codes as in the partner WSDL's ExceptionCode; what is not listed falls back on the HTTP status. */
const BY_CODE: Readonly<Record<string, Mapping>> = {
  INVALID_FIELD,
  INVALID_TYPE: { ...INVALID_FIELD, message: 'Salesforce does not know a queried object.' },
  MALFORMED_QUERY: MALFORMED,
  MALFORMED_ID: {
    code: 'BAD_USER_INPUT',
    message: 'An id is malformed.',
    hint: 'Send the 15 or 18 characters of a Salesforce record id.',
  },
  INVALID_QUERY_FILTER_OPERATOR: MALFORMED,
  QUERY_TOO_COMPLICATED: MALFORMED,
  EXCEEDED_ID_LIMIT: {
    code: 'QUERY_TOO_EXPENSIVE',
    message: 'The aggregate has more groups than one answer can hold.',
    hint: 'Group by fewer fields, filter more, or ask for fewer groups with first.',
  },
  NUMBER_OUTSIDE_VALID_RANGE: MALFORMED,
  INVALID_QUERY_LOCATOR: {
    code: 'BAD_USER_INPUT',
    message: 'The next page is no longer available.',
    hint: 'Ask for the list again from its first page.',
  },
  QUERY_TIMEOUT: TIMEOUT,
  REQUEST_LIMIT_EXCEEDED: {
    code: 'API_LIMIT_REACHED',
    message: 'The org has used up its Salesforce API calls.',
    hint: 'Wait, raise the cache times, or buy more API calls for the org.',
    retryAfter: RETRY_AFTER_DAILY_LIMIT,
  },
  UNABLE_TO_LOCK_ROW: {
    code: 'ROW_LOCKED',
    message: 'Salesforce holds a lock on the record.',
    hint: 'Try again in a moment.',
    retryAfter: 1,
  },
  INVALID_SESSION_ID: RECONNECT,
  INVALID_AUTH_HEADER: RECONNECT,
  API_DISABLED_FOR_ORG: { ...RECONNECT, message: 'The API is disabled for this Salesforce org.' },
  API_CURRENTLY_DISABLED: UNAVAILABLE,
  SERVER_UNAVAILABLE: UNAVAILABLE,
  UNKNOWN_EXCEPTION: UNAVAILABLE,
  INSUFFICIENT_ACCESS: FORBIDDEN,
  INSUFFICIENT_ACCESS_OR_READONLY: FORBIDDEN,
  FUNCTIONALITY_NOT_ENABLED: FORBIDDEN,
  NOT_FOUND,
  ENTITY_IS_DELETED: NOT_FOUND,
  GONE: {
    code: 'SALESFORCE_UNAVAILABLE',
    message: 'Salesforce has retired the configured API version.',
    hint: 'Raise orgs.<name>.apiVersion in skybridge.yaml.',
  },
};

const UNEXPECTED: Mapping = {
  code: 'INTERNAL',
  message: 'Salesforce refused a call of the gateway.',
  hint: 'The gateway’s log has Salesforce’s own words.',
};

/** @param body the parsed JSON, or undefined where the body was not JSON (a maintenance page, a cut-off answer). */
export function apiErrorFrom(status: number, body: unknown, retryAfterHeader?: string): AppError {
  const item = firstItem(body);
  const mapping = (item && BY_CODE[item.errorCode]) ?? mappingOfStatus(status);
  const retryAfter = headerSeconds(retryAfterHeader) ?? retryAfterOf(mapping, item);
  return new AppError(mapping.code, messageOf(mapping, item), {
    hint: mapping.hint,
    ...(retryAfter !== undefined && { retryAfter }),
    cause: new Error(
      `HTTP ${status}: ${item ? `${item.errorCode}: ${item.message}` : 'no error body'}`,
    ),
  });
}

/** A failure before any answer arrived, or an answer that broke off. */
export function transportErrorFrom(cause: unknown): AppError {
  const mapping = isTimeout(cause) ? TIMEOUT : UNAVAILABLE;
  return fromMapping(mapping, cause);
}

/** An answer that is not what the API documents. */
export function malformedAnswer(what: string): AppError {
  return fromMapping(UNAVAILABLE, new Error(`Unexpected answer: ${what}`));
}

function fromMapping(mapping: Mapping, cause: unknown): AppError {
  const { code, message, hint, retryAfter } = mapping;
  return new AppError(code, message, {
    hint,
    ...(retryAfter !== undefined && { retryAfter }),
    cause,
  });
}

/** Salesforce answers errors as an array, the OAuth and some older resources as one object. */
function firstItem(body: unknown): ApiErrorItem | undefined {
  const candidate: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof candidate !== 'object' || candidate === null) return undefined;
  const { errorCode, message } = candidate as Partial<Record<keyof ApiErrorItem, unknown>>;
  if (typeof errorCode !== 'string') return undefined;
  return { errorCode, message: typeof message === 'string' ? message : '' };
}

function mappingOfStatus(status: number): Mapping {
  if (status === 401) return RECONNECT;
  if (status === 403) return FORBIDDEN;
  if (status === 404) return NOT_FOUND;
  if (status === 410) return BY_CODE.GONE ?? UNAVAILABLE;
  if (status === 414 || status === 431) return MALFORMED;
  // 420 and 428: the org is being moved or its state is unknown; 5xx, and pages that are no API answer at all.
  if (status === 420 || status === 428 || status === 429 || status >= 500 || status < 400) {
    return UNAVAILABLE;
  }
  return UNEXPECTED;
}

function messageOf(mapping: Mapping, item: ApiErrorItem | undefined): string {
  if (mapping.quotes === undefined || item === undefined) return mapping.message;
  // The text starts with the failing SOQL, which may hold a policy's row predicate: only the sentence after it is shown.
  const afterFrame = item.message.split(/ERROR at Row:\d+:Column:\d+\n/).pop() ?? '';
  const sentence = /^[^.\n]{1,200}\./.exec(afterFrame)?.[0];
  return sentence === undefined ? mapping.message : `Salesforce: ${sentence}`;
}

function retryAfterOf(mapping: Mapping, item: ApiErrorItem | undefined): number | undefined {
  if (item?.errorCode === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(item.message)) {
    return RETRY_AFTER_CONCURRENT_LIMIT;
  }
  return mapping.retryAfter;
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
function headerSeconds(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - Date.now()) / 1_000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

const TIMEOUT_CODES = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
]);

function isTimeout(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false;
  // By its names rather than its class: an abort signal's reason is a DOMException.
  const { name, code } = cause as { readonly name?: unknown; readonly code?: unknown };
  return name === 'TimeoutError' || (typeof code === 'string' && TIMEOUT_CODES.has(code));
}
