/** Connecting a WordPress site as its administrator meets it: the demo in a real browser. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import { ADMIN } from '../../scripts/demo/settings.ts';
import { accessibilityProblems } from './accessibility.ts';
import type { SharedDemo } from './shared-demo.ts';
import { logIn } from './wordpress-pages.ts';

/** WordPress on a busy machine takes seconds for a page. */
const BUSY_MS = 180_000;

export function connectSuite({ demo, browser }: SharedDemo): void {
  describe('Settings → Skybridge', () => {
    let page: Page;
    let clicks = 0;

    beforeAll(async () => {
      page = await logIn(browser(), demo.wordpressUrl, { login: ADMIN.login, path: '/wp-admin/' });
    }, BUSY_MS);

    const settings = () =>
      page.goto(`${demo.wordpressUrl}/wp-admin/options-general.php?page=skybridge`);
    const click = async (name: string) => {
      clicks += 1;
      await page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().click();
    };
    const disconnect = async () => {
      await settings();
      await click('Disconnect');
      await page.getByText('This site is disconnected').waitFor();
      clicks = 0;
    };

    it(
      'connects in three clicks, and says as whom, to which org and what is left',
      async () => {
        await disconnect();
        const code = await page.locator('td strong code').textContent();
        expect(await accessibilityProblems(page, '#wpbody-content')).toEqual([]);
        await click('Login with Salesforce!');
        await page.getByRole('heading', { name: 'Connect this WordPress site?' }).waitFor();
        const asked = await page.locator('main').textContent();
        expect(asked).toContain(code);
        expect(asked).toContain(demo.wordpressUrl);
        expect(await accessibilityProblems(page)).toEqual([]);
        await click('Login with Salesforce!');
        // Once a day at Salesforce, and not counted: its own login.
        await page.getByLabel('Username').fill('admin@local.example');
        await page.getByLabel('Password').fill('localorg1');
        await page.getByRole('button', { name: 'Log In' }).click();
        await click('Allow');
        await page.getByText('This site is connected.').waitFor();
        expect(clicks).toBe(3);
        const shown = (await page.locator('#wpbody-content').textContent()) ?? '';
        for (const text of [
          'Connected: Salesforce data arrives.',
          'local 00DLO00000000012AA',
          'integration@local.example',
          'admin@local.example',
          'API calls in 24 hours',
        ]) {
          expect(shown).toContain(text);
        }
        expect(await accessibilityProblems(page, '#wpbody-content')).toEqual([]);
      },
      BUSY_MS,
    );

    it(
      'is disconnected at once, and connected again in two clicks',
      async () => {
        await disconnect();
        await page.goto(`${demo.wordpressUrl}/directory/`);
        expect(await page.locator('body').textContent()).not.toContain('Ada Adeyemi');
        await settings();
        await click('Login with Salesforce!');
        await click('Login with Salesforce!');
        await page.getByText('This site is connected.').waitFor();
        expect(clicks).toBe(2);
      },
      BUSY_MS,
    );

    it(
      'comes back from a refusal unconnected, with the reason',
      async () => {
        await disconnect();
        await click('Login with Salesforce!');
        await click('Do not connect');
        await page.getByText('Nothing was connected.').waitFor();
        await click('Back to WordPress');
        await page.getByText('The gateway does not know this site.').waitFor();
      },
      BUSY_MS,
    );
  });
}
