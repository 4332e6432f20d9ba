/** What a very large org costs: cold start, start from the stored catalogue, heap, and a swap of the schema under load. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from './measure.ts';
import { startProcess } from './processes.ts';

const OBJECTS = 1_300;
const FIELDS = 60;
const ROWS = '{ thing0000s(first: 20) { nodes { id name field0 } } }';
const FIELD_NAMES = '{ __type(name: "Thing0000") { fields { name } } }';
const TOKEN = 'developer-token-of-the-bench';
const LOAD_WORKERS = 4;
/** Between two requests of a worker: the load is steady, not all that the machine can do. */
const PAUSE_MS = 10;
const STEADY_MS = 8_000;

export interface ScaleResult {
  readonly objects: number;
  readonly fields: number;
  readonly coldStart: StartResult & {
    /** Milliseconds until every object was described, and the API calls that took. */
    readonly completeAfter: number;
    readonly apiCalls: number;
  };
  readonly warmStart: StartResult;
  readonly swap: {
    readonly requests: number;
    readonly failures: number;
    /** Milliseconds. */
    readonly p99Before: number;
    readonly p99During: number;
  };
}

interface StartResult {
  /** Milliseconds from the start of the process to its first answer with rows. */
  readonly firstAnswer: number;
  /** Milliseconds of CPU time by then. */
  readonly cpu: number;
  /** Megabytes of used heap after the first answer. */
  readonly heap: number;
}

export async function measureScale(): Promise<ScaleResult> {
  const org = await startProcess('large-org.ts', [String(OBJECTS), String(FIELDS)]);
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-scale-'));
  writeFileSync(path.join(folder, 'skybridge.yaml'), configFor(org.url));
  try {
    const cold = new Gateway(folder);
    const coldFirst = await cold.firstAnswer();
    const completeAfter = await cold.complete();
    const calls = (await (await fetch(`${org.url}/__calls`)).json()) as Record<string, number>;
    await cold.stop();

    const warm = new Gateway(folder);
    const warmStart = await warm.firstAnswer();
    const swap = await swapUnderLoad(warm, org.url);
    await warm.stop();
    const apiCalls = (calls.describe ?? 0) + (calls.list ?? 0);
    const coldStart = { ...coldFirst, completeAfter, apiCalls };
    return { objects: OBJECTS, fields: FIELDS, coldStart, warmStart, swap };
  } finally {
    org.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function printScale({ objects, fields, coldStart, warmStart, swap }: ScaleResult): void {
  const lines = [
    `${objects} objects x ${fields} fields, all allowed`,
    `cold start   first answer ${coldStart.firstAnswer.toFixed(0)} ms, complete after ${coldStart.completeAfter.toFixed(0)} ms with ${coldStart.apiCalls} API calls`,
    `warm start   first answer ${warmStart.firstAnswer.toFixed(0)} ms (CPU ${warmStart.cpu.toFixed(0)} ms), heap ${warmStart.heap.toFixed(1)} MB`,
    `live swap    ${swap.failures} of ${swap.requests} requests failed, p99 ${swap.p99During.toFixed(1)} ms (before: ${swap.p99Before.toFixed(1)} ms)`,
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function configFor(orgUrl: string): string {
  const rules = Array.from(
    { length: OBJECTS },
    (_unused, index) =>
      `  Thing_${String(index).padStart(4, '0')}__c: { staff: { rows: ALL, fields: ALL } }`,
  );
  return `orgs:
  large:
    loginUrl: ${orgUrl}
    apiVersion: '62.0'
    grant: client_credentials
    clientId: skybridge-local
    clientSecret: bench
objects: ALL
schema: { refreshSeconds: 5 }
policy:
${rules.join('\n')}
`;
}

/** `npm start` as its user runs it, without npm around it. */
class Gateway {
  readonly #child: ChildProcess;
  readonly #started = performance.now();
  #url = '';

  constructor(folder: string) {
    this.#child = spawn(process.execPath, ['bin/start.js'], {
      cwd: path.join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: '0',
        LOG_LEVEL: 'error',
        SKYBRIDGE_CONFIG: path.join(folder, 'skybridge.yaml'),
        SKYBRIDGE_STORE: path.join(folder, 'store.db'),
        SKYBRIDGE_DEVELOPER_TOKEN: TOKEN,
      },
    });
  }

  async firstAnswer(): Promise<StartResult> {
    await this.#listening();
    while (!(await this.ask(ROWS)).includes('"Row 19"')) await sleep(5);
    const firstAnswer = performance.now() - this.#started;
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    return {
      firstAnswer,
      cpu: figure('process_cpu_seconds_total') * 1_000,
      heap: figure('nodejs_heap_size_used_bytes') / 1_000_000,
    };
  }

  /** @returns milliseconds from the start until nothing was pending. */
  async complete(): Promise<number> {
    for (;;) {
      const { status } = await fetch(`${this.#url}/health/ready`);
      const last = `{ thing${OBJECTS - 1}s(first: 1) { nodes { id } } }`;
      if (status === 200 && !(await this.ask(last)).includes('"errors"')) break;
      await sleep(20);
    }
    return performance.now() - this.#started;
  }

  async ask(query: string): Promise<string> {
    const answer = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ query }),
    });
    return answer.text();
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'exit');
  }

  #listening(): Promise<void> {
    return new Promise((resolve, reject) => {
      let output = '';
      this.#child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, url] = /listening on (\S+)/.exec(output) ?? [];
        if (url === undefined || this.#url !== '') return;
        this.#url = url;
        resolve();
      });
      this.#child.once('exit', () => reject(new Error(`The gateway ended: ${output}`)));
    });
  }
}

interface Timed {
  readonly at: number;
  readonly milliseconds: number;
  readonly ok: boolean;
}

async function swapUnderLoad(gateway: Gateway, orgUrl: string): Promise<ScaleResult['swap']> {
  const answers: Timed[] = [];
  const load = { on: true };
  const worker = async (): Promise<void> => {
    while (load.on) {
      const started = performance.now();
      const text = await gateway.ask(ROWS).catch(() => '');
      const now = performance.now();
      answers.push({ at: now, milliseconds: now - started, ok: text.includes('"Row 19"') });
      await sleep(PAUSE_MS);
    }
  };
  const workers = Array.from({ length: LOAD_WORKERS }, worker);
  await sleep(STEADY_MS);
  const from = performance.now();
  await fetch(`${orgUrl}/__change`, { method: 'POST' });
  const newField = `"field${FIELDS - 6}"`;
  while (!(await gateway.ask(FIELD_NAMES)).includes(newField)) await sleep(200);
  await sleep(1_000);
  load.on = false;
  await Promise.all(workers);
  const timesOf = (kept: (answer: Timed) => boolean): number[] =>
    answers.filter(kept).map((answer) => answer.milliseconds);
  return {
    requests: answers.length,
    failures: answers.filter((answer) => !answer.ok).length,
    // The first second is that of a process that has just started.
    p99Before: quantile(
      timesOf(({ at }) => at < from && at > from - STEADY_MS + 1_000),
      0.99,
    ),
    p99During: quantile(
      timesOf(({ at }) => at >= from),
      0.99,
    ),
  };
}
