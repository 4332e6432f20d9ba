/** The gateway's own secret key where none is configured: made once, kept beside the store, readable by its owner only. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const KEY_BYTES = 32;

/** @param storeFile the SQLite file; the key lies in the same folder as `secret.key`. */
export function readOrCreateSecretKey(storeFile: string): Buffer {
  const file = path.join(path.dirname(storeFile), 'secret.key');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // "wx" so that of two processes starting together only one makes the key.
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) {
    throw new Error(
      `${file} does not hold 32 bytes in base64. Delete it (the org is asked for a new token), or set SKYBRIDGE_SECRET_KEY.`,
    );
  }
  return key;
}
