/** Bounded in-memory entries that outlive their freshness, so that an outage can be bridged. */

import { LRUCache } from 'lru-cache';

export interface CacheEntry<T> {
  readonly value: T;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** Synchronous on purpose: a lookup must not move statements of one tick into different batches. */
export interface ResultCache<T> {
  get(key: string): CacheEntry<T> | null;
  /** @param bytes estimated size of the value. */
  set(key: string, entry: CacheEntry<T>, bytes: number): void;
  /** Forgets the results whose key passes, and those of them that are being fetched. */
  drop(isStale: (key: string) => boolean): void;
  /** Results being fetched right now, by key: who asks meanwhile waits for the same one. */
  readonly flights: Map<string, Promise<T>>;
  readonly bytes: number;
}

/** Entries larger than this share of the cache are not kept: one page must not empty it. */
const LARGEST_SHARE = 0.1;

export function createResultCache<T>(maxBytes: number): ResultCache<T> {
  const entries = new LRUCache<string, CacheEntry<T>>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes * LARGEST_SHARE),
  });
  const flights = new Map<string, Promise<T>>();
  return {
    drop: (isStale) => {
      for (const key of [...entries.keys()]) if (isStale(key)) entries.delete(key);
      for (const key of [...flights.keys()]) if (isStale(key)) flights.delete(key);
    },
    get: (key) => entries.get(key) ?? null,
    set: (key, entry, bytes) => {
      // Both copies of the key's characters and the bookkeeping count too.
      entries.set(key, entry, { size: Math.max(1, Math.ceil(bytes) + key.length + 200) });
    },
    flights,
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
