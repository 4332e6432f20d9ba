/** The demo as a visitor and an operator meet it: real programs, real WordPress, a real browser where there is one. */

import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { accessibilityProblems } from './accessibility.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { groupIsRunning, signalGroup } from '../../scripts/demo/process-group.ts';
import { startDemo, startProgram, until } from './demo-process.ts';
import type { RunningDemo } from './demo-process.ts';
import { countLine, rowsOfAllPages, rowsOn, search } from './directory-page.ts';
import type { DirectoryRow } from './directory-page.ts';
import { connectLocalOrg } from './local-org-rows.ts';
import type { LocalOrgRows, StaffMember } from './local-org-rows.ts';

/** The demo's pages are fresh for 10 seconds; a stale page may need a second look. */
const CACHE_TIME_MS = 11_000;
const TEST_TIMEOUT_MS = 120_000;

const browserPath = chromiumPath();
const start = await startDemo();
const demo = start.ready;
const cannotFetch = demo === undefined && start.output.includes('could not be fetched');

if (browserPath === undefined) {
  console.warn(
    'SKIPPED: the browser tests of the demo; there is no Chromium on PATH (scripts/setup).',
  );
}
if (cannotFetch) {
  console.warn(`SKIPPED: all tests of the demo, for it cannot be downloaded.\n${start.output}`);
}

it('reaches READY', () => {
  if (cannotFetch) return;
  if (demo === undefined) throw new Error(start.output);
});

(demo === undefined ? describe.skip : describe)('the running demo', () => {
  // Skipped as a whole without a demo.
  const running = demo as RunningDemo;
  const itInBrowser = browserPath === undefined ? it.skip : it;
  const startedByTests: number[] = [];
  let browser: Browser;
  let org: LocalOrgRows;
  let staff: readonly StaffMember[];

  beforeAll(async () => {
    if (browserPath !== undefined) browser = await launchChromium(browserPath);
    org = await connectLocalOrg(running.localOrgUrl);
    staff = await org.staff();
  }, TEST_TIMEOUT_MS);

  afterAll(async () => {
    if (browserPath !== undefined) await browser.close();
    await running.pressCtrlC();
    for (const group of startedByTests) signalGroup(group, 'SIGKILL');
  }, TEST_TIMEOUT_MS);

  async function openDirectory(javaScriptEnabled = true): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${running.wordpressUrl}/directory/`);
    return page;
  }

  async function reloadUntil(page: Page, holds: () => Promise<boolean>): Promise<void> {
    await until(async () => {
      await page.reload();
      return holds();
    }, 40_000);
  }

  itInBrowser(
    'shows exactly the 50 staff of the org, page by page, scripted or not',
    async () => {
      expect(staff).toHaveLength(50);
      for (const javaScriptEnabled of [true, false]) {
        const page = await openDirectory(javaScriptEnabled);
        expect(await countLine(page)).toBe('50 people');
        expect(await rowsOn(page)).toHaveLength(25);
        expect(sorted(await rowsOfAllPages(page))).toEqual(sorted(staff.map(toRow)));
      }
    },
    TEST_TIMEOUT_MS,
  );

  itInBrowser.each([true, false])(
    'searches and filters by department (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await openDirectory(javaScriptEnabled);
      const [{ LastName, Department }] = await interestingSearch();
      await search(page, LastName);
      await page.waitForURL(/skybridge_search=/u);
      expect(sorted(await rowsOfAllPages(page))).toEqual(
        sorted(staff.filter(({ Name }) => Name.includes(LastName)).map(toRow)),
      );
      await search(page, '', Department);
      await page.waitForURL(/skybridge_department=/u);
      expect(sorted(await rowsOfAllPages(page))).toEqual(
        sorted(staff.filter((one) => one.Department === Department).map(toRow)),
      );
      await search(page, "O'Nobody%_\\", '');
      await page.getByText('Nobody matches your search.').waitFor();
      expect(await rowsOn(page)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  itInBrowser(
    'shows a changed contact after the cache time',
    async () => {
      const page = await openDirectory();
      const [first] = await rowsOn(page);
      const changed = staff.find(({ Email }) => Email === first?.[3]);
      if (changed === undefined) throw new Error('the first row is no member of staff');
      const title = `Chief Test Officer ${Date.now()}`;
      await org.update(changed.Id, { Title: title });
      await reloadUntil(page, async () => (await rowsOn(page))[0]?.[1] === title);
      expect((await org.staff()).map(toRow)).toContainEqual((await rowsOn(page))[0]);
    },
    TEST_TIMEOUT_MS,
  );

  itInBrowser.each([320, 768, 1280])(
    'shows a report as a chart and tables, with its file, at %i px',
    async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      const page = await context.newPage();
      await page.goto(`${running.wordpressUrl}/report/`);
      const report = page.locator('.skybridge-report');
      const { series, name } = (await askReport()).data.report;
      expect(await report.locator('h2').innerText()).toBe(name);
      const [drawn] = series;
      if (drawn === undefined) throw new Error('the report has no series');
      expect(await report.locator('figure svg rect').count()).toBe(drawn.points.length);
      await report.locator('summary').click();
      expect(await report.locator('figure tbody tr').allInnerTexts()).toEqual(
        drawn.points.map(({ label, formatted }) => `${label}\t${formatted}`),
      );
      expect(await overflow(page)).toBe(0);
      expect(await accessibilityProblems(page, '.skybridge-report')).toEqual([]);

      const file = await report.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
      const response = await fetch(new URL(file ?? '', page.url()));
      expect(response.headers.get('content-type')).toBe('text/csv; charset=UTF-8');
      expect(await response.text()).toContain(drawn.points[0]?.label);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'names a stopped org, and recovers by itself when it is back',
    async () => {
      signalGroup(running.groups.localOrg, 'SIGKILL');
      await until(async () => (await askStaffCount()).errors !== undefined, 20_000);
      const [error] = (await askStaffCount()).errors ?? [];
      expect(error?.extensions.code).toBe('SALESFORCE_UNAVAILABLE');
      expect(error?.extensions.hint).toMatch(/\w{3,}/u);
      await until(async () => (await ready()).status === 503, 40_000);
      expect((await ready()).body).toMatch(/SALESFORCE_UNAVAILABLE|Salesforce/u);

      const { port } = new URL(running.localOrgUrl);
      startedByTests.push(
        startProgram(['--import', 'tsx', 'local-org/main.ts'], { LOCAL_ORG_PORT: port }),
      );
      await until(async () => (await ready()).status === 200, 60_000);
      expect(await askStaffCount()).toMatchObject({ data: { contacts: { totalCount: 50 } } });
    },
    TEST_TIMEOUT_MS,
  );

  itInBrowser(
    'keeps the last data with its date while the gateway is down',
    async () => {
      const page = await openDirectory();
      const before = await rowsOn(page);
      expect(before).toHaveLength(25);
      signalGroup(running.groups.gateway, 'SIGKILL');
      await page.waitForTimeout(CACHE_TIME_MS);
      const notice = page.locator('.skybridge-directory__notice');
      await reloadUntil(page, async () => (await notice.count()) > 0);
      expect(await notice.innerText()).toMatch(/as of .*\d{4}/u);
      expect(await rowsOn(page)).toEqual(before);

      startedByTests.push(
        startProgram([
          `--env-file=${join(running.runDirectory, 'gateway.env')}`,
          '--import',
          'tsx',
          'src/main.ts',
        ]),
      );
      await reloadUntil(page, async () => (await notice.count()) === 0);
      expect(await rowsOn(page)).toHaveLength(25);
    },
    TEST_TIMEOUT_MS,
  );

  async function ready(): Promise<{ readonly status: number; readonly body: string }> {
    const response = await fetch(`${running.gatewayUrl}/health/ready`);
    return { status: response.status, body: await response.text() };
  }

  async function askStaffCount(): Promise<GraphqlAnswer> {
    return (await ask(
      '{ contacts(where: {isStaff: {eq: true}}) { totalCount nodes { id title } } }',
    )) as GraphqlAnswer;
  }

  async function askReport(): Promise<ReportAnswer> {
    return (await ask(
      '{ report(developerName: "Opportunities_by_Stage") { name series { figure points { label formatted } } } }',
    )) as ReportAnswer;
  }

  async function ask(query: string): Promise<unknown> {
    const response = await fetch(`${running.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${running.developerToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query }),
    });
    return response.json();
  }

  /** A last name and a department that some of the staff have, and not all. */
  async function interestingSearch(): Promise<[{ LastName: string; Department: string }]> {
    staff = await org.staff();
    const [one] = staff;
    if (one === undefined) throw new Error('no staff');
    const LastName = one.Name.split(' ').at(-1) ?? one.Name;
    return [{ LastName, Department: one.Department }];
  }
});

