/** Estimates how many API calls of an org still count, in a window of 24 hours that rolls. */

const DAY_MS = 86_400_000;
/** Calls within one of these leave the window together. */
const BUCKET_MS = 600_000;

interface Bucket {
  /** Milliseconds since the epoch. */
  readonly at: number;
  calls: number;
}

/**
 * Salesforce tells how many calls count now, not when they were made. Those before the first observation are taken to be
 * spread evenly over the day before it; later ones are known by how much each observation exceeds the estimate.
 */
export class UsageWindow {
  #since = 0;
  #before = 0;
  #buckets: Bucket[] = [];

  /** @param used calls that Salesforce counts now. @param now milliseconds since the epoch. */
  observe(used: number, now: number): void {
    if (this.#since === 0) {
      this.#since = now;
      this.#before = used;
      return;
    }
    this.#buckets = this.#buckets.filter((bucket) => bucket.at > now - DAY_MS);
    const change = used - this.usedAt(now);
    if (change > 0) this.#add(change, now);
    else this.#forget(-change, now);
  }

  /** Calls that will still count then if none are made meanwhile. */
  usedAt(time: number): number {
    const known = this.#buckets.filter((bucket) => bucket.at > time - DAY_MS);
    return this.#beforeAt(time) + known.reduce((sum, bucket) => sum + bucket.calls, 0);
  }

  /** Seconds from now until at most `target` calls count; 0 where that is so already. */
  secondsUntil(target: number, now: number): number {
    let [early, late] = [0, DAY_MS / 1_000];
    while (early < late) {
      const middle = Math.floor((early + late) / 2);
      if (this.usedAt(now + middle * 1_000) <= target) late = middle;
      else early = middle + 1;
    }
    return early;
  }

  #beforeAt(time: number): number {
    return this.#before * Math.max(0, 1 - (time - this.#since) / DAY_MS);
  }

  #add(calls: number, now: number): void {
    const last = this.#buckets.at(-1);
    if (last !== undefined && now - last.at < BUCKET_MS) last.calls += calls;
    else this.#buckets.push({ at: now, calls });
  }

  /** Fewer calls count than estimated: more of the old ones have left than an even spread would have it. */
  #forget(calls: number, now: number): void {
    const left = Math.max(0, 1 - (now - this.#since) / DAY_MS);
    const fromBefore = Math.min(calls, this.#beforeAt(now));
    if (left > 0) this.#before -= fromBefore / left;
    let rest = calls - fromBefore;
    for (const bucket of this.#buckets) {
      const taken = Math.min(rest, bucket.calls);
      bucket.calls -= taken;
      rest -= taken;
    }
  }
}
