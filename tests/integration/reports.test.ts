/** Reports and dashboards through the gateway: equal to what the org's own API answers, opened by name, run seldom. */

/* eslint-disable @typescript-eslint/no-explicit-any -- answers of every shape are compared */
import { createRestClientFor, type OrgApi } from './org-api.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const RESULT = `
  id name developerName format allData stale ranAt rowCount
  columns { name label dataType } figures { name } groupedBy { name } groupedAcross { name }
  rows { group groupAcross cells { column label value } }
  totals { name value formatted }
  matrix { down across totals { value } }
  groupings { ...Group groupings { ...Group groupings { ...Group } } }
  groupingsAcross { key label }
  series { figure label points { key label value } }
`;
const FRAGMENTS = `
  fragment Group on ReportGroup { key level column label value totals { name value formatted } rows { cells { value } } }
`;

describe('reports and dashboards', () => {
  let running: RunningGateway;
  let api: OrgApi;

  beforeAll(async () => {
    running = await startRunningGateway();
    api = await createRestClientFor(running.org.url);
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  const data = async (query: string, variables?: unknown) => {
    const { body } = await running.ask(query, variables);
    expect(body.errors).toBeUndefined();
    return body.data;
  };

  it('lists what the org has, and answers each report as its fact map does', async () => {
    const { reports } = await data('{ reports { id name developerName folder } }');
    expect(reports.length).toBeGreaterThanOrEqual(6);
    const formats = new Set<string>();
    for (const { id, name } of reports) {
      const { report } = await data(
        `query ($id: ID) { report(id: $id, first: 2000) { ${RESULT} } } ${FRAGMENTS}`,
        { id },
      );
      const run: any = await api.get(`/analytics/reports/${id}?includeDetails=true`);
      expect(report).toMatchObject({ id, name, allData: run.allData, stale: false });
      expect(report.format).toBe(run.reportMetadata.reportFormat);
      formats.add(report.format);
      expect(report.columns.map((one: any) => one.name)).toEqual(run.reportMetadata.detailColumns);
      const grand = run.factMap['T!T'].aggregates;
      expect(report.totals.map((one: any) => [one.value, one.formatted])).toEqual(
        grand.map((one: any) => [one.value, one.label]),
      );
      expectSameGroups(report.groupings, run.groupingsDown.groupings, run.factMap);
      expect(report.rows.map(cellValues)).toEqual(rowsInOrder(run));
      for (const { down, across, totals } of report.matrix) {
        const fact = run.factMap[`${down}!${across}`];
        expect(totals.map((one: any) => one.value)).toEqual(
          fact.aggregates.map((one: any) => one.value),
        );
      }
    }
    expect([...formats].sort()).toEqual(['MATRIX', 'SUMMARY', 'TABULAR']);
  }, 120_000);

  it('adds filters to the report’s own and checks them against its metadata', async () => {
    const all = await data(
      '{ report(developerName: "Lead_List_Report") { totals { value } groupings { label } } }',
    );
    const [first] = all.report.groupings;
    const filtered = await data(
      `query ($filters: [ReportFilter!]) {
         report(developerName: "Lead_List_Report", filters: $filters) { groupings { label } rowCount }
       }`,
      { filters: [{ column: 'COMPANY', operator: 'equals', values: [first.label] }] },
    );
    expect(filtered.report.groupings.map((one: any) => one.label)).toEqual([first.label]);

    const refused = async (filter: object) => {
      const { body } = await running.ask(
        'query ($filters: [ReportFilter!]) { report(developerName: "Lead_List_Report", filters: $filters) { rowCount } }',
        { filters: [filter] },
      );
      expect(body.data).toEqual({ report: null });
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
      return String(body.errors[0].extensions.hint);
    };
    expect(await refused({ column: 'NOPE', operator: 'equals', values: ['x'] })).toContain(
      'LAST_NAME',
    );
    expect(await refused({ column: 'LAST_NAME', operator: 'includes', values: ['x'] })).toContain(
      'equals',
    );
    await refused({ column: 'LAST_NAME', operator: 'equals', values: [] });
    await refused({ column: 'LAST_NAME', operator: 'contains', values: [''] });
  });

  it('keeps a comma or a quote of a value inside that value', async () => {
    const rows = async (values: readonly string[]) => {
      const { report } = await data(
        `query ($filters: [ReportFilter!]) {
           report(developerName: "Lead_List_Report", filters: $filters) { rowCount }
         }`,
        { filters: [{ column: 'LAST_NAME', operator: 'equals', values }] },
      );
      return report.rowCount;
    };
    const { report } = await data(
      '{ report(developerName: "Lead_List_Report", first: 5) { rows { cells { column label } } } }',
    );
    const names = report.rows.map(
      (row: any) => row.cells.find((cell: any) => cell.column === 'LAST_NAME').label,
    );
    expect(await rows([names[0], names[1]])).toBeGreaterThan(0);
    expect(await rows([`${names[0]},${names[1]}`])).toBe(0);
    expect(await rows([`x" OR "${names[0]}`, `",${names[0]},"`])).toBe(0);
  });

  it('runs once for a hundred visitors, and without details where none are selected', async () => {
    await running.forgetCalls();
    const query =
      '{ report(developerName: "Opportunities_by_Stage") { series { points { label value } } } }';
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_unused, index) =>
        running.askAsSite(query, undefined, index % 2 === 0 ? undefined : ['subscriber']),
      ),
    );
    for (const { body } of answers) {
      expect(body.errors).toBeUndefined();
      expect(body.data).toEqual(answers[0]?.body.data);
    }
    const { calls } = await running.calls();
    const runs = calls.filter(
      ({ method, path }) => method === 'POST' && path.includes('/analytics/'),
    );
    expect(runs).toHaveLength(1);
  });

  it('is denied where the policy does not open it, whether it exists or not', async () => {
    const ask = async (developerName: string) => {
      const { body } = await running.askAsSite(
        'query ($name: String) { report(developerName: $name) { name } }',
        { name: developerName },
      );
      return withoutPlace(body.errors[0]);
    };
    const denied = await ask('Lead_List_Report');
    expect(denied.extensions.code).toBe('FORBIDDEN');
    expect(await ask('No_Such_Report')).toEqual(denied);
    const { body } = await running.askAsSite('{ reports { developerName } dashboards { id } }');
    expect(body.data).toEqual({
      reports: [{ developerName: 'Opportunities_by_Stage' }],
      dashboards: [],
    });
    const byId = await data('{ reports { id developerName } }');
    const hidden = byId.reports.find((one: any) => one.developerName === 'Lead_List_Report');
    const { body: asked } = await running.askAsSite(
      'query ($id: ID) { report(id: $id) { name } }',
      {
        id: hidden.id,
      },
    );
    expect(withoutPlace(asked.errors[0])).toEqual(denied);
  });

  it('types the rows of the reports that the configuration names', async () => {
    const typed = await data(`{
      leadListReport(first: 3) {
        name
        columns { name }
        rows { lastName lastNameId leadSource leadSourceLabel company group cells { column value label } }
      }
    }`);
    const { rows } = typed.leadListReport;
    expect(rows).toHaveLength(3);
    for (const { cells, lastName, lastNameId, leadSource, leadSourceLabel, company } of rows) {
      const cell = (name: string) => cells.find((one: any) => one.column === name);
      expect(lastName).toBe(cell('LAST_NAME').label);
      expect(lastNameId).toMatch(/^00Q/);
      expect(leadSource).toBe(cell('LEAD_SOURCE').value);
      expect(leadSourceLabel).toBe(leadSource === null ? null : cell('LEAD_SOURCE').label);
      expect(company).not.toBeNull();
    }
    const { body } = await running.askAsSite('{ leadListReport { name } }');
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('answers dashboards with the runs of their components', async () => {
    const { dashboards } = await data('{ dashboards { id developerName } }');
    expect(dashboards.length).toBeGreaterThan(0);
    for (const { id } of dashboards) {
      const { dashboard } = await data(
        'query ($id: ID) { dashboard(id: $id) { name refreshedAt components { id title visualization problem report { totals { value } } } } }',
        { id },
      );
      const raw: any = await api.get(`/analytics/dashboards/${id}`);
      const results = new Map(
        raw.componentData.map((one: any) => [one.componentId, one.reportResult]),
      );
      expect(dashboard.components.length).toBe(raw.componentData.length);
      for (const component of dashboard.components) {
        const result: any = results.get(component.id);
        expect(component.report.totals.map((one: any) => one.value)).toEqual(
          result.factMap['T!T'].aggregates.map((one: any) => one.value),
        );
      }
    }
  });

  it('goes on by asynchronous runs, then by the last run with its time, when the hour is used up', async () => {
    const query =
      '{ report(developerName: "Cases_by_Status_and_Priority") { ranAt stale totals { value } } }';
    await running.control({ action: 'settings', set: { hourlySyncReportRuns: 0 } });
    const fresh = await data(query);
    expect(fresh.report.stale).toBe(false);
    const { calls } = await running.calls();
    expect(calls.some(({ path }) => path.endsWith('/instances'))).toBe(true);

    await running.control({ action: 'settings', set: { hourlyAsyncReportRuns: 0 } });
    const { body } = await running.ask('{ report(developerName: "Projects_by_Status") { name } }');
    expect(body.errors[0].extensions).toMatchObject({ code: 'API_LIMIT_REACHED' });
    expect(body.errors[0].extensions.retryAfter).toBeGreaterThan(0);
    await running.control({
      action: 'settings',
      set: { hourlySyncReportRuns: 500, hourlyAsyncReportRuns: 1200 },
    });
  });

  it('refuses a name that is none, both names, and a row count out of range', async () => {
    const code = async (args: string) => {
      const { body } = await running.ask(`{ report(${args}) { name } }`);
      return body.errors[0].extensions.code;
    };
    expect(await code('id: "x\\" OR 1"')).toBe('NOT_FOUND');
    expect(await code('first: 1')).toBe('BAD_USER_INPUT');
    expect(await code('id: "a", developerName: "b"')).toBe('BAD_USER_INPUT');
    expect(await code('developerName: "Lead_List_Report", first: 5000')).toBe('BAD_USER_INPUT');
    expect(await code('developerName: "../../../query?q=SELECT+Id+FROM+User"')).toBe('NOT_FOUND');
  });
});

function withoutPlace({ locations: _locations, ...error }: any) {
  return error;
}

function cellValues(row: any): unknown[] {
  return row.cells.map((cell: any) => cell.value);
}

function plain(value: any): unknown {
  return typeof value === 'object' && value !== null ? value.amount : value;
}

/** Rows stand under the deepest groups; within a matrix also across. */
function rowsInOrder({ factMap, groupingsDown, groupingsAcross }: any): unknown[][] {
  const keys = (groups: any[]): string[] =>
    groups.flatMap((group) => [group.key, ...keys(group.groupings)]);
  const down = [...keys(groupingsDown.groupings), 'T'];
  const across = [...keys(groupingsAcross.groupings), 'T'];
  return down.flatMap((d) =>
    across.flatMap((a) =>
      (factMap[`${d}!${a}`]?.rows ?? []).map((row: any) =>
        row.dataCells.map((cell: any) => plain(cell.value)),
      ),
    ),
  );
}

function expectSameGroups(ours: any[], theirs: any[], factMap: any): void {
  expect(ours.map((one) => [one.key, one.label])).toEqual(
    theirs.map((one) => [one.key, one.label]),
  );
  ours.forEach((group, index) => {
    const fact = factMap[`${group.key}!T`];
    expect(group.totals.map((one: any) => one.value)).toEqual(
      fact.aggregates.map((one: any) => one.value),
    );
    if (group.groupings !== undefined) {
      expectSameGroups(group.groupings, theirs[index].groupings, factMap);
    }
  });
}
