/** What an administrator does with the plugin in a real browser: every screen, and every block in the editor and on its page. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';

import { ADMIN } from '../../scripts/demo/settings.ts';
import { accessibilityProblems } from './accessibility.ts';
import type { SharedDemo } from './shared-demo.ts';
import { logIn, problemsInAllWidths } from './wordpress-pages.ts';

const TEST_TIMEOUT_MS = 240_000;
const SIDEBAR = '.interface-interface-skeleton__sidebar';

/** Blocks by the name of the inserter, with words of live data that their preview shows. */
const BLOCKS = [
  { kind: 'directory', name: 'Salesforce directory', shows: '50 people' },
  { kind: 'report', name: 'Salesforce report', shows: 'Sum of Amount by Stage' },
  { kind: 'field', name: 'Salesforce field', shows: '(Choose object, record and field.)' },
  { kind: 'portal', name: 'Salesforce portal', shows: '5,000 records' },
  { kind: 'account-link', name: 'Salesforce account link', shows: 'Send me a link' },
] as const;

export function administrationSuite({ demo: running, browser: launched }: SharedDemo): void {
  describe('an administrator', () => {
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      browser = launched();
      page = await logIn(browser, running.wordpressUrl, { login: ADMIN.login, path: '/wp-admin/' });
    }, TEST_TIMEOUT_MS);

    it.each([
      ['options-general.php?page=skybridge', '#wpbody-content'],
      ['tools.php?page=skybridge-log', '#wpbody-content'],
      ['profile.php', '#wpbody-content'],
      ['user-edit.php?user_id=2', '#wpbody-content'],
      ['admin.php?page=skybridge-link&user_id=2', '#wpbody-content'],
      ['site-health.php', '.health-check-body'],
    ])(
      'finds %s accessible and fitting in every width',
      async (screen, within) => {
        const url = `${running.wordpressUrl}/wp-admin/${screen}`;
        expect(await problemsInAllWidths(page, url, within)).toEqual([]);
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'inserts each block, sees live data in the editor, and publishes the page',
      async () => {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(`${running.wordpressUrl}/wp-admin/post-new.php?post_type=page`);
        const canvas = page.frameLocator('iframe[name="editor-canvas"]');
        await canvas.locator('.editor-styles-wrapper').waitFor();
        const welcome = page.locator('.components-modal__header').getByRole('button');
        if ((await welcome.count()) > 0) await welcome.click();
        await canvas.getByRole('textbox', { name: 'Add title' }).fill('Every block');
        await insertBlocks();
        await canvas.getByRole('combobox', { name: 'Report' }).fill('Opportunities');
        await canvas
          .getByRole('option', { name: 'Public Reports: Opportunities by Stage' })
          .click();
        for (const { kind, shows } of BLOCKS) await expectInCanvas(canvas, kind, shows);
        await setField(canvas);
        await expectInCanvas(canvas, 'field', 'Casey Customer');
        await page.getByRole('button', { name: 'Publish', exact: true }).click();
        const panel = page.locator('.editor-post-publish-panel');
        await panel.getByRole('button', { name: 'Publish', exact: true }).click();
        const link = panel.getByRole('link', { name: 'View Page' });
        const published = (await link.getAttribute('href')) ?? '';

        expect(await problemsInAllWidths(page, published, 'main')).toEqual([]);
        const shown = await page.locator('main').innerText();
        for (const words of [
          '50 people',
          'Sum of Amount by Stage',
          'Case Number',
          'Send me a link',
        ]) {
          expect(shown).toContain(words);
        }
        // What a visitor may not read stays away from the very same page.
        const visitor = await (await browser.newContext()).newPage();
        await visitor.goto(published);
        const seen = await visitor.locator('main').innerText();
        expect(seen).toContain('50 people');
        expect(seen).toContain('Log in to see your data.');
        expect(seen).not.toContain('Casey Customer');
      },
      TEST_TIMEOUT_MS,
    );

    async function insertBlocks(): Promise<void> {
      const inserter = page.getByRole('button', { name: 'Toggle block inserter' });
      await inserter.click();
      for (const { name } of BLOCKS) {
        await page.getByRole('searchbox', { name: 'Search for blocks and patterns' }).fill(name);
        await page
          .locator('.block-editor-block-types-list__item', { hasText: name })
          .first()
          .click();
      }
      await inserter.click();
    }

    /** The data is there, and neither the preview nor the block's settings have a fault. */
    async function expectInCanvas(
      canvas: FrameLocator,
      kind: string,
      shows: string,
    ): Promise<void> {
      const block = `[data-type="skybridge/${kind}"]`;
      await canvas.locator(block).getByText(shows, { exact: false }).first().waitFor();
      const frame = page.frame({ name: 'editor-canvas' });
      if (frame === null) throw new Error('The editor has no canvas.');
      expect(await accessibilityProblems(frame, block)).toEqual([]);
      await select(kind);
      expect(await accessibilityProblems(page, SIDEBAR)).toEqual([]);
    }

    async function select(kind: string): Promise<void> {
      await page.evaluate(`(() => {
      const { getBlocks } = window.wp.data.select('core/block-editor');
      const block = getBlocks().find(({ name }) => name === 'skybridge/${kind}');
      window.wp.data.dispatch('core/block-editor').selectBlock(block.clientId);
      window.wp.data.dispatch('core/edit-post').openGeneralSidebar('edit-post/block');
    })()`);
      await page.locator(SIDEBAR).getByText('Advanced').waitFor();
      const closed = page.locator(`${SIDEBAR} .components-panel__body:not(.is-opened) > h2 button`);
      while ((await closed.count()) > 0) await closed.first().click();
    }

    /** Chooses the object, the record and the field, as an author does. */
    async function setField(canvas: FrameLocator): Promise<void> {
      await select('field');
      const settings = page.locator(SIDEBAR);
      await settings.getByRole('combobox', { name: 'Object' }).fill('Contact');
      await settings.getByRole('option', { name: 'Contact', exact: true }).click();
      await settings.getByLabel('Record id').fill('003LO000000000pYAA');
      await settings.getByRole('combobox', { name: 'Show' }).selectOption('viewer');
      await settings.getByRole('combobox', { name: 'Field' }).fill('Full Name');
      await settings.getByRole('option', { name: '(name)' }).first().click();
      await canvas.locator('[data-type="skybridge/field"]').waitFor();
    }
  });
}
