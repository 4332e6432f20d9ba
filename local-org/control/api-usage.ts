/** How many API calls the org has spent in the last 24 hours, as `Sforce-Limit-Info` and `/limits` say it. */

export interface ApiUsage {
  readonly max: number;
  setMax(max: number): void;
  /** Spends calls now. */
  spend(calls: number): void;
  /** Calls spent in the rolling 24 hours up to now. */
  used(): number;
  /** For tests of the limit: pretend that this many were spent now. */
  setUsed(calls: number): void;
}

const WINDOW_MS = 24 * 60 * 60 * 1_000;
const BUCKET_MS = 60 * 1_000;
const DEFAULT_MAX = 15_000;

/** @param now milliseconds since the epoch, by the org's clock. */
export function createApiUsage(now: () => number): ApiUsage {
  let max = DEFAULT_MAX;
  let buckets: { readonly start: number; calls: number }[] = [];
  const dropOld = () => {
    const oldest = now() - WINDOW_MS;
    if ((buckets[0]?.start ?? Infinity) < oldest) {
      buckets = buckets.filter((bucket) => bucket.start >= oldest);
    }
  };
  const spend = (calls: number) => {
    if (calls === 0) return;
    const start = Math.floor(now() / BUCKET_MS) * BUCKET_MS;
    const last = buckets.at(-1);
    if (last?.start === start) last.calls += calls;
    else buckets.push({ start, calls });
  };
  return {
    get max() {
      return max;
    },
    setMax: (value) => void (max = value),
    spend,
    used() {
      dropOld();
      return buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
    },
    setUsed(calls) {
      buckets = [];
      spend(calls);
    },
  };
}
