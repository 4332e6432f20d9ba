/** The operator's setup key: proves, once, that whoever links a new org may also run commands on the gateway. */

import { createHash, randomBytes } from 'node:crypto';
import type { TicketStore } from '../store/store.ts';

const KIND = 'setup-key';
const KEY_BYTES = 16;
const LIFETIME_MS = 24 * 3_600_000;

/** @returns a key of 128 bits, good once and for a day; only its hash is stored. */
export async function issueSetupKey(tickets: TicketStore): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  await tickets.put({ kind: KIND, id: hashOf(key), body: '', expiresAt });
  return key;
}

/** @returns whether it was a setup key; it is none from now on. */
export async function spendSetupKey(tickets: TicketStore, key: string): Promise<boolean> {
  return (await tickets.take(KIND, hashOf(key.trim()))) !== null;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
