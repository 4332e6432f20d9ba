/** The directory page as a visitor's browser shows it. */

import type { Page } from 'playwright-core';

import { until } from './demo-process.ts';

/** One row of the table, cells in the order of its columns. */
export type DirectoryRow = readonly string[];

const RESULTS = '.skybridge-directory__results';

export async function rowsOn(page: Page): Promise<readonly DirectoryRow[]> {
  const rows = await page.locator(`${RESULTS} tbody tr`).all();
  return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
}

/** Follows "Next" from the current page to the last and gathers all rows. */
export async function rowsOfAllPages(page: Page): Promise<readonly DirectoryRow[]> {
  const rows = [...(await rowsOn(page))];
  const next = page.getByRole('link', { name: 'Next', exact: true });
  while ((await next.count()) > 0) {
    const body = page.locator(`${RESULTS} tbody`);
    const before = await body.innerText();
    await next.click();
    await until(async () => (await body.innerText()) !== before, 30_000);
    rows.push(...(await rowsOn(page)));
  }
  return rows;
}

/** "50 people", "1 person". */
export function countLine(page: Page): Promise<string> {
  return page.locator('.skybridge-directory__count').innerText();
}

export async function search(page: Page, text: string, department = ''): Promise<void> {
  await page.getByLabel('Search people').fill(text);
  // Without scripts a change of the select submits nothing; the button works either way.
  await page.getByLabel('Department').selectOption(department);
  await page.getByRole('button', { name: 'Search' }).click();
}
