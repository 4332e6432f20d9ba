/** What the browser tests do on any page of the demo's WordPress: log in, look at it in three widths, walk it by keyboard. */

import type { Browser, Page } from 'playwright-core';

import { accessibilityProblems } from './accessibility.ts';

/** A phone, a tablet, a desk. */
export const WIDTHS = [320, 768, 1280] as const;

const MOST_TABS = 120;

export interface Person {
  readonly login: string;
  /** Where they want to go. */
  readonly path?: string;
  readonly javaScriptEnabled?: boolean;
}

/** A new browser in which somebody has logged in, at the page they wanted. */
export async function logIn(
  browser: Browser,
  wordpressUrl: string,
  { login, path = '/portal/', javaScriptEnabled = true }: Person,
): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
  const wanted = `${wordpressUrl}${path}`;
  await page.goto(`${wordpressUrl}/wp-login.php?redirect_to=${encodeURIComponent(wanted)}`);
  // The login page moves the focus while one types.
  await page.waitForTimeout(400);
  await page.getByLabel('Username or Email Address').fill(login);
  await page.locator('#user_pass').fill('password');
  await page.getByRole('button', { name: 'Log In' }).click();
  await page.waitForURL((url) => !url.pathname.includes('wp-login'));
  return page;
}

/** What is wrong with a page in any of the widths: rules of axe-core, and pixels that do not fit. */
export async function problemsInAllWidths(
  page: Page,
  url: string,
  within: string,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(url);
    const found = await accessibilityProblems(page, within);
    problems.push(...found.map((problem) => `${width} px: ${problem}`));
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (overflow !== 0) problems.push(`${width} px: ${overflow} px too wide`);
  }
  return problems;
}

/** Presses Tab until something with this text or label has the focus, and shows that it has. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<{
      readonly name: string;
      readonly outline: string;
    }>(`(() => {
      const element = document.activeElement;
      const label = element.labels?.[0] ?? element;
      return { name: label.innerText.trim(), outline: getComputedStyle(element).outlineStyle };
    })()`);
    if (!focused.name.startsWith(name)) continue;
    if (focused.outline === 'none') throw new Error(`The focus does not show on: ${name}`);
    return;
  }
  throw new Error(`No Tab leads to: ${name}`);
}
