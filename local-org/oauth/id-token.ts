/** ID tokens (OpenID Connect), signed with the org's own key. */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { OpenCall } from '../platform.ts';
import type { GrantOutcome } from './grants/grant.ts';
import { keyId } from './key-pair.ts';

/** @param subject the identity URL of the user. */
export async function createIdToken(
  call: OpenCall,
  outcome: GrantOutcome,
  subject: string,
): Promise<string> {
  const pair = await call.platform.signingKey();
  const issuedAt = Math.floor(outcome.accessToken.issuedAt / 1_000);
  return new SignJWT({
    at_hash: halfHash(outcome.accessToken.token),
    auth_time: issuedAt,
    ...(outcome.nonce === null ? {} : { nonce: outcome.nonce }),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: await keyId(pair) })
    .setIssuer(call.request.origin)
    .setSubject(subject)
    .setAudience(outcome.app.clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ID_TOKEN_SECONDS)
    .sign(pair.privateKey);
}

const ID_TOKEN_SECONDS = 120;

/** OpenID Connect Core 3.1.3.6: the left half of the access token's hash. */
function halfHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}
