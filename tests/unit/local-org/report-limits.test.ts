import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';
import { allRows } from './report-evaluation.ts';

let local: LocalOrgClient;
let path: string;

beforeAll(async () => {
  local = await openLocalOrg();
  const [report] = await allRows(
    local,
    "SELECT Id FROM Report WHERE DeveloperName = 'Lead_List_Report'",
  );
  path = `/analytics/reports/${String(report?.['Id'])}`;
});

afterAll(async () => {
  await local.running.close();
});

describe('hourly limits', () => {
  it('refuses the 501st synchronous run of an hour, in Salesforce’s words, and forgets it later', async () => {
    const statuses = new Set<number>();
    for (let one = 0; one < 500; one++) {
      statuses.add((await local.api('GET', path)).status);
    }
    expect([...statuses]).toEqual([200]);
    const refused = await local.api('GET', path);
    expect([refused.status, refused.json]).toEqual([
      403,
      [
        {
          message:
            "You can't run more than 500 reports synchronously every 60 minutes. Try again later.",
          errorCode: 'FORBIDDEN',
        },
      ],
    ]);
    const limits = (await local.api('GET', '/limits')).json as Record<string, unknown>;
    expect(limits['HourlySyncReportRuns']).toEqual({ Max: 500, Remaining: 0 });
    await local.control({ action: 'clock', advanceSeconds: 3_601 });
    expect((await local.api('GET', path)).status).toBe(200);
  });

  it('counts asynchronous runs by themselves', async () => {
    await local.control({ action: 'settings', set: { hourlyAsyncReportRuns: 2 } });
    const start = () => local.api('POST', `${path}/instances`);
    expect([(await start()).status, (await start()).status]).toEqual([200, 200]);
    const refused = await start();
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining("You can't run more than 2 reports asynchronously every 60 minutes."),
    ]);
    expect((await local.api('GET', path)).status).toBe(200);
  });
});
