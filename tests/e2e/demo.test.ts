/** The demo as a visitor, a customer, an administrator and an operator meet it: real programs, one after the other. */

import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { groupIsRunning } from '../../scripts/demo/process-group.ts';
import { administrationSuite } from './administration-suite.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { connectSuite } from './connect-suite.ts';
import { PROJECT_ROOT, startDemo } from './demo-process.ts';
import type { RunningDemo } from './demo-process.ts';
import { directorySuite } from './directory-suite.ts';
import { peopleSuite } from './people-suite.ts';
import { portalSuite } from './portal-suite.ts';

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

(demo === undefined || browserPath === undefined ? describe.skip : describe)('in a browser', () => {
  let launched: Browser;

  beforeAll(async () => {
    const { runDirectory } = shared.demo;
    const plugins = join(runDirectory, 'site', 'wordpress', 'wp-content', 'mu-plugins');
    await mkdir(plugins, { recursive: true });
    await copyFile(
      join(PROJECT_ROOT, 'tests', 'e2e', 'site-additions.php'),
      join(plugins, 'site-additions.php'),
    );
    await fetch(shared.demo.wordpressUrl);
    launched = await launchChromium(browserPath ?? '');
  }, 120_000);
  afterAll(() => launched.close(), 60_000);

  // Skipped as a whole without a demo.
  const shared = { demo: demo as RunningDemo, browser: () => launched };
  directorySuite(shared);
  // It counts the org's cases, to which the portal adds.
  administrationSuite(shared);
  portalSuite(shared);
  peopleSuite(shared);
  // In the end the site is not connected.
  connectSuite(shared);
});

(demo === undefined ? describe.skip : describe)('stopping', () => {
  const running = demo as RunningDemo;
  // Also where only some of the tests were asked for.
  afterAll(() => running.pressCtrlC(), 60_000);

  it('leaves nothing behind on Ctrl-C', async () => {
    const groups = Object.values(running.groups);
    const alive = groups.filter(groupIsRunning);
    const exit = await running.pressCtrlC();
    expect(alive).toEqual(groups);
    expect(exit.code).toBe(0);
    expect(exit.output.trimEnd()).toMatch(
      /The demo has stopped; nothing of it is left running\.$/u,
    );
    expect(groups.filter(groupIsRunning)).toEqual([]);
    expect(existsSync(running.runDirectory)).toBe(false);
    for (const url of [running.gatewayUrl, running.localOrgUrl, running.wordpressUrl]) {
      await expect(fetch(url)).rejects.toThrow();
    }
  }, 300_000);
});
