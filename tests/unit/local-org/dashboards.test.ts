import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';
import { allRows } from './report-evaluation.ts';
import type { ReportJson } from './report-evaluation.ts';

interface Instance {
  readonly id: string;
  readonly status: string;
  readonly url: string;
  readonly completionDate: string | null;
  readonly requestDate: string;
  readonly hasDetailRows: boolean;
}

interface DashboardJson {
  readonly id: string;
  readonly name: string;
  readonly folderId: string;
  readonly components: readonly { readonly id: string; readonly reportId: string }[];
  readonly runningUser: { readonly displayName: string };
}

interface ResultsJson {
  readonly componentData: readonly {
    readonly componentId: string;
    readonly reportResult: ReportJson;
    readonly status: { readonly dataStatus: string; readonly refreshDate: string };
  }[];
  readonly dashboardMetadata: DashboardJson;
}

let local: LocalOrgClient;

beforeEach(async () => {
  local = await openLocalOrg();
});

afterEach(async () => {
  await local.running.close();
});

async function idOf(object: 'Report' | 'Dashboard', developerName: string): Promise<string> {
  const [row] = await allRows(
    local,
    `SELECT Id FROM ${object} WHERE DeveloperName = '${developerName}'`,
  );
  return String(row?.['Id']);
}

const errorOf = (answer: { readonly json: unknown }): string =>
  (answer.json as { errorCode: string }[])[0]?.errorCode ?? '';

describe('asynchronous runs', () => {
  it('are New when asked for, then Success, with the data of the moment they were asked for', async () => {
    const path = `/analytics/reports/${await idOf('Report', 'Lead_List_Report')}/instances`;
    const asked = await local.api('POST', `${path}?includeDetails=true`, {
      reportMetadata: { reportFilters: [{ column: 'RATING', operator: 'equals', value: 'Hot' }] },
    });
    const instance: Instance = asked.json;
    expect(instance).toMatchObject({ status: 'New', completionDate: null, hasDetailRows: true });
    expect(instance.id).toMatch(/^0LG\w{15}$/);
    await local.api('POST', '/sobjects/Lead', { LastName: 'L', Company: 'C', Rating: 'Hot' });
    const [listed] = (await local.api('GET', path)).json as readonly Instance[];
    expect(listed).toMatchObject({ id: instance.id, status: 'Success', url: instance.url });
    const result: ReportJson = (await local.api('GET', instance.url)).json;
    const hot = await allRows(local, "SELECT Id FROM Lead WHERE Rating = 'Hot'");
    expect(result.factMap['T!T']?.aggregates[0]?.value).toBe(hot.length - 1);
    expect(result.attributes).toMatchObject({
      id: instance.id,
      status: 'Success',
      type: 'ReportInstance',
    });
  });

  it('are kept for 24 hours, for the user who asked', async () => {
    const path = `/analytics/reports/${await idOf('Report', 'Lead_List_Report')}/instances`;
    const { url }: Instance = (await local.api('POST', path)).json;
    const admin = await local.signIn('admin@local.example');
    expect((await local.api('GET', url, undefined, { token: admin })).status).toBe(404);
    // In steps, so that the session stays alive.
    for (let hour = 0; hour < 23; hour++) {
      await local.control({ action: 'clock', advanceSeconds: 3_600 });
      expect((await local.api('GET', url)).status).toBe(200);
    }
    await local.control({ action: 'clock', advanceSeconds: 3_601 });
    expect((await local.api('GET', url)).status).toBe(404);
  });

  it('can be deleted', async () => {
    const path = `/analytics/reports/${await idOf('Report', 'Lead_List_Report')}/instances`;
    const { url }: Instance = (await local.api('POST', path)).json;
    expect((await local.api('DELETE', url)).status).toBe(204);
    expect((await local.api('GET', path)).json).toEqual([]);
  });
});

