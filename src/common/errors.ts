/** The closed set of error codes that a client of the gateway can meet, and the one error class that carries them. */

/** Codes of `extensions.code` that are ours; Apollo's own (GRAPHQL_PARSE_FAILED and so on) stand beside them. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'ORG_NOT_LINKED',
  'ORG_RECONNECT_REQUIRED',
  'API_LIMIT_REACHED',
  'SALESFORCE_UNAVAILABLE',
  'SALESFORCE_TIMEOUT',
  'FUNCTION_NOT_AVAILABLE',
  'INVALID_FIELD',
  'INVALID_QUERY',
  'ROW_LOCKED',
  'VALIDATION_FAILED',
  'DUPLICATE_RECORD',
  'CONFLICT',
  'WRITE_OUTCOME_UNKNOWN',
  'FILE_REJECTED',
  'RATE_LIMITED',
  'QUERY_TOO_EXPENSIVE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a refused or uncertain write tells beyond its code. */
export interface ErrorDetails {
  /** GraphQL names of the input's fields that are to blame. */
  readonly fields?: readonly string[];
  /** Ids of the records that a duplicate would repeat; only those the viewer may read. */
  readonly matches?: readonly string[];
  /** The key under which the same request can be repeated without writing twice. */
  readonly requestId?: string;
}

export interface AppErrorOptions {
  /** What the reader can change to make it work: one sentence, safe to show. */
  readonly hint: string;
  /** Seconds after which trying again can succeed. */
  readonly retryAfter?: number;
  /** Further members of `extensions`, safe to show: the fields of a refused write, its key. */
  readonly details?: ErrorDetails;
  /** Kept for the log only; never serialised to a client. */
  readonly cause?: unknown;
}

/** An expected failure. Its message and hint are safe to show to a client; its cause is not. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryAfter: number | undefined;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
    this.details = options.details ?? {};
  }
}
