/** Linking as a person meets it: the gateway's pages and the local org's in a real browser, with JavaScript off. */

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { openKeyring } from '../../src/store/keyring.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startRunningGateway, until } from '../integration/running-gateway.ts';
import type { RunningGateway } from '../integration/running-gateway.ts';
import { accessibilityProblems } from './accessibility.ts';
import { chromiumPath, launchChromium } from './chromium.ts';

/** For a machine that others use too. */
const BUSY_MS = 120_000;

const browserPath = chromiumPath();
if (browserPath === undefined) {
  console.warn('SKIPPED: linking in a real browser; there is no Chromium on PATH.');
}

(browserPath === undefined ? describe.skip : describe)('/orgs in a browser without scripts', () => {
  let running: RunningGateway;
  let store: Store;
  let storeFile = '';
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => {
        const { org } = config;
        if (org.grant !== 'client_credentials') throw new Error('The demo changed its grant.');
        storeFile = config.storeFile;
        return { ...config, org: { ...org, grant: 'web_server' } };
      },
    });
    store = openSqliteStore(storeFile);
    browser = await launchChromium(browserPath ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await store.close();
    await running.close();
  });
  beforeEach(async () => {
    // Nobody has consented yet, and nobody is signed in at Salesforce.
    await running.control({ action: 'reset', data: false, sessions: true });
    for (const { owner } of await store.secrets.list()) await store.secrets.remove(owner);
    context = await browser.newContext({ javaScriptEnabled: false });
  });
  afterEach(() => context.close());

  const button = (page: Page, name: string) =>
    page.getByRole('link', { name }).or(page.getByRole('button', { name }));
  const enterSetupKey = async (page: Page) => {
    await page.goto(`${running.url}/orgs`);
    await page.getByLabel('Setup key').fill(await issueSetupKey(store.tickets));
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The setup key was accepted.').waitFor();
  };
  const signInAtSalesforce = async (page: Page, username = 'admin@local.example') => {
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill('localorg1');
    await page.getByRole('button', { name: 'Log In' }).click();
  };
  /** Access token of the org's connection, as it rests in the store. */
  const storedToken = async (): Promise<string> => {
    const [record] = await store.secrets.list();
    if (record === undefined) throw new Error('Nothing is stored.');
    const { envelope } = openKeyring({ secretKey: null, previousKeys: [], storeFile });
    const token = JSON.parse(envelope.open(record.sealed, record.owner)) as { value: string };
    return token.value;
  };
  const isGood = async (token: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${running.org.url}/services/data/v62.0/limits`, { headers })).ok;
  };
  const unlink = async (page: Page) => {
    await page.getByLabel(/End the gateway/).check();
    await button(page, 'Unlink').click();
    await page.getByRole('status').getByText('The org is unlinked.').waitFor();
  };

  it(
    'links, unlinks and links again',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      expect(page.url()).toBe(`${running.url}/orgs`);
      await until(async () => (await running.ready()).status === 200);

      await unlink(page);
      await page.getByText('The org is not linked.').waitFor();
      await button(page, 'Login with Salesforce!').click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      await unlink(page);
    },
    BUSY_MS,
  );

  it(
    'ends the tokens at Salesforce where the org is linked again, and where it is unlinked',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      const first = await storedToken();
      expect(await isGood(first)).toBe(true);

      await button(page, 'Link again').click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      const second = await storedToken();
      expect([await isGood(first), await isGood(second)]).toEqual([false, true]);

      await unlink(page);
      expect(await isGood(second)).toBe(false);
      expect(await store.secrets.list()).toEqual([]);
      const answer = await running.ask('{ contacts(first: 1) { nodes { id } } }');
      expect(JSON.stringify(answer.body)).toContain('"code":"ORG_NOT_LINKED"');
    },
    BUSY_MS,
  );

  it(
    'says what to do about a code that expired on the way, and links at the next try',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page);
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      // The way back is kept until the code is too old.
      let back = '';
      await page.route(`${running.org.url}/**`, async (route) => {
        const answer = await route.fetch({ maxRedirects: 0 });
        back = answer.headers()['location'] ?? '';
        await route.abort();
      });
      await page.getByRole('button', { name: 'Allow' }).click();
      await until(() => back !== '');
      await page.unroute(`${running.org.url}/**`);
      await running.control({ action: 'clock', advanceSeconds: 3_600 });
      await page.goto(back);
      await page.getByRole('alert').getByText('15 minutes').waitFor();
      expect(await store.secrets.list()).toEqual([]);
      await button(page, 'Login with Salesforce!').click();
      await page.getByLabel('Username').or(page.getByRole('status')).first().waitFor();
      if (await page.getByLabel('Username').isVisible()) await signInAtSalesforce(page);
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      await unlink(page);
    },
    BUSY_MS,
  );

  it(
    'takes no login host but Salesforce’s',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      for (const host of ['https://login.evil.example', 'https://salesforce.com.evil.example']) {
        await page.getByLabel('Short name').fill('other');
        await page.getByLabel('Login host').fill(host);
        await page.getByLabel('Consumer key').last().fill('key');
        await page.getByLabel('Consumer secret').last().fill('secret');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('It is none of Salesforce').waitFor();
      }
      expect(await store.secrets.list()).toEqual([]);
    },
    BUSY_MS,
  );

  it(
    'comes back from a denied consent and a wrong user with what to do',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page, 'integration@local.example');
      await page.getByRole('button', { name: 'Deny' }).click();
      await page.getByRole('alert').getByText('choose Allow').waitFor();
      await button(page, 'Login with Salesforce!').click();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('alert').getByText('Customize Application').waitFor();
      expect(await store.secrets.list()).toEqual([]);
    },
    BUSY_MS,
  );

  it(
    'refuses a customer, and a consent that is replayed or crossed',
    async () => {
      const page = await context.newPage();
      await enterSetupKey(page);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page, 'portal@local.example');
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('alert').getByText('Customize Application').waitFor();

      await running.control({ action: 'reset', data: false, sessions: true });
      let callback = '';
      page.on('request', (request) => {
        if (request.url().includes('/auth/salesforce/callback?')) callback = request.url();
      });
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      await page.goto(callback);
      await page.getByRole('alert').getByText('This login is over').waitFor();
      const stranger = await browser.newContext({ javaScriptEnabled: false });
      const other = await stranger.newPage();
      await other.goto(callback);
      await other.getByRole('alert').getByText('begun in another browser').waitFor();
      await stranger.close();
      await unlink(page);
    },
    BUSY_MS,
  );

  it(
    'has no accessibility problem, signed in or not',
    async () => {
      const scripted = await browser.newContext();
      const page = await scripted.newPage();
      await page.goto(`${running.url}/orgs`);
      expect(await accessibilityProblems(page)).toEqual([]);
      await enterSetupKey(page);
      expect(await accessibilityProblems(page)).toEqual([]);
      await button(page, 'Login with Salesforce!').click();
      await signInAtSalesforce(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.getByRole('status').getByText('The org is linked.').waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await unlink(page);
      await scripted.close();
    },
    BUSY_MS,
  );

  it(
    'finishes a login in each of two tabs',
    async () => {
      const [one, other] = [await context.newPage(), await context.newPage()];
      await enterSetupKey(one);
      await other.goto(`${running.url}/orgs`);
      await button(one, 'Login with Salesforce!').click();
      await button(other, 'Login with Salesforce!').click();
      await signInAtSalesforce(one);
      await one.getByRole('button', { name: 'Allow' }).click();
      await one.getByRole('status').getByText('The org is linked.').waitFor();
      await signInAtSalesforce(other);
      await other.getByRole('status').getByText('The org is linked.').waitFor();
      await unlink(other);
    },
    BUSY_MS,
  );

  it(
    'fits a small screen and is worked by keyboard',
    async () => {
      const page = await context.newPage();
      await page.setViewportSize({ width: 320, height: 640 });
      await enterSetupKey(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(320);
      const login = page.getByRole('link', { name: 'Login with Salesforce!' });
      await login.focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Username').waitFor();
    },
    BUSY_MS,
  );
});
