/** Remembers the answers of dear calls: fresh ones are reused, one call serves all who wait, stale ones bridge an outage. */

import { AppError } from '../../common/errors.ts';
import type { ErrorCode } from '../../common/errors.ts';
import type { Refusal } from '../../salesforce/within-budget.ts';
import type { ResultCache } from '../../store/result-cache.ts';

export interface Recalled<T> {
  readonly value: T;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  /** Whether it is older than it should be, because newer could not be had. */
  readonly stale: boolean;
}

export interface RecallOptions<T> {
  readonly key: string;
  readonly ttlSeconds: number;
  /** Seconds after that in which it may still bridge an outage or a spent allowance. */
  readonly staleIfErrorSeconds: number;
  /** Longest wait; the call goes on after it, for whoever asks next. */
  readonly patienceMs: number;
  /** Asked where nothing fresh is remembered and nobody else's call is under way. */
  readonly refusal: Refusal;
  readonly load: () => Promise<T>;
  readonly bytesOf: (value: T) => number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** @throws AppError what `load` throws, where nothing remembered may stand in for it. */
export async function recall<T>(
  cache: ResultCache<T>,
  options: RecallOptions<T>,
): Promise<Recalled<T>> {
  const now = options.now ?? Date.now;
  const entry = cache.get(options.key);
  const ageSeconds = entry === null ? Infinity : (now() - entry.storedAt) / 1_000;
  if (entry !== null && ageSeconds < options.ttlSeconds) return { ...entry, stale: false };
  try {
    const value = await withPatience(flightOf(cache, options, now), options.patienceMs);
    return { value, storedAt: cache.get(options.key)?.storedAt ?? now(), stale: false };
  } catch (error) {
    const mayStandIn = ageSeconds <= options.ttlSeconds + options.staleIfErrorSeconds;
    if (entry === null || !mayStandIn || !isBridged(error)) throw error;
    return { ...entry, stale: true };
  }
}

// Private:

function flightOf<T>(
  cache: ResultCache<T>,
  { key, refusal, load, bytesOf }: RecallOptions<T>,
  now: () => number,
): Promise<T> {
  const running = cache.flights.get(key);
  if (running !== undefined) return running;
  const refused = refusal();
  if (refused !== null) return Promise.reject(refused);
  const flight = load()
    .then((value) => {
      cache.set(key, { value, storedAt: now() }, bytesOf(value));
      return value;
    })
    .finally(() => cache.flights.delete(key));
  cache.flights.set(key, flight);
  // Whoever waits hears of a failure; that nobody does any more is no failure of its own.
  flight.catch(() => undefined);
  return flight;
}

async function withPatience<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new AppError('SALESFORCE_TIMEOUT', 'Salesforce is still working on it.', {
          hint: 'Ask again shortly: the work goes on, and its result is kept.',
          retryAfter: 15,
        }),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work, impatience]);
  } finally {
    clearTimeout(timer);
  }
}

/** Failures of Salesforce or the way there, as opposed to refusals of this very request. */
const BRIDGED: ReadonlySet<ErrorCode> = new Set([
  'SALESFORCE_UNAVAILABLE',
  'SALESFORCE_TIMEOUT',
  'API_LIMIT_REACHED',
]);

function isBridged(error: unknown): boolean {
  return error instanceof AppError && BRIDGED.has(error.code);
}
