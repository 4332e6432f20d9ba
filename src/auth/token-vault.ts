/** Where an org's token rests: sealed in the store, bound to the org and the app that it was granted to. */

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { GrantedToken } from '../salesforce/token-endpoint.ts';
import type { Envelope } from '../store/envelope.ts';
import type { SecretStore } from '../store/store.ts';

export interface StoredToken {
  readonly token: GrantedToken;
  readonly fence: number;
}

export interface TokenVault {
  /** @throws EnvelopeError where the key does not open it. */
  read(): Promise<StoredToken | null>;
  /** @returns false, and keeps what is there, where a later holder of the lock has written. */
  write(token: GrantedToken, fence: number): Promise<boolean>;
  remove(): Promise<void>;
}

/** Identifies which org and app a stored record belongs to, without naming either. */
export function connectionIdOf(client: {
  readonly loginUrl: string;
  readonly clientId: string;
}): string {
  return createHash('sha256')
    .update(JSON.stringify([client.loginUrl, client.clientId]))
    .digest('base64url');
}

/** A granted token as JSON. */
export const grantedTokenShape = z.object({
  value: z.string(),
  instanceUrl: z.string(),
  orgId: z.string(),
  userId: z.string(),
  refreshToken: z.string().nullable(),
  scopes: z.array(z.string()).nullable(),
});

/** @param connection a token granted to an earlier configuration of the org is not found. */
export function createTokenVault(
  org: string,
  connection: string,
  secrets: SecretStore,
  envelope: Envelope,
): TokenVault {
  const owner = JSON.stringify(['org-token', org, connection]);
  return {
    read: async () => {
      const record = await secrets.find(owner);
      if (record === null) return null;
      const text = envelope.open(record.sealed, owner);
      return { token: grantedTokenShape.parse(JSON.parse(text)), fence: record.fence };
    },
    write: (token, fence) =>
      secrets.save({
        owner,
        sealed: envelope.seal(JSON.stringify(token), owner),
        fence,
        savedAt: new Date().toISOString(),
      }),
    remove: () => secrets.remove(owner),
  };
}