describe('saved reports', () => {
  it('are cloned, changed, found by SOQL, deleted, and gone after a reset', async () => {
    const source = await idOf('Report', 'Lead_List_Report');
    const cloned = await local.api('POST', `/analytics/reports?cloneId=${source}`, {
      reportMetadata: { name: 'Hot Leads' },
    });
    const { id } = (cloned.json as { reportMetadata: { id: string } }).reportMetadata;
    const path = `/analytics/reports/${id}`;
    await local.api('PATCH', path, {
      reportMetadata: { reportFilters: [{ column: 'RATING', operator: 'equals', value: 'Hot' }] },
    });
    const result: ReportJson = (await local.api('GET', path)).json;
    const hot = await allRows(local, "SELECT Id FROM Lead WHERE Rating = 'Hot'");
    expect(result.factMap['T!T']?.aggregates[0]?.value).toBe(hot.length);
    expect(
      await allRows(local, `SELECT Name, Format FROM Report WHERE Id = '${id}'`),
    ).toMatchObject([{ Name: 'Hot Leads', Format: 'Summary' }]);
    await local.control({ action: 'snapshot' });
    expect((await local.api('DELETE', path)).status).toBe(204);
    expect(errorOf(await local.api('GET', path))).toBe('NOT_FOUND');
    await local.control({ action: 'restore' });
    expect((await local.api('GET', path)).status).toBe(200);
    await local.control({ action: 'reset' });
    expect(errorOf(await local.api('GET', path))).toBe('NOT_FOUND');
  });

  it('that a dashboard shows are not deleted', async () => {
    const answer = await local.api(
      'DELETE',
      `/analytics/reports/${await idOf('Report', 'Lead_List_Report')}`,
    );
    expect([answer.status, errorOf(answer)]).toEqual([403, 'FORBIDDEN']);
  });

  it('are planned as the statement behind them', async () => {
    const id = await idOf('Report', 'Open_Cases');
    const { plans, sourceQuery } = (await local.api('GET', `/query?explain=${id}`)).json as {
      plans: readonly { sobjectType: string; cardinality: number }[];
      sourceQuery: string;
    };
    expect(plans[0]?.sobjectType).toBe('Case');
    expect(await allRows(local, sourceQuery)).toHaveLength(plans[0]?.cardinality ?? -1);
  });
});

describe('dashboards', () => {
  it('give each component its report’s result, or those asked for', async () => {
    const path = `/analytics/dashboards/${await idOf('Dashboard', 'Sales_Overview')}`;
    const described: DashboardJson = (await local.api('GET', `${path}/describe`)).json;
    expect(described.runningUser.displayName).toBe('Ada Admin');
    const all: ResultsJson = (await local.api('GET', path)).json;
    expect(all.componentData.map(({ componentId }) => componentId)).toEqual(
      described.components.map(({ id }) => id),
    );
    expect(all.dashboardMetadata).toEqual(described);
    const [first] = described.components;
    const one: ResultsJson = (await local.api('POST', path, { componentIds: [first?.id] })).json;
    expect(one.componentData).toHaveLength(1);
    const report: ReportJson = (
      await local.api('GET', `/analytics/reports/${first?.reportId ?? ''}`)
    ).json;
    expect(one.componentData[0]?.reportResult.factMap).toEqual(report.factMap);
    expect(one.componentData[0]?.status.dataStatus).toBe('DATA');
  });

  it('show the data of their last refresh', async () => {
    const path = `/analytics/dashboards/${await idOf('Dashboard', 'Lead_List_Dashboard')}`;
    const count = async () => {
      const results: ResultsJson = (await local.api('GET', path)).json;
      return results.componentData[0]?.reportResult.factMap['T!T']?.aggregates[0]?.value;
    };
    const before = Number(await count());
    await local.api('POST', '/sobjects/Lead', { LastName: 'L', Company: 'C' });
    await local.control({ action: 'clock', advanceSeconds: 60 });
    expect(await count()).toBe(before);
    const refreshed = (await local.api('PUT', path)).json as { statusUrl: string };
    expect(await count()).toBe(before + 1);
    const { componentStatus } = (await local.api('GET', refreshed.statusUrl)).json as {
      componentStatus: readonly { refreshStatus: string; refreshDate: string }[];
    };
    expect(componentStatus).toHaveLength(7);
    expect(componentStatus[0]).toMatchObject({
      refreshStatus: 'IDLE',
      refreshDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/) as string,
    });
  });

  it('are cloned and deleted, and refreshed so often an hour', async () => {
    const source = await idOf('Dashboard', 'Sales_Overview');
    const clone: DashboardJson = (
      await local.api('POST', `/analytics/dashboards?cloneId=${source}`, { name: 'Mine' })
    ).json;
    const path = `/analytics/dashboards/${clone.id}`;
    expect([clone.name, clone.id === source]).toEqual(['Mine', false]);
    await local.control({ action: 'settings', set: { hourlyDashboardRefreshes: 1 } });
    expect([(await local.api('PUT', path)).status, (await local.api('PUT', path)).status]).toEqual([
      200, 403,
    ]);
    expect((await local.api('DELETE', path)).status).toBe(204);
    expect(errorOf(await local.api('GET', `${path}/describe`))).toBe('ENTITY_IS_DELETED');
  });
});
