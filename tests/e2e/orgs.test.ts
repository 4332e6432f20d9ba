/** Linking as a person meets it: the gateway's pages and the local org's in a real browser, with JavaScript off. */

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startRunningGateway, until } from '../integration/running-gateway.ts';
import type { RunningGateway } from '../integration/running-gateway.ts';
import { accessibilityProblems } from './accessibility.ts';
import { chromiumPath, launchChromium } from './chromium.ts';

const browserPath = chromiumPath();
if (browserPath === undefined) {
  console.warn('SKIPPED: linking in a real browser; there is no Chromium on PATH.');
}

(browserPath === undefined ? describe.skip : describe)('/orgs in a browser without scripts', () => {
  let running: RunningGateway;
  let store: Store;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    let storeFile = '';
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
  const unlink = async (page: Page) => {
    await page.getByLabel(/End the gateway/).check();
    await button(page, 'Unlink').click();
    await page.getByRole('status').getByText('The org is unlinked.').waitFor();
  };

  it('links, unlinks and links again', async () => {
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
  });

  it('comes back from a denied consent and a wrong user with what to do', async () => {
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
  });

  it('refuses a customer, and a consent that is replayed or crossed', async () => {
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
  }, 120_000);

  it('has no accessibility problem, signed in or not', async () => {
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
  }, 120_000);

  it('finishes a login in each of two tabs', async () => {
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
  });

  it('fits a small screen and is worked by keyboard', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 320, height: 640 });
    await enterSetupKey(page);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(320);
    const login = page.getByRole('link', { name: 'Login with Salesforce!' });
    await login.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Username').waitFor();
  });
});
