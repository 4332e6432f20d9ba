/** Remembers, for every process of the gateway, that an org grants no token, and for how long nobody asks again. */

import { AppError, ERROR_CODES } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';
import type { OrgFailure, OrgStatusStore } from '../store/store.ts';

const FIRST_COOL_DOWN_MS = 5_000;
const LONGEST_COOL_DOWN_MS = 300_000;

export interface OrgHealth {
  /** @throws AppError the last refusal, while it is too early to ask again. */
  assertMayAsk(): Promise<void>;
  granted(): Promise<void>;
  /** Only a refusal cools down: an org that merely does not answer is asked again at once. */
  refused(error: AppError): Promise<void>;
  /** The org was unlinked: nothing is known of it any more. */
  forget(): Promise<void>;
}

/** @param now milliseconds since the epoch. */
export function createOrgHealth(
  org: string,
  store: OrgStatusStore,
  now: () => number = Date.now,
): OrgHealth {
  return {
    assertMayAsk: async () => {
      const failure = (await store.find(org))?.failure ?? null;
      if (failure !== null && now() < failure.retryAt) throw errorOf(failure, now());
    },
    granted: () => store.save({ org, refreshedAt: new Date(now()).toISOString(), failure: null }),
    refused: async (error) => {
      if (error.code !== 'ORG_RECONNECT_REQUIRED') return;
      const before = await store.find(org);
      const attempts = (before?.failure?.attempts ?? 0) + 1;
      const coolDown = Math.min(FIRST_COOL_DOWN_MS * 2 ** (attempts - 1), LONGEST_COOL_DOWN_MS);
      await store.save({
        org,
        refreshedAt: before?.refreshedAt ?? null,
        failure: {
          code: error.code,
          message: error.message,
          hint: error.hint,
          since: before?.failure?.since ?? new Date(now()).toISOString(),
          attempts,
          retryAt: now() + coolDown,
        },
      });
    },
    forget: () => store.remove(org),
  };
}

function errorOf(failure: OrgFailure, now: number): AppError {
  return new AppError(codeOf(failure.code), failure.message, {
    hint: failure.hint,
    retryAfter: Math.ceil((failure.retryAt - now) / 1_000),
  });
}

/** The store may have been written by another version. */
function codeOf(text: string): ErrorCode {
  return ERROR_CODES.find((code) => code === text) ?? 'ORG_RECONNECT_REQUIRED';
}
