/** Keeps one org's tokens: one refresh at a time among all processes, saved before use, and never in a loop. */

import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { revokeToken } from '../salesforce/token-endpoint.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';
import type { TokenSource } from '../salesforce/token-source.ts';
import { EnvelopeError } from '../store/envelope.ts';
import type { LockStore } from '../store/store.ts';
import type { TokenGrant } from './grants.ts';
import { whileHolding } from './held-lock.ts';
import type { OrgHealth } from './org-health.ts';
import type { StoredToken, TokenVault } from './token-vault.ts';

export interface TokenCustodyOptions {
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  readonly endpoint: TokenEndpoint;
  readonly grant: TokenGrant;
  readonly vault: TokenVault;
  readonly locks: LockStore;
  readonly health: OrgHealth;
  readonly log: Log;
}

export interface TokenCustody extends TokenSource {
  /** The org's 18-character id, asked from the org if no stored token tells it. @throws AppError */
  orgId(): Promise<string>;
  /** The same as `current`, with what else was granted. @throws AppError */
  granted(): Promise<GrantedToken>;
  /** What is stored, without asking Salesforce; null where nothing is. */
  stored(): Promise<Pick<GrantedToken, 'orgId' | 'userId' | 'scopes'> | null>;
  /** Takes a token that a person's consent brought, and ends the one it replaces. */
  adopt(token: GrantedToken): Promise<void>;
  /** Forgets the token here and ends it at Salesforce. @returns whether Salesforce confirmed that. */
  surrender(): Promise<boolean>;
}

/** Between two looks at whether another process has finished its refresh. */
const POLL_MS = 50;
/** A org that refuses what it granted a moment ago is asked this often, then left alone for the period. */
const RENEWALS_PER_PERIOD = 3;
const RENEWAL_PERIOD_MS = 10_000;
const SAVE_ATTEMPTS = 3;

export function createTokenCustody(options: TokenCustodyOptions): TokenCustody {
  let held: GrantedToken | null = null;
  let pending: Promise<GrantedToken> | null = null;
  const renewals = createRenewalBound();

  /** Whoever asks while a refresh is under way gets its result. */
  const single = (work: () => Promise<GrantedToken>): Promise<GrantedToken> => {
    pending ??= work()
      .then((token) => (held = token))
      .finally(() => {
        pending = null;
      });
    return pending;
  };
  const current = (): Promise<GrantedToken> =>
    held !== null ? Promise.resolve(held) : single(() => obtain(options, null));

  return {
    current,
    granted: current,
    orgId: async () => (await current()).orgId,
    renew: (refused) => {
      if (held !== null && held.value !== refused.value) return Promise.resolve(held);
      return single(() => {
        renewals.count();
        return obtain(options, refused.value);
      });
    },
    stored: async () => (await readStored(options))?.token ?? null,
    adopt: async (token) => {
      const before = await readStored(options);
      await holdingLock(options, (fence) => save(token, fence, options));
      await options.health.granted();
      held = token;
      if (before !== null) await revoke(before.token, options);
    },
    surrender: async () => {
      // What cannot be opened is forgotten all the same; only Salesforce cannot be told.
      let isOpen = true;
      const stored = await readStored(options).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        isOpen = false;
        return null;
      });
      held = null;
      await options.vault.remove();
      await options.health.forget();
      return stored === null ? isOpen : revoke(stored.token, options);
    },
  };
}

/**
 * The stored token, unless it is the one that was refused; else a new one, asked for by one process at a time.
 * @throws AppError
 */
