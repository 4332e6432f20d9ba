/** Errors of ours as GraphQL errors: code, hint and retryAfter in the extensions, the cause for the log only. */

import { GraphQLError, type FieldNode } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { PlanError } from '../plan/plan.ts';

/** An error that is not ours keeps its class as the original error; the server masks what it does not know. */
export function rootError(error: Error, key: string, nodes: readonly FieldNode[]): GraphQLError {
  if (!(error instanceof AppError)) {
    return new GraphQLError(error.message, { nodes, path: [key], originalError: error });
  }
  return new GraphQLError(error.message, {
    nodes,
    path: [key],
    originalError: error,
    extensions: extensionsOf(error),
  });
}

/** What a write answers beside its payload. */
export function writeError(error: AppError, path: readonly string[]): GraphQLError {
  return new GraphQLError(error.message, {
    path,
    originalError: error,
    extensions: extensionsOf(error),
  });
}

/** A failure of the operation as a whole. */
export function operationError(error: AppError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: extensionsOf(error),
  });
}

export function planError(error: PlanError): GraphQLError {
  return new GraphQLError(error.message, {
    path: error.path,
    extensions: { code: error.code, hint: error.hint },
  });
}

// Private:

function extensionsOf(error: AppError): Record<string, unknown> {
  return {
    code: error.code,
    hint: error.hint,
    ...error.details,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  };
}
