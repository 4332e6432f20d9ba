/** Answers statements from the result cache: fresh ones at once, stale ones only while Salesforce fails. */

import { AppError } from '../common/errors.ts';
import type { ErrorCode } from '../common/errors.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import { pageToKeep, unreadBytesOf } from '../salesforce/unread-page.ts';
import type { ResultCache } from '../store/result-cache.ts';
import { rootObjectOf } from './root-object.ts';

export interface CacheRules {
  /** Seconds a result of this object is fresh; 0 never caches it. */
  readonly ttlSeconds: (object: string) => number;
  /** Seconds after that in which it may still bridge an outage. */
  readonly staleIfErrorSeconds: number;
}

export interface CacheReport {
  readonly hits: number;
  readonly misses: number;
  /** Age in seconds of the oldest stale result that was served; null where all were fresh. */
  readonly staleSeconds: number | null;
}

export interface CachedStatements extends StatementRunner {
  readonly report: () => CacheReport;
}

export interface CachedStatementsOptions {
  readonly inner: StatementRunner;
  readonly cache: ResultCache<QueryPage>;
  readonly scope: ResultScope;
  readonly rules: CacheRules;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Everything beside the statement that a cached answer depends on. */
export interface ResultScope {
  /** Name of the org: two connections to one org may see different rows. */
  readonly org: string;
  readonly orgId: string;
  /** Version of the model. */
  readonly model: string;
  /** Equal only for viewers for whom every statement is equal. */
  readonly viewer: string;
}

/** Names of orgs hold no blanks. */
export function scopeText({ org, orgId, model, viewer }: ResultScope): string {
  return `${org} ${orgId} ${model} ${viewer}`;
}

export function isResultOf(key: string, org: string): boolean {
  return key.startsWith(`${org} `);
}

/** The statement of a key, whatever else the answer depends on. */
export function statementOfKey(key: string): string {
  return key.slice(key.indexOf('\n') + 1);
}

/** Failures of Salesforce or the way there, as opposed to refusals of this very statement. */
const BRIDGED: ReadonlySet<ErrorCode> = new Set([
  'SALESFORCE_UNAVAILABLE',
  'SALESFORCE_TIMEOUT',
  'API_LIMIT_REACHED',
]);

export function createCachedStatements(options: CachedStatementsOptions): CachedStatements {
  const { cache, inner, rules } = options;
  const now = options.now ?? Date.now;
  const scope = scopeText(options.scope);
  let hits = 0;
  let misses = 0;
  let staleSeconds: number | null = null;

  const load = (key: string, soql: string): Promise<QueryPage> => {
    const flight: Promise<QueryPage> = inner
      .query(soql)
      .then((page) => {
        // One that was dropped meanwhile may be older than the write that dropped it.
        if (cache.flights.get(key) === flight) {
          cache.set(key, { value: pageToKeep(page), storedAt: now() }, estimateBytes(page));
        }
        return page;
      })
      .finally(() => {
        if (cache.flights.get(key) === flight) cache.flights.delete(key);
      });
    cache.flights.set(key, flight);
    return flight;
  };

  const query = async (soql: string): Promise<QueryPage> => {
    const ttl = rules.ttlSeconds(rootObjectOf(soql));
    if (ttl === 0) return inner.query(soql);
    const key = `${scope}\n${soql}`;
    const entry = cache.get(key);
    const age = entry === null ? Infinity : (now() - entry.storedAt) / 1_000;
    if (entry !== null && age < ttl) {
      hits += 1;
      return entry.value;
    }
    const running = cache.flights.get(key);
    if (running === undefined) misses += 1;
    else hits += 1;
    try {
      return await (running ?? load(key, soql));
    } catch (error) {
      if (entry === null || age > ttl + rules.staleIfErrorSeconds || !isBridged(error)) throw error;
      staleSeconds = Math.max(staleSeconds ?? 0, Math.round(age));
      return entry.value;
    }
  };

  return {
    query,
    // A search is staff's, and staff see what is in Salesforce now.
    search: (sosl) => inner.search(sosl),
    // A locator belongs to one run of one query; its pages are not worth keeping.
    queryMore: (nextRecordsUrl) => inner.queryMore(nextRecordsUrl),
    report: () => ({ hits, misses, staleSeconds }),
  };
}

function isBridged(error: unknown): boolean {
  return error instanceof AppError && BRIDGED.has(error.code);
}

/** Rows of one statement are alike, so a few of them tell the size of all. */
const SAMPLED_ROWS = 8;
/** A parsed row takes about this many times its JSON text. */
const OBJECT_OVERHEAD = 3;

function estimateBytes(page: QueryPage): number {
  const unread = unreadBytesOf(page);
  if (unread !== null) return unread.length * OBJECT_OVERHEAD;
  const sample = page.records.slice(0, SAMPLED_ROWS);
  if (sample.length === 0) return 100;
  return (JSON.stringify(sample).length / sample.length) * page.records.length * OBJECT_OVERHEAD;
}
