/** Errors of the HTTP side of the API, with Salesforce's status, code and text; those of the data are in `errors.ts`. */
import { MESSAGES, SalesforceError } from '../errors.ts';

/** Recorded: restforce sobject_find_error (404). */
export const noSuchExternalId = (name: string): SalesforceError =>
  new SalesforceError(
    404,
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${name}`,
  );

/** Recorded: heroku-applink create-invalid-token (401). */
export const invalidSession = (): SalesforceError =>
  new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

export const invalidAuthHeader = (): SalesforceError =>
  new SalesforceError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');

/** KB 005321531: REST versions 21.0 to 30.0 answer 410 since Summer '25. */
export const goneVersion = (version: string): SalesforceError =>
  new SalesforceError(410, 'GONE', `The API version ${version} is retired and no longer available`);

export const requestLimitExceeded = (): SalesforceError =>
  new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');

export const methodNotAllowed = (method: string, allowed: readonly string[]): SalesforceError =>
  new SalesforceError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`,
  );

export const unsupportedMediaType = (type: string): SalesforceError =>
  new SalesforceError(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type header specified in HTTP request is not supported: ${type}`,
  );

export const entityTooLarge = (): SalesforceError =>
  new SalesforceError(
    413,
    'REQUEST_ENTITY_TOO_LARGE',
    'Request size exceeded maximum of 52428800 bytes',
  );

export const jsonParserError = (message: string): SalesforceError =>
  new SalesforceError(400, 'JSON_PARSER_ERROR', message);

export const emptyEntityBody = (): SalesforceError =>
  jsonParserError('The HTTP entity body is required, but this request has no entity body.');

export const malformedUrl = (): SalesforceError =>
  new SalesforceError(400, 'INVALID_INPUT', 'The request URI holds an invalid percent-encoding');

/** 32 KB is past what even Salesforce's edge reads; at 16,384 bytes the answer is 431 or 414 (KB 000386264). */
export const uriTooLong = (): SalesforceError =>
  new SalesforceError(414, 'URI_TOO_LONG', 'URI Too Long');

export const headersTooLarge = (): SalesforceError =>
  new SalesforceError(431, 'REQUEST_HEADER_FIELDS_TOO_LARGE', 'Request Header Fields Too Large');

export const queryTimeout = (): SalesforceError =>
  new SalesforceError(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.');

export const invalidInput = (message: string): SalesforceError =>
  new SalesforceError(400, 'INVALID_INPUT', message);

export const exceededIdLimit = (message: string): SalesforceError =>
  new SalesforceError(400, 'EXCEEDED_ID_LIMIT', message);

export const unknownException = (errorId: string): SalesforceError =>
  new SalesforceError(
    500,
    'UNKNOWN_EXCEPTION',
    `An unexpected error occurred. Please include this ErrorId if you contact support: ${errorId}`,
  );

export const serverUnavailable = (): SalesforceError =>
  new SalesforceError(
    503,
    'SERVER_UNAVAILABLE',
    'The server is temporarily unavailable. Try again in a few moments.',
  );

/** The JSON of an error answer: always an array, even for one error; a missing resource is recorded with the code first. */
export function errorBody(error: SalesforceError): readonly object[] {
  if (error.message === MESSAGES.requestedResourceMissing) {
    return [{ errorCode: error.errorCode, message: error.message }];
  }
  return [error.toBody()];
}
