/** Seals short secrets for storage: AES-256-GCM under a key derived from the gateway's secret, bound to its owner. */

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Why a sealed value could not be opened. */
export type EnvelopeFailure = 'malformed' | 'unknown-key' | 'tampered';

export class EnvelopeError extends Error {
  readonly reason: EnvelopeFailure;

  constructor(reason: EnvelopeFailure) {
    super(`A stored secret cannot be opened: ${reason}`);
    this.name = 'EnvelopeError';
    this.reason = reason;
  }
}

export interface Envelope {
  /** Names the key in every sealed value, so that a rotation can tell old from new. */
  readonly keyId: string;
  /** @param owner bound as additional data: a value sealed for one owner does not open for another. */
  seal(plaintext: string, owner: string): string;
  /** @throws EnvelopeError */
  open(sealed: string, owner: string): string;
}

/** Derives an independent 32-byte key for one purpose (RFC 5869). */
export function deriveKey(secretKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), `skybridge/${purpose}`, 32));
}

/**
 * @param secretKey 32 random bytes; seals.
 * @param previousKeys still open what was sealed before a rotation.
 */
export function createEnvelope(secretKey: Buffer, previousKeys: readonly Buffer[] = []): Envelope {
  const sealing = envelopeKey(secretKey);
  const keys = new Map([secretKey, ...previousKeys].map(envelopeKey).map((key) => [key.id, key]));
  return {
    keyId: sealing.id,
    seal: (plaintext, owner) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing.bytes, nonce);
      cipher.setAAD(associatedData(sealing.id, owner));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const packed = Buffer.concat([nonce, cipher.getAuthTag(), body]);
      return `${FORMAT}.${sealing.id}.${packed.toString('base64url')}`;
    },
    open: (sealed, owner) => {
      const [format, keyId, packed, ...rest] = sealed.split('.');
      if (format !== FORMAT || keyId === undefined || packed === undefined || rest.length > 0) {
        throw new EnvelopeError('malformed');
      }
      const key = keys.get(keyId);
      if (key === undefined) throw new EnvelopeError('unknown-key');
      return decrypt(key.bytes, Buffer.from(packed, 'base64url'), associatedData(keyId, owner));
    },
  };
}

interface EnvelopeKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The id tells which key sealed a value and nothing about the key. */
function envelopeKey(secretKey: Buffer): EnvelopeKey {
  const bytes = deriveKey(secretKey, 'token-envelope');
  return { id: createHash('sha256').update(bytes).digest('base64url').slice(0, 8), bytes };
}

function decrypt(key: Buffer, packed: Buffer, associated: Buffer): string {
  if (packed.length < NONCE_BYTES + TAG_BYTES) throw new EnvelopeError('malformed');
  const decipher = createDecipheriv('aes-256-gcm', key, packed.subarray(0, NONCE_BYTES))
    .setAAD(associated)
    .setAuthTag(packed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const body = packed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw new EnvelopeError('tampered');
  }
}

function associatedData(keyId: string, owner: string): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, owner]));
}
