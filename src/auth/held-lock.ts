/** A lock between processes, kept alive while the work runs: its holder's death frees it within seconds. */

import type { LockStore } from '../store/store.ts';

/** Short, because it is how long others wait for a holder that was killed. */
export const LOCK_TTL_MS = 4_000;
const EXTENSIONS_PER_TTL = 3;

export interface LockRequest {
  readonly name: string;
  /** The fence of what the work replaces: the lock's will be higher. */
  readonly above: number;
}

/** @returns what the work returns, or null while another process holds the lock. */
export async function whileHolding<T>(
  locks: LockStore,
  { name, above }: LockRequest,
  work: (fence: number) => Promise<T>,
): Promise<T | null> {
  const fence = await locks.acquire(name, { ttlMs: LOCK_TTL_MS, above });
  if (fence === null) return null;
  const timer = setInterval(() => {
    // A failed extension is no reason to stop: the fence decides whether the result counts.
    locks.extend(name, fence, LOCK_TTL_MS).catch(() => undefined);
  }, LOCK_TTL_MS / EXTENSIONS_PER_TTL);
  try {
    return await work(fence);
  } finally {
    clearInterval(timer);
    await locks.release(name, fence);
  }
}
