/** The one place where an error becomes what a client sees: known errors with code and hint, all others masked. */

import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { AppError, ERROR_CODES } from '../common/errors.ts';
import type { Log } from '../common/log.ts';

/** Apollo's own codes, which name the client's mistake and whose messages speak of the client's document only. */
const CLIENT_MISTAKES: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'Correct the syntax of the operation at the given location.',
  GRAPHQL_VALIDATION_FAILED: 'Compare the operation with the schema, for example in /explorer.',
  BAD_USER_INPUT: 'Correct the argument or variable that the message names.',
  BAD_REQUEST: 'Send a GraphQL request as JSON: {"query": "...", "variables": {...}}.',
  OPERATION_RESOLUTION_FAILURE: 'Name one of the document’s operations in operationName.',
  PERSISTED_QUERY_NOT_FOUND: 'Send the operation’s text once together with its hash.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Send the operation’s text.',
};

const NOT_DESCRIBED_YET =
  'Some objects are not described yet; if it is about one of them, try again in a few seconds.';

/** What the planner found out before anything ran carries our code and hint itself. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  ...Object.keys(CLIENT_MISTAKES),
  ...ERROR_CODES.filter((code) => code !== 'INTERNAL'),
]);

/** A client that sent a megabyte of nonsense need not get it back. */
const MAX_MESSAGE_LENGTH = 500;

export type ErrorFormatter = (
  formatted: GraphQLFormattedError,
  error: unknown,
) => GraphQLFormattedError;

/** @param isComplete whether every allowed object is described, so that what the schema lacks does not exist. */
export function createErrorFormatter(
  log: Log,
  isComplete: () => boolean = () => true,
): ErrorFormatter {
  return (formatted, error) => {
    const place = {
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
    };
    const appError = findAppError(error);
    if (appError !== null) {
      logCause(appError, log);
      return { message: appError.message, ...place, extensions: extensionsOf(appError) };
    }
    const { code, hint = CLIENT_MISTAKES[String(code)] } = formatted.extensions ?? {};
    if (typeof hint === 'string' && KNOWN_CODES.has(String(code))) {
      const waits = code === 'GRAPHQL_VALIDATION_FAILED' && !isComplete();
      return {
        message: shorten(formatted.message),
        ...place,
        extensions: { code, hint: waits ? `${hint} ${NOT_DESCRIBED_YET}` : hint },
      };
    }
    return { ...maskedError(error, log), ...place };
  };
}

/** For failures outside Apollo's pipeline, in the same shape. */
export function formatFailure(error: unknown, log: Log): GraphQLFormattedError {
  if (!(error instanceof AppError)) return maskedError(error, log);
  logCause(error, log);
  return { message: error.message, extensions: extensionsOf(error) };
}

/** For what is thrown on the way to an answer, whether ours, graphql-js's or neither. */
export function formatThrown(error: unknown, log: Log): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return formatFailure(error, log);
  return createErrorFormatter(log)(error.toJSON(), error);
}

function extensionsOf(error: AppError): Record<string, unknown> {
  return {
    code: error.code,
    hint: error.hint,
    ...error.details,
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  };
}

function maskedError(error: unknown, log: Log): GraphQLFormattedError {
  const reference = randomUUID();
  log.error({ err: originalOf(error), reference }, 'internal error');
  return {
    message: 'The gateway failed to answer this.',
    extensions: { code: 'INTERNAL', hint: `Look for ${reference} in the gateway’s log.` },
  };
}

function logCause(error: AppError, log: Log): void {
  if (error.cause !== undefined) log.debug({ err: error }, 'known failure');
}

function findAppError(error: unknown): AppError | null {
  let current = error;
  // Depth bounded: a cause may point back at its own error.
  for (let depth = 0; depth < 5; depth += 1) {
    if (current instanceof AppError) return current;
    if (!(current instanceof GraphQLError)) return null;
    current = current.originalError;
  }
  return null;
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function shorten(message: string): string {
  const text = message.trim();
  return text.length <= MAX_MESSAGE_LENGTH ? text : `${text.slice(0, MAX_MESSAGE_LENGTH)}…`;
}
