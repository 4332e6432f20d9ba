/** The gateway's own secret keys where none is configured: kept beside the store, readable by their owner only. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const KEY_BYTES = 32;

/** The sealing key first, then the one before it, if there was a rotation. */
export type KeyFileContent = readonly [Buffer, ...Buffer[]];

/** @param storeFile the SQLite file; the keys lie in the same folder as `secret.key`, one a line. */
export function readOrCreateKeyFile(storeFile: string): KeyFileContent {
  const file = keyFileOf(storeFile);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    // "wx" so that of two processes starting together only one makes the key.
    writeFileSync(file, textOf([randomBytes(KEY_BYTES)]), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const lines = readFileSync(file, 'utf8').trim().split(/\s+/);
  const [current, ...previous] = lines.map((line) => Buffer.from(line, 'base64'));
  if (current === undefined || [current, ...previous].some((key) => key.length !== KEY_BYTES)) {
    throw new Error(
      `${file} does not hold keys of 32 bytes in base64, one a line. Restore it from a backup, or set SKYBRIDGE_SECRET_KEY.`,
    );
  }
  return [current, ...previous];
}

/** Puts a new key in front; the one before it stays, for processes that still seal with it. */
export function addKeyToFile(storeFile: string): KeyFileContent {
  const [current] = readOrCreateKeyFile(storeFile);
  const keys: KeyFileContent = [randomBytes(KEY_BYTES), current];
  const file = keyFileOf(storeFile);
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, textOf(keys), { flag: 'wx', mode: 0o600 });
    // A reader meets the old file or the new one, never half of one.
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return keys;
}

function keyFileOf(storeFile: string): string {
  return path.join(path.dirname(storeFile), 'secret.key');
}

function textOf(keys: KeyFileContent): string {
  return `${keys.map((key) => key.toString('base64')).join('\n')}\n`;
}
