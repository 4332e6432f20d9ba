/** The org's own signing key: ID tokens, and the key set that verifies them. */
import { createHash, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import type { OpenCall } from '../platform.ts';
import type { GrantOutcome } from './grants/grant.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** An RSA key pair made when first asked for: most runs never need one. */
export function lazyKeyPair(): () => Promise<KeyPair> {
  let pair: Promise<KeyPair> | null = null;
  return () => (pair ??= promisify(generateKeyPair)('rsa', { modulusLength: 2_048 }));
}

export async function publicKeySet(pair: KeyPair): Promise<{ keys: JWK[] }> {
  const jwk = await exportJWK(pair.publicKey);
  return { keys: [{ ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) }] };
}

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

async function keyId(pair: KeyPair): Promise<string> {
  return calculateJwkThumbprint(await exportJWK(pair.publicKey));
}

/** OpenID Connect Core 3.1.3.6: the left half of the access token's hash. */
function halfHash(token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
}
