/** The integration connection's tokens by the client credentials grant: one grant at a time, kept sealed in the store. */

import { createHash } from 'node:crypto';
import type { Log } from '../common/log.ts';
import { requestClientCredentialsToken } from '../salesforce/token-endpoint.ts';
import type { ClientCredentials, GrantedToken } from '../salesforce/token-endpoint.ts';
import type { AccessToken, TokenSource } from '../salesforce/token-source.ts';
import { EnvelopeError } from '../store/envelope.ts';
import type { Envelope } from '../store/envelope.ts';
import type { OrgTokenStore } from '../store/store.ts';

export interface ClientCredentialsOptions {
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  readonly credentials: ClientCredentials;
  readonly store: OrgTokenStore;
  readonly envelope: Envelope;
  readonly log: Log;
}

export interface IntegrationTokens extends TokenSource {
  /** The org's 18-character id, asked from the org if no stored token tells it. @throws AppError */
  orgId(): Promise<string>;
}

/** Identifies which org and app a stored record belongs to, without naming either. */
export function connectionIdOf(
  credentials: Pick<ClientCredentials, 'loginUrl' | 'clientId'>,
): string {
  return createHash('sha256')
    .update(JSON.stringify([credentials.loginUrl, credentials.clientId]))
    .digest('base64url');
}

export function createClientCredentialsTokens(
  options: ClientCredentialsOptions,
): IntegrationTokens {
  let held: GrantedToken | null = null;
  let pending: Promise<GrantedToken> | null = null;

  /** Whoever asks while a grant is under way gets its result: an org revokes the oldest of six tokens of one app. */
  const single = (work: () => Promise<GrantedToken>): Promise<GrantedToken> => {
    pending ??= work()
      .then((token) => (held = token))
      .finally(() => {
        pending = null;
      });
    return pending;
  };

  const token = (): Promise<GrantedToken> =>
    held !== null
      ? Promise.resolve(held)
      : single(async () => (await readStored(options)) ?? grant(options));

  return {
    current: token,
    orgId: async () => (await token()).orgId,
    renew: (refused) => {
      if (held !== null && held.value !== refused.value) return Promise.resolve(held);
      return single(async () => {
        // Another process may have renewed it already.
        const stored = await readStored(options);
        return stored !== null && stored.value !== refused.value ? stored : grant(options);
      });
    },
  };
}

async function grant(options: ClientCredentialsOptions): Promise<GrantedToken> {
  const token = await requestClientCredentialsToken(options.credentials);
  await options.store.save({
    org: options.org,
    connection: connectionIdOf(options.credentials),
    sealed: options.envelope.seal(JSON.stringify(token), ownerOf(options)),
    savedAt: new Date().toISOString(),
  });
  options.log.info({ org: options.org, orgId: token.orgId }, 'salesforce granted a token');
  return token;
}

async function readStored(options: ClientCredentialsOptions): Promise<GrantedToken | null> {
  const record = await options.store.find(options.org, connectionIdOf(options.credentials));
  if (record === null) return null;
  try {
    return JSON.parse(options.envelope.open(record.sealed, ownerOf(options))) as GrantedToken;
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    // This grant needs nothing but the configured client, so a lost key costs one call, not a relink.
    options.log.warn(
      { org: options.org, reason: error.reason },
      'the stored token cannot be opened',
    );
    return null;
  }
}

function ownerOf({ org, credentials }: ClientCredentialsOptions): string {
  return JSON.stringify(['org-token', org, connectionIdOf(credentials)]);
}

/** Re-exported for callers that only pass tokens on. */
export type { AccessToken };
