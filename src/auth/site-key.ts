/** A site's Ed25519 public key: its checked raw form, its fingerprint, and the key object that verifies with it. */

import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const RAW_KEY_BYTES = 32;

/** @throws TypeError where the text is not 32 bytes in base64url. */
export function parseSiteKey(text: string): Buffer {
  const raw = Buffer.from(text, 'base64url');
  if (raw.length !== RAW_KEY_BYTES || raw.toString('base64url') !== text) {
    throw new TypeError(
      'The key must be a raw Ed25519 public key: 32 bytes in base64url (43 characters, no padding).',
    );
  }
  return raw;
}

/** base64url(SHA-256(raw key)): what people compare, and the `kid` of the site's requests. */
export function fingerprintOf(rawKey: Buffer): string {
  return createHash('sha256').update(rawKey).digest('base64url');
}

export function importSiteKey(rawKey: Buffer): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: rawKey.toString('base64url') },
    format: 'jwk',
  });
}
