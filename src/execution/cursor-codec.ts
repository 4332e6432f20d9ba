/** Turns a row's place in an order into an opaque cursor and back: AES-256-GCM, bound to what the list was asked for. */

import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { AppError } from '../common/errors.ts';
import type { CursorOpener, CursorPosition, CursorScope, OrderValue } from '../plan/cursor.ts';

export interface CursorCodec extends CursorOpener {
  seal(position: CursorPosition, scope: CursorScope): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of every cursor, so that the format can change without guessing. */
const FORMAT = 1;

/**
 * @param key 32 secret bytes; encryption and nonce keys are derived from it.
 * The nonce is a keyed hash of scope and position (as in SIV modes): the same row of the same list always has the
 * same cursor, so that answers can be cached, and two different positions never share a nonce.
 */
export function createCursorCodec(key: Buffer): CursorCodec {
  if (key.length !== KEY_BYTES) {
    throw new TypeError(`The cursor key must be ${KEY_BYTES} bytes, but got: ${key.length}.`);
  }
  const encryptionKey = derive(key, 'skybridge cursor encryption');
  const nonceKey = derive(key, 'skybridge cursor nonce');
  return Object.freeze({
    seal: (position: CursorPosition, scope: CursorScope) =>
      seal(encryptionKey, nonceKey, position, scope),
    open: (cursor: string, scope: CursorScope) => open(encryptionKey, cursor, scope),
  });
}

// Private:

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, KEY_BYTES));
}

function seal(key: Buffer, nonceKey: Buffer, position: CursorPosition, scope: string): string {
  const plaintext = JSON.stringify(position);
  const nonce = createHmac('sha256', nonceKey)
    .update(`${Buffer.byteLength(scope)}:${scope}${plaintext}`)
    .digest()
    .subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(scope));
  return Buffer.concat([
    Buffer.of(FORMAT),
    nonce,
    cipher.update(plaintext, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64url');
}

function open(key: Buffer, cursor: string, scope: string): CursorPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT) throw foreignCursor();
  // Node skips characters outside the alphabet; only the exact text that was handed out is accepted.
  if (bytes.toString('base64url') !== cursor) throw foreignCursor();
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(scope));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const sealed = bytes.subarray(1 + NONCE_BYTES, bytes.length - TAG_BYTES);
  try {
    const text = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    return readPosition(JSON.parse(text));
  } catch (cause) {
    throw foreignCursor(cause);
  }
}

function readPosition(value: unknown): CursorPosition {
  if (!Array.isArray(value) || !value.every(isOrderValue)) throw new TypeError('not a position');
  return value;
}

function isOrderValue(value: unknown): value is OrderValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function foreignCursor(cause?: unknown): AppError {
  return new AppError('BAD_USER_INPUT', 'The cursor does not belong to this list.', {
    hint: 'Use a cursor from an earlier page of the same list, with the same filter, order and viewer, unchanged.',
    ...(cause === undefined ? {} : { cause }),
  });
}
