/** What the local org was asked, call by call, and what each cost in API calls. */

export interface LoggedSubrequest {
  readonly method: string;
  /** As written in the composite body, query string included. */
  readonly url: string;
  readonly status: number;
}

export interface LoggedCall {
  readonly n: number;
  /** ISO 8601, by the org's clock. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** Decoded query parameters; those that carry a secret are masked. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** What this call took from the daily limit. */
  readonly apiCalls: number;
  /** The user name, or null where nobody was signed in. */
  readonly user: string | null;
  readonly subrequests: readonly LoggedSubrequest[];
  /** The fault's number in the README's table, or null. */
  readonly fault: number | null;
}

export interface CallTotals {
  readonly requests: number;
  readonly apiCalls: number;
  readonly subrequests: number;
  readonly errors: number;
}

export interface CallLog {
  add(call: Omit<LoggedCall, 'n'>): void;
  clear(): void;
  list(): readonly LoggedCall[];
  /** Sums since the last clear, also over calls that the ring has dropped. */
  totals(): CallTotals;
}

/** A ring: long test runs must not grow it without end. */
const KEPT_CALLS = 10_000;

export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  let totals: CallTotals = NO_CALLS;
  return {
    add(call) {
      calls.push({ n: totals.requests + 1, ...call });
      if (calls.length > KEPT_CALLS * 2) calls = calls.slice(-KEPT_CALLS);
      totals = {
        requests: totals.requests + 1,
        apiCalls: totals.apiCalls + call.apiCalls,
        subrequests: totals.subrequests + call.subrequests.length,
        errors: totals.errors + (call.status >= 400 ? 1 : 0),
      };
    },
    clear() {
      calls = [];
      totals = NO_CALLS;
    },
    list: () => calls.slice(-KEPT_CALLS),
    totals: () => totals,
  };
}

/** Query parameters for the log, with tokens and passwords masked. */
export function loggedQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...query].map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? '***' : value]),
  );
}

const NO_CALLS: CallTotals = { requests: 0, apiCalls: 0, subrequests: 0, errors: 0 };

const SECRET_PARAMETERS = new Set([
  'access_token',
  'oauth_token',
  'sid',
  'token',
  'refresh_token',
  'client_secret',
  'code',
  'code_verifier',
  'password',
  'assertion',
]);