async function obtain(options: TokenCustodyOptions, refused: string | null): Promise<GrantedToken> {
  const deadline = Date.now() + options.endpoint.timeoutMs;
  while (Date.now() < deadline) {
    const stored = await readStored(options);
    if (stored !== null && stored.token.value !== refused) return stored.token;
    await options.health.assertMayAsk();
    const granted = await whileHolding(options.locks, lockOf(options, stored), async (fence) => {
      // Between the look and the lock another process may have finished.
      const now = await readStored(options);
      if (now !== null && now.token.value !== refused) return now.token;
      return refresh(now?.token ?? null, fence, options);
    });
    if (granted !== null) return granted;
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  throw new AppError('SALESFORCE_TIMEOUT', 'Another process is refreshing the org’s token.', {
    hint: 'Try again in a few seconds.',
    retryAfter: 2,
  });
}

async function refresh(
  before: GrantedToken | null,
  fence: number,
  options: TokenCustodyOptions,
): Promise<GrantedToken> {
  const { grant, health, log, org } = options;
  try {
    const token = await grant.request(before);
    await save(token, fence, options);
    await health.granted();
    log.info({ org, orgId: token.orgId }, 'salesforce granted a token');
    return token;
  } catch (error) {
    if (error instanceof AppError) await health.refused(error);
    throw error;
  }
}

/** The old refresh token may be worthless from here on, so the new one is saved before anybody uses it. */
async function save(
  token: GrantedToken,
  fence: number,
  { vault, org, log }: TokenCustodyOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await vault.write(token, fence)) return;
      throw new AppError('SALESFORCE_UNAVAILABLE', 'The refresh took too long and was overtaken.', {
        hint: 'Try again.',
        retryAfter: 1,
      });
    } catch (error) {
      if (error instanceof AppError || attempt === SAVE_ATTEMPTS) throw error;
      log.warn({ org, err: error }, 'the new token could not be saved; trying again');
      await sleep(POLL_MS * attempt);
    }
  }
}

async function holdingLock(
  options: TokenCustodyOptions,
  work: (fence: number) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + options.endpoint.timeoutMs;
  const done = async (fence: number): Promise<true> => {
    await work(fence);
    return true;
  };
  while (Date.now() < deadline) {
    const stored = await readStored(options);
    if ((await whileHolding(options.locks, lockOf(options, stored), done)) !== null) return;
    await sleep(POLL_MS);
  }
  throw new AppError('SALESFORCE_TIMEOUT', 'Another process is refreshing the org’s token.', {
    hint: 'Try again in a few seconds.',
    retryAfter: 2,
  });
}

async function readStored(options: TokenCustodyOptions): Promise<StoredToken | null> {
  const { vault, grant, log, org } = options;
  try {
    return await vault.read();
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    log.warn({ org, reason: error.reason }, 'the stored token cannot be opened');
    // Where the grant needs nothing but the configured client, a lost key costs one call, not a relink.
    if (!grant.needsLink) return null;
    throw new AppError('ORG_RECONNECT_REQUIRED', 'The org’s stored token cannot be opened.', {
      hint: 'Start the gateway with the key the token was sealed with, or link the org again on /orgs.',
      cause: error,
    });
  }
}

async function revoke(token: GrantedToken, options: TokenCustodyOptions): Promise<boolean> {
  try {
    if (token.refreshToken !== null) await revokeToken(options.endpoint, token.refreshToken);
    else await revokeToken(options.endpoint, token.value);
    return true;
  } catch (error) {
    options.log.warn({ org: options.org, err: error }, 'salesforce did not confirm the revocation');
    return false;
  }
}

function lockOf({ org }: TokenCustodyOptions, stored: StoredToken | null) {
  return { name: `org-token:${org}`, above: stored?.fence ?? 0 };
}

/** Salesforce that refuses every fresh token must not be asked for one by each request that comes in. */
function createRenewalBound(): { count(): void } {
  let recent: readonly number[] = [];
  return {
    count: () => {
      const now = Date.now();
      recent = recent.filter((at) => now - at < RENEWAL_PERIOD_MS);
      if (recent.length >= RENEWALS_PER_PERIOD) {
        const oldest = recent[0] ?? now;
        throw new AppError('ORG_RECONNECT_REQUIRED', 'Salesforce refuses the tokens it grants.', {
          hint: 'Check that the user the app runs as is active, has API access and may log in from this address.',
          retryAfter: Math.ceil((oldest + RENEWAL_PERIOD_MS - now) / 1_000),
        });
      }
      recent = [...recent, now];
    },
  };
}
