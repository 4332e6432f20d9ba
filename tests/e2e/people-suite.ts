/** People of the demo's portal in a real browser: by keyboard alone, linked by an administrator, linked by a mail, and apart. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { ADMIN, CUSTOMER } from '../../scripts/demo/settings.ts';
import { accessibilityProblems } from './accessibility.ts';
import { until } from './demo-process.ts';
import type { SharedDemo } from './shared-demo.ts';
import { logIn, problemsInAllWidths, tabTo } from './wordpress-pages.ts';

const TEST_TIMEOUT_MS = 180_000;
const BIND_PAGE = '/wp-admin/admin.php?page=skybridge-link';

export function peopleSuite({ demo: running, browser: launched }: SharedDemo): void {
  describe('people of the portal', () => {
    let browser: Browser;
    let site: string;
    let portal: string;

    beforeAll(() => {
      site = join(running.runDirectory, 'site');
      portal = `${running.wordpressUrl}/portal/`;
      browser = launched();
    });

    const open = (login: string, path?: string) =>
      logIn(browser, running.wordpressUrl, path === undefined ? { login } : { login, path });
    const receipt = (page: Page) => page.locator('.skybridge-portal__receipt').innerText();
    const firstPortal = (page: Page) => page.locator('.skybridge-portal').first().innerText();

    it(
      'open, comment, attach and correct by keyboard alone',
      async () => {
        const page = await open('customer');
        await tabTo(page, '0000');
        await page.keyboard.press('Enter');
        await page.waitForURL(/skybridge_portal_record=/u);
        await tabTo(page, 'Your comment');
        await page.keyboard.type('Typed, not clicked.');
        await tabTo(page, 'Add the comment');
        await page.keyboard.press('Enter');
        await page.waitForURL(/skybridge_portal_done=/u);
        expect(await receipt(page)).toContain('Your comment was added.');

        await tabTo(page, 'File');
        const chooser = page.waitForEvent('filechooser');
        await page.keyboard.press('Space');
        const file = { name: 'keys.txt', mimeType: 'text/plain', buffer: Buffer.from('keys') };
        await (await chooser).setFiles(file);
        await tabTo(page, 'Add the file');
        await page.keyboard.press('Enter');
        await page.getByText('Your file was added.').waitFor();

        await page.goto(`${portal}?skybridge_portal2_form=edit`);
        await tabTo(page, 'Business Phone');
        await page.keyboard.press('Control+A');
        await page.keyboard.type('none');
        await page.keyboard.press('Enter');
        await page.locator('.skybridge-portal__problem:focus').waitFor();
        await tabTo(page, 'Business Phone: A phone number needs digits.');
        await page.keyboard.press('Enter');
        await page.locator('input[type=tel]:focus').waitFor();
        await page.keyboard.press('Control+A');
        await page.keyboard.type('+49 30 7771');
        await tabTo(page, 'Save');
        await page.keyboard.press('Enter');
        await page.getByText('Your changes were saved.').waitFor();
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'are linked by an administrator, and see their own records and nobody else’s',
      async () => {
        const customer = await open('customer');
        const theirs = await customer
          .locator('.skybridge-portal__table tbody a')
          .first()
          .getAttribute('href');
        const record =
          new URL(theirs ?? '', portal).searchParams.get('skybridge_portal_record') ?? '';
        const secret = await customer
          .locator('.skybridge-portal__table tbody td')
          .first()
          .innerText();

        await link('second', 'Hana Silva', 'hana.silva51@customer.example');
        const page = await open('second');
        expect(await page.locator('.skybridge-portal__count').innerText()).toBe('2 records');
        await page.goto(`${portal}?skybridge_portal_record=${record}`);
        expect(await firstPortal(page)).toContain('There is no such record.');
        await page.goto(`${portal}?skybridge_portal_record=${record}&skybridge_portal_form=edit`);
        expect(await firstPortal(page)).toContain('There is no such record.');
        await page.goto(`${portal}?skybridge_portal_search=${encodeURIComponent(secret)}`);
        expect(await firstPortal(page)).toContain('Nothing matches your search.');

        // Their own form, with the id of somebody else’s record.
        await page.goto(portal);
        await page.locator('.skybridge-portal__table tbody a').first().click();
        await page.getByLabel('Your comment').fill('Forged');
        await page.evaluate(
          `document.querySelector('input[name=skybridge_record]').value = ${JSON.stringify(record)}`,
        );
        await page.getByRole('button', { name: 'Add the comment' }).click();
        await page.waitForLoadState();
        expect(page.url()).not.toContain('skybridge_portal_done');
        await customer.goto(`${portal}?skybridge_portal_record=${record}`);
        expect(await firstPortal(customer)).not.toContain('Forged');

        for (const route of [
          'wp/v2/pages?slug=portal',
          `wp/v2/block-renderer/skybridge/portal?context=edit`,
          'skybridge/v1/schema',
          'skybridge/v1/reports',
        ]) {
          const answer = await page.evaluate<string>(
            `fetch(${JSON.stringify(`/wp-json/${route}`)}).then((answer) => answer.text())`,
          );
          expect(answer).not.toContain(secret);
        }
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'link themselves by the mail that only they get, and end it again',
      async () => {
        const account = `${running.wordpressUrl}/account/`;
        const page = await open('third', '/account/');
        expect(await problemsInAllWidths(page, account, '.skybridge-portal')).toEqual([]);
        await ask(page, 'nobody@customer.example');
        const answer = await firstPortal(page);
        await page.goto(account);
        await ask(page, 'ivan.weber52@customer.example');
        expect(await firstPortal(page)).toBe(answer);

        const mail = await onlyMail();
        expect(mail.to).toBe('ivan.weber52@customer.example');
        expect(mail.message).toContain('Ivan Weber');
        const [linkUrl = ''] = /\S+skybridge_link=\S+/u.exec(mail.message) ?? [];

        // Following it links nobody: a button does.
        await page.goto(linkUrl);
        expect(page.url()).not.toContain('skybridge_link');
        expect(await accessibilityProblems(page, '.skybridge-portal')).toEqual([]);
        await page.getByRole('button', { name: 'Link my account' }).click();
        await page.getByText('Your account is linked now.').waitFor();
        await page.goto(portal);
        expect(await page.locator('.skybridge-portal__count').innerText()).toBe('3 records');

        // Once only.
        await page.goto(account);
        await page.getByRole('button', { name: 'Remove the link' }).click();
        await page.getByText('Your account is not linked any more.').waitFor();
        await page.goto(portal);
        expect(await firstPortal(page)).toContain('Your account is not linked to our records yet.');
        await page.goto(linkUrl);
        await page.getByRole('button', { name: 'Link my account' }).click();
        await page.getByText('This link is not valid any more.').waitFor();
      },
      TEST_TIMEOUT_MS,
    );

    async function ask(page: Page, email: string): Promise<void> {
      await page.getByLabel('The e-mail address that we know you by').fill(email);
      await page.getByRole('button', { name: 'Send me a link' }).click();
      await page.getByText('If we know this address').waitFor();
    }

    /** Lets WP-Cron run, as its host would, and reads what was mailed. */
    async function onlyMail(): Promise<{ readonly to: string; readonly message: string }> {
      const file = join(site, 'mails.jsonl');
      const lines = async () => (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
      await until(async () => {
        await fetch(`${running.wordpressUrl}/wp-cron.php?doing_wp_cron`);
        return (await lines()).some((line) => line.includes('skybridge_link'));
      }, 60_000);
      const mails = (await lines()).filter((line) => line.includes('skybridge_link'));
      expect(mails).toHaveLength(1);
      return JSON.parse(mails[0] ?? '') as { readonly to: string; readonly message: string };
    }

    /** Links a user on the bind screen, from their profile on. */
    async function link(login: string, contact: string, email: string): Promise<void> {
      const page = await open(ADMIN.login, '/wp-admin/users.php');
      await page.getByRole('link', { name: login, exact: true }).click();
      await page.getByRole('link', { name: 'Link or unlink' }).click();
      const address = page.url();
      expect(address).toContain(BIND_PAGE);
      await page.getByLabel('Name or e-mail address of the Contact').fill(email);
      await page.getByRole('button', { name: 'Search' }).click();
      expect(await problemsInAllWidths(page, page.url(), '#wpbody-content')).toEqual([]);
      await page.getByRole('button', { name: `Link to ${contact}` }).click();
      await page.getByText('Linked to the Contact').waitFor();
      expect(await page.title()).toContain('Salesforce Contact of a user');
      expect(await page.locator('#wpbody-content').innerText()).not.toContain(CUSTOMER.contactId);
      expect(await problemsInAllWidths(page, address, '#wpbody-content')).toEqual([]);
    }
  });
}
