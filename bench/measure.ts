/** Sends a contender a number of requests and takes the times. */

import { Pool } from 'undici';
import type { BenchProcess } from './processes.ts';

export interface Sample {
  readonly seconds: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** Milliseconds of CPU time of the contender's process. */
  readonly cpu: number;
}

export interface Load {
  readonly requests: number;
  readonly concurrency: number;
  readonly body: string;
}

/** @throws Error for an answer that is not what was asked for: a fast error is no result. */
export async function measure(contender: BenchProcess, load: Load): Promise<Sample> {
  const url = new URL(contender.url);
  const pool = new Pool(url.origin, { connections: load.concurrency });
  const latencies: number[] = [];
  let left = load.requests;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      const answer = await pool.request({
        method: 'POST',
        path: url.pathname,
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer developer-token-of-the-bench',
        },
        body: load.body,
      });
      const text = await answer.body.text();
      latencies.push(performance.now() - started);
      if (answer.statusCode !== 200 || text.includes('"errors":[')) {
        throw new Error(`${contender.url} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
      }
    }
  };
  const cpuBefore = await contender.cpu();
  const started = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, worker));
  const seconds = (performance.now() - started) / 1_000;
  const cpu = ((await contender.cpu()) - cpuBefore) / 1_000;
  await pool.close();
  return { seconds, latencies, cpu };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
