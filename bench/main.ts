/**
 * `npm run bench`: paired, alternating runs of Skybridge and what it is measured against (`compare`), and what a very
 * large org costs (`scale`).
 */

import { parseArgs } from 'node:util';
import { startLocalOrg } from '../local-org/server.ts';
import type { RunningLocalOrg } from '../local-org/server.ts';
import { compileContenders } from './compile.ts';
import { measure } from './measure.ts';
import type { Sample } from './measure.ts';
import { PAYLOADS, graphqlOf } from './payloads.ts';
import type { Payload } from './payloads.ts';
import { startProcess } from './processes.ts';
import type { BenchProcess } from './processes.ts';
import { printResults, resultsOf, writeResults } from './report.ts';
import type { Result } from './report.ts';
import { measureScale, printScale } from './scale.ts';

const CONTENDERS = new Map([
  ['a', 'byte-proxy'],
  ['b', 'by-hand'],
  ['c', 'apollo-jsforce'],
  ['d', 'mercurius-jit'],
  ['f', 'skybridge'],
]);
const NAMES = new Map([
  ['a', 'raw byte proxy'],
  ['b', 'by hand'],
  ['c', 'Apollo + jsforce'],
  ['d', 'Mercurius + graphql-jit'],
  ['f', 'Skybridge'],
]);
const CONCURRENCY = 8;
/** Rounds before the first that counts: V8 needs some thousand requests to have compiled what is hot. */
const WARM_UP_ROUNDS = 3;

interface Upstream {
  readonly name: string;
  readonly url: string;
  /** Query calls answered so far. */
  calls(): Promise<number>;
  readonly stop: () => void;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    payload: { type: 'string' },
    /** Share of the usual number of requests. */
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: 'stub0,stub80,local-org' },
  },
});
const rounds = Number(values.rounds);
const scale = Number(values.scale);

/** Both parts, or the one that is named. */
const parts = new Set(positionals.length === 0 ? ['compare', 'scale'] : positionals);
const results = parts.has('compare') ? await compareAll() : null;
const large = parts.has('scale') ? await measureScale() : null;
if (large !== null) printScale(large);
process.stdout.write(`Written to ${writeResults(results, large)}\n`);

async function compareAll(): Promise<Result[]> {
  const payloads = PAYLOADS.filter(
    ({ name }) => values.payload === undefined || name === values.payload,
  );
  const localOrg = await startLocalOrg();
  const token = await grantToken(localOrg.url);
  const results: Result[] = [];
  const files = await compileContenders([...CONTENDERS.values()]);
  for (const name of values.only.split(',')) {
    const upstream = await startUpstream(name, localOrg);
    for (const payload of payloads) {
      const measured = await compare(files, upstream, token, payload);
      process.stdout.write(`${payload.name}, upstream ${upstream.name}\n`);
      printResults(measured, NAMES);
      results.push(...measured);
    }
    upstream.stop();
  }
  await localOrg.close();
  return results;
}

/** @param files each contender as it is started. */
async function compare(
  files: ReadonlyMap<string, string>,
  upstream: Upstream,
  token: string,
  payload: Payload,
): Promise<Result[]> {
  const requests = requestsFor(upstream, payload);
  const processes = new Map<string, BenchProcess>();
  for (const [key, name] of CONTENDERS) {
    const args = [upstream.url, token, payload.name];
    processes.set(key, await startProcess(files.get(name) ?? name, args));
  }
  const body = JSON.stringify({ query: graphqlOf(payload) });
  const load = { requests, concurrency: CONCURRENCY, body };
  const samples = new Map<string, Sample[]>([...processes.keys()].map((key) => [key, []]));
  const calls = new Map<string, number>();
  for (const [key, contender] of processes) {
    const before = await upstream.calls();
    await measure(contender, load);
    calls.set(key, ((await upstream.calls()) - before) / requests);
    for (let turn = 0; turn < WARM_UP_ROUNDS; turn += 1) await measure(contender, load);
  }
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes, so that no contender always meets the machine in the same mood.
    const order = [...processes.keys()];
    order.push(...order.splice(0, round % order.length));
    for (const key of order) {
      const contender = processes.get(key);
      if (contender !== undefined) samples.get(key)?.push(await measure(contender, load));
    }
  }
  for (const contender of processes.values()) contender.stop();
  return resultsOf(upstream.name, payload.name, samples, calls);
}

function requestsFor(upstream: Upstream, payload: Payload): number {
  const base = payload.rows === 1 ? 2_000 : payload.rows === 50 ? 800 : 240;
  const slow = upstream.name === 'stub0' ? 1 : 0.25;
  return Math.max(CONCURRENCY, Math.round(base * slow * scale));
}

async function startUpstream(name: string, org: RunningLocalOrg): Promise<Upstream> {
  if (name === 'local-org') {
    return {
      name,
      url: org.url,
      calls: async () => {
        const answer = await fetch(`${org.url}/__control/calls`);
        return ((await answer.json()) as { totals: { apiCalls: number } }).totals.apiCalls;
      },
      stop: () => undefined,
    };
  }
  const stub = await startProcess('upstream.ts', [name.replace('stub', ''), org.url]);
  return {
    name,
    url: stub.url,
    calls: async () => Number(await (await fetch(`${stub.url}/__calls`)).text()),
    stop: stub.stop,
  };
}

async function grantToken(orgUrl: string): Promise<string> {
  const answer = await fetch(`${orgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'skybridge-local',
      client_secret: 'local-secret-not-for-production',
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
