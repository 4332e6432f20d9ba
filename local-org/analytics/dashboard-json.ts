/** A dashboard's metadata in the JSON of the Analytics API. Source: its guide, "Get Dashboard Metadata". */
import { withChecksum } from '../data/record-ids.ts';
import type { DataCall } from '../platform.ts';
import { reportIdOf, findReport } from './definition-store.ts';
import type { StoredDashboard } from './definition-store.ts';
import type { DashboardComponentDefinition, ReportDefinition } from './report-metadata.ts';

const COMPONENT_PREFIX = '01a';
const MOST_FILTER_OPTIONS = 50;

/** The components' ids follow from the dashboard's, so that they stay the same while the org runs. */
export function componentIds({ id, definition }: StoredDashboard): readonly string[] {
  return definition.components.map((_component, index) =>
    withChecksum(
      `${COMPONENT_PREFIX}${id.slice(3, 6)}${id.slice(8, 15)}${String(index).padStart(2, '0')}`,
    ),
  );
}

export function dashboardAttributes(basePath: string, { id, definition }: StoredDashboard): object {
  const url = `${basePath}/analytics/dashboards/${id}`;
  return {
    dashboardId: id,
    dashboardName: definition.name,
    describeUrl: `${url}/describe`,
    statusUrl: `${url}/status`,
    type: 'Dashboard',
  };
}

export function dashboardMetadata(call: DataCall, dashboard: StoredDashboard): object {
  const { id, definition, folderId } = dashboard;
  return {
    attributes: dashboardAttributes(call.basePath, dashboard),
    canChangeRunningUser: false,
    canUseStickyFilter: false,
    chartTheme: 'light',
    colorPalette: 'wildflowers',
    components: componentIds(dashboard).map((componentId, index) =>
      componentJson(call, componentId, index, definition.components[index]),
    ),
    dashboardType: 'SpecifiedUser',
    description: definition.description,
    developerName: definition.developerName,
    filters: [],
    folderId,
    id,
    layout: { columns: definition.columns.map((components) => ({ components })) },
    maxFilterOptions: MOST_FILTER_OPTIONS,
    name: definition.name,
    runningUser: runningUser(call, id),
  };
}

function componentJson(
  call: DataCall,
  id: string,
  index: number,
  component: DashboardComponentDefinition | undefined,
): object {
  if (component === undefined) throw new Error(`the dashboard has no component ${index}`);
  const reportId = reportIdOf(call.platform.org, component.report);
  const report = findReport(call.platform.org, reportId ?? '');
  return {
    componentData: index,
    footer: component.footer,
    header: component.header,
    id,
    properties: componentProperties(component, report?.definition),
    reportId,
    title: component.title,
    type: 'Report',
  };
}

/** Columns are chosen from the report: its first groupings and its first summary. */
function componentProperties(
  { visualizationType }: DashboardComponentDefinition,
  report: ReportDefinition | undefined,
): object {
  const groupings = [...(report?.groupingsDown ?? []), ...(report?.groupingsAcross ?? [])];
  const [first] = groupings;
  return {
    aggregates: (report?.aggregates ?? []).slice(0, 1).map((name) => ({ name })),
    autoSelectColumns: true,
    filterColumns: [],
    groupings: first === undefined ? null : groupings.slice(0, 2).map(({ name }) => ({ name })),
    maxRows: null,
    sort: first === undefined ? null : { column: first.name, sortOrder: 'asc' },
    useReportChart: false,
    visualizationProperties: { legendPosition: 'Bottom', showValues: true },
    visualizationType,
  };
}

function runningUser(call: DataCall, dashboardId: string): object {
  const row = call.platform.org.db
    .prepare(
      `SELECT u."Id" AS id, u."Name" AS name FROM "Dashboard" d
         JOIN "User" u ON u."Id" = d."RunningUserId" WHERE d."Id" = ?`,
    )
    .get(dashboardId) as { id: string; name: string } | undefined;
  return { displayName: row?.name ?? '', id: row?.id ?? '' };
}
