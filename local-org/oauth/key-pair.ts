/** RSA key pairs of the org, and the key set by which others verify what it signs. */
import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { JWK } from 'jose';

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
  return { keys: [{ ...jwk, alg: 'RS256', use: 'sig', kid: await keyId(pair) }] };
}

export async function keyId(pair: KeyPair): Promise<string> {
  return calculateJwkThumbprint(await exportJWK(pair.publicKey));
}
