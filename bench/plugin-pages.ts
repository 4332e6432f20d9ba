/**
 * `npm run bench:plugin`: what a block with a warm cache adds to a page of WordPress, page by page beside the same page
 * without it, in CPU time of native PHP and in calls to the gateway.
 */

import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { settlePort } from '../scripts/demo/ports.ts';
import { signalGroup } from '../scripts/demo/process-group.ts';
import { choosePhp } from '../scripts/wordpress/choose-php.ts';
import { documentRoot, installSite, layOutSite, runPhp } from '../scripts/wordpress/site.ts';
import { sqliteDriver, wordpressCore } from '../scripts/wordpress/wordpress-files.ts';
import { quantile } from './measure.ts';

const BLOCKS = ['directory', 'report', 'field'] as const;
/** Rounds before the first that counts: the caches of PHP and of the plugin fill. */
const WARM_UP_ROUNDS = 12;

interface Metered {
  readonly path: string;
  /** Microseconds. */
  readonly cpu: number;
  readonly calls: number;
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '60' } } });
const directory = await mkdtemp(join(await realpath(tmpdir()), 'skybridge-bench-'));
const gateway = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ data: answer(), extensions: { skybridge: { apiCalls: 1 } } }));
}).listen(0, '127.0.0.1');
try {
  print(await measurePages(Number(values.rounds)));
} finally {
  gateway.close();
  await rm(directory, { recursive: true, force: true });
}

async function measurePages(rounds: number): Promise<readonly Metered[]> {
  const { runtime } = await choosePhp([], { SKYBRIDGE_PHP: 'native' });
  const port = await settlePort({ title: 'WordPress', variable: 'WORDPRESS_PORT', fallback: 0 });
  const url = `http://127.0.0.1:${port}`;
  const source = {
    core: await wordpressCore(),
    sqliteDriver: await sqliteDriver(),
    wpgraphql: null,
  };
  const admin = { login: 'admin', password: 'password', email: 'admin@example.org' };
  await layOutSite(directory, source, { url, title: 'Bench', admin });
  await installSite(directory, runtime);
  const files = join(import.meta.dirname, 'plugin-pages');
  const plugins = join(documentRoot(directory), 'wp-content', 'mu-plugins');
  await runPhp(runtime, join(files, 'seed.php'), directory, {
    SKYBRIDGE_GATEWAY: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
  });
  await mkdir(plugins, { recursive: true });
  await copyFile(join(files, 'meter.php'), join(plugins, 'meter.php'));

  const { program, args, env } = runtime.serveCommand(documentRoot(directory), port);
  const server = spawn(program, args, { env, stdio: 'ignore', detached: true });
  try {
    await askUntilAnswered(url);
    for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
      for (const page of ['plain', ...BLOCKS]) await (await fetch(`${url}/${page}/`)).text();
    }
  } finally {
    if (server.pid !== undefined) signalGroup(server.pid, 'SIGKILL');
  }
  const lines = (await readFile(join(directory, 'meter.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Metered);
}

async function askUntilAnswered(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(`${url}/`);
      return;
    } catch (error) {
      if (attempt > 100) throw error;
      await sleep(100);
    }
  }
}

/** One line a block: medians, and the median of what the block added to the plain page of the same round. */
function print(metered: readonly Metered[]): void {
  const of = (page: string): readonly Metered[] =>
    metered.filter(({ path }) => path === `/${page}/`).slice(WARM_UP_ROUNDS);
  const plain = of('plain').map(({ cpu }) => cpu / 1000);
  console.log(`plain page: ${quantile(plain, 0.5).toFixed(1)} ms of CPU`);
  for (const block of BLOCKS) {
    const pages = of(block);
    const added = pages.flatMap(({ cpu }, round) => {
      const beside = plain[round];
      return beside === undefined ? [] : [cpu / 1000 - beside];
    });
    const calls = pages.reduce((sum, page) => sum + page.calls, 0);
    console.log(
      `${block}: ${quantile(added, 0.5).toFixed(1)} ms of CPU more, ${calls} gateway calls in ${pages.length} pages`,
    );
  }
}

/** What any of the blocks asks for. */
function answer(): unknown {
  const numbers = Array.from({ length: 25 }, (_, index) => index);
  const figure = { name: 's!AMOUNT', label: 'Sum of Amount', value: 1000, formatted: 'EUR 1,000' };
  const point = { ...figure, key: 'k' };
  const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' };
  return {
    contacts: {
      totalCount: 25,
      nodes: numbers.map((index) => ({
        id: `003${index}`,
        name: `Ada Adeyemi ${index}`,
        title: 'Engineer',
        department: 'Engineering',
        email: `ada${index}@example.org`,
        phone: '+49 30 5550',
      })),
      pageInfo,
    },
    departments: { groupBy: [{ key: { department: 'Engineering' }, count: 25 }] },
    record: { name: 'Acme' },
    report: {
      name: 'Opportunities by Stage',
      allData: true,
      ranAt: '2026-02-03T04:05:06.000Z',
      stale: false,
      columns: [{ name: 'NAME', label: 'Opportunity', dataType: 'string' }],
      figures: [figure],
      groupedBy: [{ name: 'STAGE', label: 'Stage' }],
      totals: [figure],
      groupings: numbers.slice(0, 10).map((index) => ({
        key: `${index}`,
        label: `Stage ${index}`,
        level: 0,
        totals: [figure],
        groupings: [],
      })),
      series: [
        {
          figure: figure.name,
          label: figure.label,
          points: numbers.slice(0, 10).map((index) => ({ ...point, label: `Stage ${index}` })),
        },
      ],
      rowCount: 25,
      rows: numbers.map((index) => ({
        group: `${index % 10}`,
        cells: [{ column: 'NAME', label: `Deal ${index}`, value: `Deal ${index}` }],
      })),
    },
  };
}
