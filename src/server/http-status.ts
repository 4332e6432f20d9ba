/** Which HTTP status a whole-request failure has. */

import { GraphQLError } from 'graphql';
import { AppError } from '../common/errors.ts';

/** For a request that was refused or failed before there was any data. */
export function statusOf(error: unknown): number {
  if (!(error instanceof AppError)) return 500;
  switch (error.code) {
    case 'UNAUTHENTICATED':
      return 401;
    case 'FORBIDDEN':
      return 403;
    case 'BAD_USER_INPUT':
    case 'QUERY_TOO_EXPENSIVE':
    case 'INVALID_QUERY':
      return 400;
    case 'NOT_FOUND':
      return 404;
    case 'CONFLICT':
      return 409;
    case 'RATE_LIMITED':
      return 429;
    case 'INTERNAL':
      return 500;
    default:
      return 503;
  }
}

/** Carries the status through Apollo, which takes it from `extensions.http`. */
export function asGraphQLError(error: AppError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status: statusOf(error) } },
  });
}
