/** From samples to the table and the file that `npm run bench` leaves. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { quantile } from './measure.ts';
import type { Sample } from './measure.ts';
import type { ScaleResult } from './scale.ts';

export interface Result {
  readonly upstream: string;
  readonly payload: string;
  readonly contender: string;
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU time per 1,000 requests. */
  readonly cpuPer1000: number;
  readonly upstreamCallsPerOperation: number;
  /** CPU per request as a multiple of contenders a, b and c in the same run; the median over the rounds. */
  readonly cpuRatio: Readonly<Record<'a' | 'b' | 'c', number>>;
}

/** Samples of one payload by contender key, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Sample[]>;

export function resultsOf(
  upstream: string,
  payload: string,
  rounds: Rounds,
  callsPerOperation: ReadonlyMap<string, number>,
): Result[] {
  return [...rounds].map(([contender, samples]) => {
    const requests = samples.reduce((sum, sample) => sum + sample.latencies.length, 0);
    const latencies = samples.flatMap((sample) => sample.latencies);
    return {
      upstream,
      payload,
      contender,
      requestsPerSecond: requests / samples.reduce((sum, sample) => sum + sample.seconds, 0),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      cpuPer1000: (samples.reduce((sum, sample) => sum + sample.cpu, 0) / requests) * 1_000,
      upstreamCallsPerOperation: callsPerOperation.get(contender) ?? Number.NaN,
      cpuRatio: {
        a: cpuRatio(samples, rounds.get('a')),
        b: cpuRatio(samples, rounds.get('b')),
        c: cpuRatio(samples, rounds.get('c')),
      },
    };
  });
}

export function printResults(results: readonly Result[], names: ReadonlyMap<string, string>): void {
  const header = [
    '',
    'req/s',
    'p50 ms',
    'p99 ms',
    'CPU ms/1000',
    'calls/op',
    'CPU/a',
    'CPU/b',
    'CPU/c',
  ];
  const rows = results.map((result) => [
    `${result.contender} ${names.get(result.contender) ?? ''}`,
    result.requestsPerSecond.toFixed(0),
    result.p50.toFixed(1),
    result.p99.toFixed(1),
    result.cpuPer1000.toFixed(0),
    result.upstreamCallsPerOperation.toFixed(2),
    result.cpuRatio.a.toFixed(2),
    result.cpuRatio.b.toFixed(2),
    result.cpuRatio.c.toFixed(2),
  ]);
  const widths = header.map((_title, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length)),
  );
  for (const row of [header, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
  process.stdout.write('\n');
}

/** A part that was not measured keeps what the file says of it. */
export function writeResults(results: readonly Result[] | null, scale: ScaleResult | null): string {
  const file = path.join(import.meta.dirname, 'results', 'latest.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
  };
  const after = {
    ...before,
    at: new Date().toISOString(),
    machine,
    ...(results !== null && { results }),
    ...(scale !== null && { scale }),
  };
  writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
  return file;
}

/** Paired: each round is compared with the same round of the other, whatever else the machine did meanwhile. */
function cpuRatio(samples: readonly Sample[], others: readonly Sample[] | undefined): number {
  const ratios = samples.flatMap((sample, round) => {
    const other = others?.[round];
    return other === undefined ? [] : [perRequest(sample) / perRequest(other)];
  });
  return quantile(ratios, 0.5);
}

function perRequest(sample: Sample): number {
  return sample.cpu / sample.latencies.length;
}
