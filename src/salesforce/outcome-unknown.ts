/** Tells a write that certainly was not carried out from one of which nobody can say. */

import type { AppError } from '../common/errors.ts';

/** The write was, or may have been, sent, and no verdict on it came back. */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
  /** What went wrong on the way. */
  readonly failure: AppError;

  constructor(failure: AppError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }
}

/** Failures of finding or reaching the host: no byte of the request has left. */
const BEFORE_SENDING: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
]);

export function wasNeverSent(cause: unknown): boolean {
  return BEFORE_SENDING.has((cause as { readonly code?: unknown } | null | undefined)?.code);
}

/**
 * Whether an answer is Salesforce's own word that nothing was done. A refusal (4xx) is; of server errors only the one
 * that says the server did not take the request, for a proxy's 502 or 504 says nothing about what went on behind it.
 */
export function isVerdict(status: number, body: unknown): boolean {
  if (status >= 400 && status < 500) return status !== 408;
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const code = (first as { readonly errorCode?: unknown } | null | undefined)?.errorCode;
  return status === 503 && code === 'SERVER_UNAVAILABLE';
}
