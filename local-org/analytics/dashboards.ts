/** `/analytics/dashboards`: list, describe, results, status, refresh, clone and delete. */
import { entityIsDeleted } from '../errors.ts';
import { isObject, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { openSession } from '../org.ts';
import type { DataCall } from '../platform.ts';
import { queryRecords } from '../rest/rows-query.ts';
import { invalidClone, invalidMetadata, reportNotFound } from './analytics-errors.ts';
import { componentIds, dashboardAttributes, dashboardMetadata } from './dashboard-json.ts';
import {
  findDashboard,
  findReport,
  freeDeveloperName,
  insertDashboard,
  isDeletedDashboard,
  markDeleted,
  noteViewed,
  reportIdOf,
} from './definition-store.ts';
import type { StoredDashboard } from './definition-store.ts';
import type { DashboardResult } from './report-runs.ts';
import type { ReportResult } from './report-result.ts';
import { bodyOf, checkMayChange, checkMayRun } from './reports.ts';
import { prepareReport, runReport } from './run-report.ts';

/** Source: Analytics API limits. */
const MOST_LISTED = 200;

export function listDashboards(call: DataCall): ApiResponse {
  checkMayRun(call);
  const recent = queryRecords(
    call,
    `SELECT Id, Title FROM Dashboard WHERE LastViewedDate != null ORDER BY LastViewedDate DESC, Id LIMIT ${MOST_LISTED}`,
  );
  return ok(
    recent.map((row) => {
      const url = `${call.basePath}/analytics/dashboards/${String(row['Id'])}`;
      return { id: row['Id'], name: row['Title'], statusUrl: `${url}/status`, url };
    }),
  );
}

export function describeDashboard(call: DataCall): ApiResponse {
  return ok(dashboardMetadata(call, requireDashboard(call)));
}

/** Data, status and metadata; the body may name `componentIds`. */
export function dashboardResults(call: DataCall): ApiResponse {
  const dashboard = requireDashboard(call);
  const wanted = wantedComponents(call);
  const results = resultsOf(call, dashboard);
  noteViewed(call.platform.org, 'Dashboard', dashboard.id);
  const componentData = componentIds(dashboard)
    .map((componentId, index) => ({
      componentId,
      reportResult: componentResult(results.reports[index] ?? null),
      status: componentStatus(results, index),
    }))
    .filter(({ componentId }) => wanted === null || wanted.includes(componentId));
  return ok({
    attributes: dashboardAttributes(call.basePath, dashboard),
    componentData,
    dashboardMetadata: dashboardMetadata(call, dashboard),
  });
}

export function dashboardStatus(call: DataCall): ApiResponse {
  const dashboard = requireDashboard(call);
  const results = resultsOf(call, dashboard);
  return ok({
    componentStatus: componentIds(dashboard).map((componentId) => ({
      componentId,
      refreshDate: refreshDate(results),
      refreshStatus: 'IDLE',
    })),
  });
}

export function refreshDashboard(call: DataCall): ApiResponse {
  const dashboard = requireDashboard(call);
  const { reportRuns, settings } = call.platform;
  reportRuns.countRefresh(settings.hourlyDashboardRefreshes);
  reportRuns.dashboards.set(dashboard.id, runDashboard(call, dashboard));
  return ok({ statusUrl: `${call.basePath}/analytics/dashboards/${dashboard.id}/status` });
}

/** `POST ?cloneId=` with `{name, folderId}`. */
export function cloneDashboard(call: DataCall): ApiResponse {
  checkMayChange(call);
  const { org } = call.platform;
  const source = findDashboard(org, call.request.query.get('cloneId') ?? '');
  if (source === undefined) throw invalidClone();
  const body = bodyOf(call);
  const name = isObject(body) && typeof body['name'] === 'string' ? body['name'] : '';
  const given = isObject(body) ? body['folderId'] : undefined;
  if (name.trim() === '') throw invalidMetadata("The dashboard name can't be null.");
  const definition = {
    ...source.definition,
    name,
    developerName: freeDeveloperName(org, 'Dashboard', name),
  };
  const folderId = typeof given === 'string' ? given : source.folderId;
  return ok(dashboardMetadata(call, insertDashboard(org, call.session, definition, folderId)));
}

export function deleteDashboard(call: DataCall): ApiResponse {
  checkMayChange(call);
  const { id } = requireDashboard(call);
  markDeleted(call.platform.org, 'Dashboard', id);
  return noContent();
}

function requireDashboard(call: DataCall): StoredDashboard {
  checkMayRun(call);
  const { org } = call.platform;
  const id = call.params['dashboard'] ?? '';
  const dashboard = findDashboard(org, id);
  if (dashboard !== undefined) return dashboard;
  throw isDeletedDashboard(org, id) ? entityIsDeleted() : reportNotFound();
}

function wantedComponents(call: DataCall): readonly unknown[] | null {
  const body = bodyOf(call);
  if (!isObject(body) || body['componentIds'] === undefined) return null;
  const ids = body['componentIds'];
  if (!Array.isArray(ids)) throw invalidMetadata('componentIds must be a list.');
  return ids as readonly unknown[];
}

/** As of the last refresh; a dashboard never looked at before is run now. */
function resultsOf(call: DataCall, dashboard: StoredDashboard): DashboardResult {
  const { dashboards } = call.platform.reportRuns;
  const results = dashboards.get(dashboard.id) ?? runDashboard(call, dashboard);
  dashboards.set(dashboard.id, results);
  return results;
}

/** With the running user's access, whoever looks. */
function runDashboard(call: DataCall, { id, definition }: StoredDashboard): DashboardResult {
  const { org } = call.platform;
  const row = org.db.prepare('SELECT "RunningUserId" FROM "Dashboard" WHERE "Id" = ?').get(id) as
    { RunningUserId: string } | undefined;
  const session = openSession(org, row?.RunningUserId ?? '', call.version);
  if (session === undefined) {
    throw invalidMetadata(
      'The running user for this dashboard is inactive. Your system administrator should select an active user for this dashboard.',
    );
  }
  const reports = definition.components.map(({ report: developerName, visualizationType }) => {
    const report = findReport(org, reportIdOf(org, developerName) ?? '');
    if (report === undefined) return null;
    const prepared = prepareReport(org, session, report.definition);
    return runReport(org, session, report, prepared, visualizationType.endsWith('Table'));
  });
  return { refreshed: org.clock.now().getTime(), reports };
}

const componentResult = (result: ReportResult | null): object | null =>
  result === null ? null : { attributes: null, ...result };

function componentStatus(results: DashboardResult, index: number): object {
  const result = results.reports[index] ?? null;
  const failure = result === null ? 'The source report of this component is unavailable.' : null;
  return {
    dataStatus:
      result === null ? 'ERROR' : Object.keys(result.factMap).length > 0 ? 'DATA' : 'NODATA',
    errorCode: failure === null ? null : 'REPORT_UNAVAILABLE',
    errorMessage: failure,
    errorSeverity: failure === null ? null : 'Error',
    refreshDate: refreshDate(results),
    refreshStatus: 'IDLE',
  };
}

const refreshDate = ({ refreshed }: DashboardResult): string =>
  new Date(refreshed).toISOString().replace('Z', '+0000');
