/** Why the schema is absent or out of date, in the words of /health/ready and of /graphql. */

import { AppError } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';
import { PolicyError } from '../policy/policy-error.ts';

export interface SchemaProblem {
  /** `POLICY_INVALID` is the operator's to mend and meets no client: whatever was served before stays in service. */
  readonly code: ErrorCode | 'POLICY_INVALID';
  readonly message: string;
  readonly hint: string;
  /** ISO 8601. */
  readonly since: string;
  /** Seconds after which another look can succeed. */
  readonly retryAfter?: number;
}

/** @param before the problem that was there already, whose beginning counts. */
export function schemaProblemOf(error: unknown, before: SchemaProblem | null): SchemaProblem {
  const since = before?.since ?? new Date().toISOString();
  if (error instanceof AppError) {
    const { code, message, hint, retryAfter } = error;
    return { code, message, hint, since, ...(retryAfter !== undefined && { retryAfter }) };
  }
  if (error instanceof PolicyError) {
    return {
      code: 'POLICY_INVALID',
      message: error.message,
      hint: 'Correct this place in skybridge.yaml to match the org’s metadata, and start the gateway again.',
      since,
    };
  }
  return {
    code: 'INTERNAL',
    message: 'The org’s metadata could not be made into a schema.',
    hint: 'Look for "metadata refresh failed" in the gateway’s log.',
    since,
  };
}

/** What /graphql answers while there is no schema. @param problem null while the metadata is being read. */
export function unavailableError(problem: SchemaProblem | null): AppError {
  if (problem === null) {
    return new AppError('SALESFORCE_UNAVAILABLE', 'The org’s metadata is still being read.', {
      hint: 'Try again in a few seconds.',
      retryAfter: 5,
    });
  }
  const { code, message, hint, retryAfter } = problem;
  if (code === 'POLICY_INVALID') {
    return new AppError('INTERNAL', 'The gateway’s policy cannot be used.', {
      hint: 'Ask the gateway’s operator to look at /health/ready.',
    });
  }
  return new AppError(code, `The org’s metadata could not be read: ${message}`, {
    hint,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}
