/** The portal page of the demo in a real browser: a customer's own cases, and nothing of them for anybody else. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { accessibilityProblems } from './accessibility.ts';
import type { SharedDemo } from './shared-demo.ts';
import { logIn, problemsInAllWidths } from './wordpress-pages.ts';

const TEST_TIMEOUT_MS = 120_000;

export function portalSuite({ demo: running, browser: launched }: SharedDemo): void {
  describe('the portal', () => {
    let browser: Browser;

    beforeAll(() => {
      browser = launched();
    });

    async function visitor(javaScriptEnabled = true): Promise<Page> {
      return (await browser.newContext({ javaScriptEnabled })).newPage();
    }

    const loggedIn = (login: string, javaScriptEnabled = true): Promise<Page> =>
      logIn(browser, running.wordpressUrl, { login, javaScriptEnabled });

    async function openNewest(page: Page): Promise<void> {
      await page.locator('.skybridge-portal__table tbody a').first().click();
      await page.waitForURL(/skybridge_portal_record=/u);
    }

    async function createCase(page: Page, subject: string): Promise<void> {
      await page.goto(`${running.wordpressUrl}/portal/?skybridge_portal_form=new`);
      await page.getByLabel('Subject').fill(subject);
      await page.getByRole('button', { name: 'Send' }).click();
      await page.waitForURL(/skybridge_portal_done=/u);
    }

    const receipt = (page: Page) => page.locator('.skybridge-portal__receipt').innerText();

    it.each([true, false])(
      'lists, opens, comments and attaches (JavaScript: %s)',
      async (javaScriptEnabled) => {
        const page = await loggedIn('customer', javaScriptEnabled);
        expect(await page.locator('.skybridge-portal__count').innerText()).toMatch(
          /^1[3-9] records$/u,
        );
        await openNewest(page);
        await page.getByLabel('Your comment').fill(`It still rains in (${javaScriptEnabled})`);
        await page.getByRole('button', { name: 'Add the comment' }).click();
        await page.waitForURL(/skybridge_portal_done=/u);
        expect(await receipt(page)).toContain('Your comment was added.');
        expect(await page.locator('.skybridge-portal__comments').innerText()).toContain(
          `It still rains in (${javaScriptEnabled})`,
        );
        const file = { name: `note-${javaScriptEnabled}.txt`, mimeType: 'text/plain' };
        await page
          .locator('input[type=file]')
          .setInputFiles({ ...file, buffer: Buffer.from('wet') });
        await page.getByRole('button', { name: 'Add the file' }).click();
        await page.getByText('Your file was added.').waitFor();
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: file.name }).click();
        expect((await download).suggestedFilename()).toBe(file.name);
      },
      TEST_TIMEOUT_MS,
    );

    it.each([true, false])(
      "tells Salesforce's objection at its field and then saves (JavaScript: %s)",
      async (javaScriptEnabled) => {
        const page = await loggedIn('customer', javaScriptEnabled);
        const own = page.locator('.skybridge-portal').last();
        await own.getByRole('link', { name: 'Edit' }).click();
        await own.getByLabel('Business Phone').fill('none');
        await own.getByRole('button', { name: 'Save' }).click();
        await own.locator('.skybridge-portal__error').waitFor();
        expect(await own.locator('.skybridge-portal__error').innerText()).toContain(
          'A phone number needs digits.',
        );
        expect(await own.getByLabel('Business Phone').inputValue()).toBe('none');
        // axe-core is a script of the page.
        if (javaScriptEnabled) {
          expect(await accessibilityProblems(page, '.skybridge-portal')).toEqual([]);
        }
        await own.getByLabel('Business Phone').fill('+49 30 5550');
        await own.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Your changes were saved.').waitFor();
        expect(await own.innerText()).toContain('+49 30 5550');
      },
      TEST_TIMEOUT_MS,
    );

    it.each([true, false])(
      'takes only what goes with a controlling value (JavaScript: %s)',
      async (javaScriptEnabled) => {
        const page = await loggedIn('customer', javaScriptEnabled);
        await page.goto(`${running.wordpressUrl}/portal/?skybridge_portal_form=new`);
        await page.getByLabel('Subject').fill('Cracks');
        await page.getByLabel('Case Type').selectOption('Structural');
        const reason = page.getByLabel('Case Reason');
        const sound = ['Please choose', 'Installation', 'Equipment Design', 'Feedback', 'Other'];
        if (javaScriptEnabled) {
          expect(await reason.locator('option').allInnerTexts()).toEqual(sound);
          await reason.selectOption('Equipment Design');
          await page.getByLabel('Case Type').selectOption('Electrical');
          expect(await reason.inputValue()).toBe('');
          expect(await reason.locator('option').allInnerTexts()).toContain('Breakdown');
        } else {
          await reason.selectOption('Breakdown');
          await page.getByRole('button', { name: 'Send' }).click();
          expect(await page.locator('.skybridge-portal__error').innerText()).toBe(
            '“Breakdown” does not go with what is chosen as “Case Type”.',
          );
          await reason.selectOption('Equipment Design');
        }
        await page.getByRole('button', { name: 'Send' }).click();
        await page.getByText('Sent. Thank you.').waitFor();
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'creates one case of a form that is sent twice',
      async () => {
        const page = await loggedIn('customer');
        await page.goto(`${running.wordpressUrl}/portal/?skybridge_portal_form=new`);
        const subject = `Twice ${Date.now()}`;
        await page.getByLabel('Subject').fill(subject);
        const answers = await page.evaluate<string[]>(`
        Promise.all([1, 2].map(async () => {
          const form = document.querySelector('form[method=post]');
          const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) });
          return new URL(answer.url).searchParams.get('skybridge_portal_record');
        }))`);
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toMatch(/^500/u);
        await page.goto(
          `${running.wordpressUrl}/portal/?skybridge_portal_search=${encodeURIComponent(subject)}`,
        );
        expect(await page.locator('.skybridge-portal__table tbody tr').count()).toBe(1);
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'shows nothing of it to visitors and other users, also by id, file and REST',
      async () => {
        const customer = await loggedIn('customer');
        await createCase(customer, 'Secret roof');
        const record = new URL(customer.url()).searchParams.get('skybridge_portal_record') ?? '';
        const address = `${running.wordpressUrl}/portal/?skybridge_portal_record=${record}`;

        const nobody = await visitor();
        const answer = await nobody.goto(address);
        expect(answer?.headers()['cache-control']).toContain('no-store');
        for (const portal of await nobody.locator('.skybridge-portal').all()) {
          expect(await portal.innerText()).toBe('Log in to see your data.');
        }
        const pages = await fetch(`${running.wordpressUrl}/wp-json/wp/v2/pages?slug=portal`);
        expect(await pages.text()).not.toContain('Secret roof');

        // A case that is not theirs looks like one that is not there.
        await customer.goto(
          `${running.wordpressUrl}/portal/?skybridge_portal_record=500LO0000000100YAA`,
        );
        expect(await customer.locator('.skybridge-portal').first().innerText()).toContain(
          'There is no such record.',
        );
        const shown = await customer.goto(address);
        expect(shown?.headers()['cache-control']).toContain('no-store');
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'is accessible and fits in every width',
      async () => {
        const page = await loggedIn('customer');
        const portal = `${running.wordpressUrl}/portal/`;
        const newest = await page
          .locator('.skybridge-portal__table tbody a')
          .first()
          .getAttribute('href');
        for (const address of [
          '',
          '?skybridge_portal_form=new',
          '?skybridge_portal2_form=edit',
          newest ?? '',
        ]) {
          const url = new URL(address, portal).href;
          expect(await problemsInAllWidths(page, url, '.skybridge-portal')).toEqual([]);
        }
      },
      TEST_TIMEOUT_MS,
    );
  });
}
