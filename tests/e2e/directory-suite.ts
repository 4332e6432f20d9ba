/** The demo's pages as a visitor meets them: the directory, the report, and what is kept of them until it changes. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';

import { accessibilityProblems } from './accessibility.ts';
import { until } from './demo-process.ts';
import { countLine, rowsOfAllPages, rowsOn, search } from './directory-page.ts';
import type { DirectoryRow } from './directory-page.ts';
import { connectLocalOrg } from './local-org-rows.ts';
import type { LocalOrgRows, StaffMember } from './local-org-rows.ts';
import type { SharedDemo } from './shared-demo.ts';

const TEST_TIMEOUT_MS = 120_000;
/** Counts what the gateway answered on /graphql. */
const ANSWERS = 'skybridge_graphql_request_seconds_count';

export function directorySuite({ demo: running, browser }: SharedDemo): void {
  describe('the demo’s pages', () => {
    let org: LocalOrgRows;
    let staff: readonly StaffMember[];

    beforeAll(async () => {
      org = await connectLocalOrg(running.localOrgUrl);
      staff = await org.staff();
    }, TEST_TIMEOUT_MS);

    async function openDirectory(javaScriptEnabled = true): Promise<Page> {
      const context = await browser().newContext({ javaScriptEnabled });
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
      'shows exactly the 50 staff of the org, page by page, scripted or not',
      async () => {
        expect(staff).toHaveLength(50);
        for (const javaScriptEnabled of [true, false]) {
          const page = await openDirectory(javaScriptEnabled);
          expect(await countLine(page)).toBe('50 people');
          expect(await rowsOn(page)).toHaveLength(25);
          expect(sorted(await rowsOfAllPages(page))).toEqual(sorted(staff.map(toRow)));
        }
      },
      TEST_TIMEOUT_MS,
    );

    it.each([true, false])(
      'searches and filters by department (JavaScript: %s)',
      async (javaScriptEnabled) => {
        const page = await openDirectory(javaScriptEnabled);
        const [{ LastName, Department }] = await interestingSearch();
        await search(page, LastName);
        await page.waitForURL(/skybridge_search=/u);
        expect(sorted(await rowsOfAllPages(page))).toEqual(
          sorted(staff.filter(({ Name }) => Name.includes(LastName)).map(toRow)),
        );
        await search(page, '', Department);
        await page.waitForURL(/skybridge_department=/u);
        expect(sorted(await rowsOfAllPages(page))).toEqual(
          sorted(staff.filter((one) => one.Department === Department).map(toRow)),
        );
        await search(page, "O'Nobody%_\\", '');
        await page.getByText('Nobody matches your search.').waitFor();
        expect(await rowsOn(page)).toEqual([]);
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'shows a changed contact after the cache time',
      async () => {
        const page = await openDirectory();
        const [first] = await rowsOn(page);
        const changed = staff.find(({ Email }) => Email === first?.[3]);
        if (changed === undefined) throw new Error('the first row is no member of staff');
        const title = `Chief Test Officer ${Date.now()}`;
        await org.update(changed.Id, { Title: title });
        await reloadUntil(page, async () => (await rowsOn(page))[0]?.[1] === title);
        expect((await org.staff()).map(toRow)).toContainEqual((await rowsOn(page))[0]);
      },
      TEST_TIMEOUT_MS,
    );

    it(
      'keeps a page for an hour, and shows a change with the next page after a pull, by one call more',
      async () => {
        const page = await (await browser().newContext()).newPage();
        const kept = `${running.wordpressUrl}/kept/`;
        await page.goto(kept);
        // Nothing is known before the first, so that what was kept until then is old.
        expect(await pull()).toEqual({ state: 'listening', purged: 1 });
        expect(await pull()).toEqual({ state: 'listening', purged: 0 });
        await page.goto(kept);
        const [before] = await rowsOn(page);
        const person = staff.find(({ Email }) => Email === before?.[3]);
        if (person === undefined) throw new Error('the first row is no member of staff');

        const told = await counted('skybridge_changes_total');
        const title = `Kept Officer ${Date.now()}`;
        await org.update(person.Id, { Title: title });
        await until(async () => (await counted('skybridge_changes_total')) > told, 20_000);
        const asked = await counted(ANSWERS);
        await page.reload();
        expect(await rowsOn(page)).toContainEqual(before);
        expect(await counted(ANSWERS)).toBe(asked);

        expect(await pull()).toEqual({ state: 'listening', purged: 1 });
        for (let visits = 0; visits < 3; visits += 1) {
          await page.reload();
          expect((await rowsOn(page))[0]?.[1]).toBe(title);
        }
        expect(await counted(ANSWERS)).toBe(asked + 1);
        expect(await pull()).toEqual({ state: 'listening', purged: 0 });
      },
      TEST_TIMEOUT_MS,
    );

    it.each([320, 768, 1280])(
      'shows a report as a chart and tables, with its file, at %i px',
      async (width) => {
        const context = await browser().newContext({ viewport: { width, height: 900 } });
        const page = await context.newPage();
        await page.goto(`${running.wordpressUrl}/report/`);
        const report = page.locator('.skybridge-report');
        const { series, name } = (await askReport()).data.report;
        expect(await report.locator('h2').innerText()).toBe(name);
        const [drawn] = series;
        if (drawn === undefined) throw new Error('the report has no series');
        expect(await report.locator('figure svg rect').count()).toBe(drawn.points.length);
        await report.locator('summary').click();
        expect(await report.locator('figure tbody tr').allInnerTexts()).toEqual(
          drawn.points.map(({ label, formatted }) => `${label}\t${formatted}`),
        );
        expect(await overflow(page)).toBe(0);
        expect(await accessibilityProblems(page, '.skybridge-report')).toEqual([]);

        const file = await report
          .getByRole('link', { name: 'Download as CSV' })
          .getAttribute('href');
        const response = await fetch(new URL(file ?? '', page.url()));
        expect(response.headers.get('content-type')).toBe('text/csv; charset=UTF-8');
        expect(await response.text()).toContain(drawn.points[0]?.label);
      },
      TEST_TIMEOUT_MS,
    );

    /** What WP-Cron and `wp skybridge cache sync` do. */
    async function pull(): Promise<unknown> {
      const answer = await fetch(`${running.wordpressUrl}/?skybridge_test_pull`);
      return answer.json();
    }

    /** All series of a counter of the gateway together. */
    async function counted(name: string): Promise<number> {
      const metrics = await (await fetch(`${running.gatewayUrl}/metrics`)).text();
      const series = metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gmu'));
      return [...series].reduce((sum, [, value]) => sum + Number(value), 0);
    }

    async function askReport(): Promise<ReportAnswer> {
      return (await ask(
        '{ report(developerName: "Opportunities_by_Stage") { name series { figure points { label formatted } } } }',
      )) as ReportAnswer;
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

    /** A last name and a department that some of the staff have, and not all. */
    async function interestingSearch(): Promise<[{ LastName: string; Department: string }]> {
      staff = await org.staff();
      const [one] = staff;
      if (one === undefined) throw new Error('no staff');
      const LastName = one.Name.split(' ').at(-1) ?? one.Name;
      return [{ LastName, Department: one.Department }];
    }
  });
}

interface ReportAnswer {
  readonly data: {
    readonly report: {
      readonly name: string;
      readonly series: readonly {
        readonly figure: string;
        readonly points: readonly { readonly label: string; readonly formatted: string }[];
      }[];
    };
  };
}

/** Pixels by which the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

function toRow({ Name, Title, Department, Email, Phone }: StaffMember): DirectoryRow {
  return [Name, Title, Department, Email, Phone];
}

function sorted(rows: readonly DirectoryRow[]): readonly string[] {
  return rows.map((row) => row.join(' | ')).sort();
}
