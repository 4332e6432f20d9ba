/** The demo while a part of it is stopped or cannot start: it says so, and recovers by itself. */

import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { chromiumPath, launchChromium } from './chromium.ts';
import { signalGroup } from '../../scripts/demo/process-group.ts';
import { startDemo, startProgram, until } from './demo-process.ts';
import type { RunningDemo } from './demo-process.ts';
import { rowsOn } from './directory-page.ts';

/** The demo's pages are fresh for 10 seconds; a stale page may need a second look. */
const CACHE_TIME_MS = 11_000;
const TEST_TIMEOUT_MS = 120_000;

const browserPath = chromiumPath();
const start = await startDemo();
const demo = start.ready;
const cannotFetch = demo === undefined && start.output.includes('could not be fetched');

if (cannotFetch) {
  console.warn(`SKIPPED: outages of the demo, for it cannot be downloaded.\n${start.output}`);
}

(demo === undefined ? describe.skip : describe)('a part of the demo that stops', () => {
  // Skipped as a whole without a demo.
  const running = demo as RunningDemo;
  const itInBrowser = browserPath === undefined ? it.skip : it;
  const startedByTests: number[] = [];
  let browser: Browser;

  beforeAll(async () => {
    if (browserPath !== undefined) browser = await launchChromium(browserPath);
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
});

(cannotFetch ? describe.skip : describe)('starting', () => {
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
});

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly hint?: string };
  }[];
}