(cannotFetch ? describe.skip : describe)('starting and stopping', () => {
  it(
    'names a taken port before it does anything else',
    async () => {
      const holder = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => holder.once('listening', resolve));
      const { port } = holder.address() as AddressInfo;
      const refused = await startDemo({ WORDPRESS_PORT: String(port) });
      holder.close();
      expect(refused).toMatchObject({ ready: undefined, code: 1 });
      expect(refused.output).toContain(`Port ${port} for WordPress is taken`);
      expect(refused.output).not.toMatch(/Fetching|Starting|^ +at /mu);
    },
    TEST_TIMEOUT_MS,
  );

  it('leaves nothing behind on Ctrl-C', async () => {
    const { ready, output } = await startDemo();
    if (ready === undefined) throw new Error(output);
    const groups = Object.values(ready.groups);
    const alive = groups.filter(groupIsRunning);
    const exit = await ready.pressCtrlC();
    expect(alive).toEqual(groups);
    expect(exit.code).toBe(0);
    expect(exit.output.trimEnd()).toMatch(
      /The demo has stopped; nothing of it is left running\.$/u,
    );
    expect(groups.filter(groupIsRunning)).toEqual([]);
    expect(existsSync(ready.runDirectory)).toBe(false);
    for (const url of [ready.gatewayUrl, ready.localOrgUrl, ready.wordpressUrl]) {
      await expect(fetch(url)).rejects.toThrow();
    }
  }, 300_000);
});

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly hint?: string };
  }[];
}

interface ReportAnswer {
  readonly data: {
    readonly report: {
      readonly name: string;
      readonly series: readonly {
        readonly figure: string;
        readonly points: readonly { readonly label: string; readonly formatted: string }[];
      }[];
    };
  };
}

/** Pixels by which the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

function toRow({ Name, Title, Department, Email, Phone }: StaffMember): DirectoryRow {
  return [Name, Title, Department, Email, Phone];
}

function sorted(rows: readonly DirectoryRow[]): readonly string[] {
  return rows.map((row) => row.join(' | ')).sort();
}
