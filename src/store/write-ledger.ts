/** Remembers which creates were begun and which are done, so that a repeated form post is not carried out twice. */

import type { SpentIdStore, TicketStore } from './store.ts';

export type LedgerEntry =
  /** Nobody has begun it, or it certainly failed: it is the caller's now. */
  | { readonly kind: 'begun' }
  /** It was carried out, and these records were written. */
  | { readonly kind: 'done'; readonly ids: readonly string[] }
  /** It was begun and nobody knows how it ended, or it is still under way. */
  | { readonly kind: 'open' };

export interface WriteLedger {
  /** @param key unguessable, and never that of another viewer. */
  begin(key: string): Promise<LedgerEntry>;
  done(key: string, ids: readonly string[]): Promise<void>;
  /** Nothing was written: the next `begin` may try. */
  failed(key: string): Promise<void>;
}

/** How long a repeat is recognised. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1_000;

const DONE = 'write-done';
const FAILED = 'write-failed';

export function createWriteLedger(
  spentIds: SpentIdStore,
  tickets: TicketStore,
  now: () => number = Date.now,
): WriteLedger {
  const expiresAt = () => new Date(now() + REMEMBERED_MS);
  return {
    begin: async (key) => {
      // Whoever spends the id first has begun; the same holds for who takes the note of a failure.
      if (await spentIds.spend(`write ${key}`, expiresAt())) return { kind: 'begun' };
      const ids = await tickets.find(DONE, key);
      if (ids !== null) return { kind: 'done', ids: JSON.parse(ids) as readonly string[] };
      const failure = await tickets.take(FAILED, key);
      return failure === null ? { kind: 'open' } : { kind: 'begun' };
    },
    done: async (key, ids) => {
      await tickets.put({ kind: DONE, id: key, body: JSON.stringify(ids), expiresAt: expiresAt() });
    },
    failed: async (key) => {
      await tickets.put({ kind: FAILED, id: key, body: '', expiresAt: expiresAt() });
    },
  };
}
