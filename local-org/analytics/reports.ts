/** `/analytics/reports`: list, run, describe, save, clone and delete. */
import { visibleObject } from '../data/access.ts';
import { isObject, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { queryRecords } from '../rest/rows-query.ts';
import {
  invalidClone,
  mayNotChangeReports,
  mayNotRunReports,
  noMetadata,
  noReportName,
  reportNotFound,
  reportOfDashboard,
} from './analytics-errors.ts';
import {
  allDashboards,
  findReport,
  freeDeveloperName,
  insertReport,
  markDeleted,
  noteViewed,
  updateReport,
} from './definition-store.ts';
import type { StoredReport } from './definition-store.ts';
import { describeReportJson } from './describe-report.ts';
import { metadataOf, overrideReport } from './report-overrides.ts';
import type { ReportDefinition } from './report-metadata.ts';
import { reportAttributes } from './report-json.ts';
import { prepareReport, runReport } from './run-report.ts';

/** Source: Analytics API limits. */
const MOST_LISTED = 200;

export function analyticsResources(call: DataCall): ApiResponse {
  return ok({
    dashboards: `${call.basePath}/analytics/dashboards`,
    reports: `${call.basePath}/analytics/reports`,
  });
}

/** Those the user viewed last, newest first. */
export function listReports(call: DataCall): ApiResponse {
  checkMayRun(call);
  const recent = queryRecords(
    call,
    `SELECT Id, Name FROM Report WHERE LastViewedDate != null ORDER BY LastViewedDate DESC, Id LIMIT ${MOST_LISTED}`,
  );
  return ok(
    recent.map((row) => {
      const url = `${call.basePath}/analytics/reports/${String(row['Id'])}`;
      return {
        describeUrl: `${url}/describe`,
        id: row['Id'],
        instancesUrl: `${url}/instances`,
        name: row['Name'],
        url,
      };
    }),
  );
}

export function describeReport(call: DataCall): ApiResponse {
  const report = requireReport(call);
  return ok(describeReportJson(call, report, report.definition));
}

/** GET runs the report as it is saved, POST with what the body changes. */
export function executeReport(call: DataCall): ApiResponse {
  const report = requireReport(call);
  const definition = overrideReport(report.definition, metadataOf(bodyOf(call)));
  const prepared = prepareReport(call.platform.org, call.session, definition);
  const { platform, session } = call;
  platform.reportRuns.countSync(platform.settings.hourlySyncReportRuns);
  const result = runReport(platform.org, session, report, prepared, includesDetails(call));
  noteViewed(platform.org, 'Report', report.id);
  return ok({ attributes: reportAttributes(call.basePath, report), ...result });
}

/** `POST ?cloneId=`, or a new report from the body alone. */
export function createReport(call: DataCall): ApiResponse {
  checkMayChange(call);
  const { org } = call.platform;
  const cloneId = call.request.query.get('cloneId');
  const metadata = metadataOf(bodyOf(call));
  const source = cloneId === null ? undefined : findReport(org, cloneId);
  if (cloneId !== null && source === undefined) throw invalidClone();
  if (metadata === null) throw noMetadata();
  const name = metadata['name'];
  if (typeof name !== 'string' || name.trim() === '') throw noReportName();
  const base = source?.definition ?? emptyReport(metadata);
  const definition = overrideReport(
    { ...base, name, developerName: freeDeveloperName(org, 'Report', name) },
    metadata,
  );
  prepareReport(org, call.session, definition);
  const folderId = typeof metadata['folderId'] === 'string' ? metadata['folderId'] : null;
  const report = insertReport(
    org,
    call.session,
    definition,
    folderId ?? source?.folderId ?? call.session.userId,
  );
  return ok(describeReportJson(call, report, report.definition));
}

/** Saves what the body changes. */
export function saveReport(call: DataCall): ApiResponse {
  checkMayChange(call);
  const report = requireReport(call);
  const metadata = metadataOf(bodyOf(call));
  if (metadata === null) throw noMetadata();
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : report.definition.name;
  const definition = { ...overrideReport(report.definition, metadata), name };
  prepareReport(call.platform.org, call.session, definition);
  const saved = { ...report, definition };
  updateReport(call.platform.org, saved);
  return ok(describeReportJson(call, saved, definition));
}

export function deleteReport(call: DataCall): ApiResponse {
  checkMayChange(call);
  const { org } = call.platform;
  const { id, definition } = requireReport(call);
  const isShown = allDashboards(org).some(({ components }) =>
    components.some(({ report }) => report === definition.developerName),
  );
  if (isShown) throw reportOfDashboard();
  markDeleted(org, 'Report', id);
  return noContent();
}

/** The SOQL behind the report with this id, for `/query?explain=`; null where there is no such report. */
export function statementOfReport(call: DataCall, id: string): string | null {
  const { org } = call.platform;
  const report = findReport(org, id);
  if (report === undefined) return null;
  checkMayRun(call);
  return prepareReport(org, call.session, report.definition).soql;
}

/** The report that the path names, for a user who may run reports. */
export function requireReport(call: DataCall): StoredReport {
  checkMayRun(call);
  const report = findReport(call.platform.org, call.params['report'] ?? '');
  if (report === undefined) throw reportNotFound();
  return report;
}

/** Run Reports, which portal users lack: they do not see the Report object. */
export function checkMayRun(call: DataCall): void {
  const report = visibleObject(call.session, call.platform.org.catalog, 'Report');
  if (report === undefined) throw mayNotRunReports();
}

export function checkMayChange(call: DataCall): void {
  checkMayRun(call);
  if (!call.session.access.writesAllData) throw mayNotChangeReports();
}

export const includesDetails = (call: DataCall): boolean =>
  call.request.query.get('includeDetails') === 'true';

export const bodyOf = (call: DataCall): unknown =>
  call.request.body.isEmpty ? undefined : call.request.body.json();

/** What a new report's body must name is checked when it is prepared. */
function emptyReport(metadata: Readonly<Record<string, unknown>>): ReportDefinition {
  const type = metadata['reportType'];
  const typeName = isObject(type) ? type['type'] : type;
  return {
    name: '',
    developerName: '',
    description: null,
    reportType: typeof typeName === 'string' ? typeName : '',
    reportFormat: 'TABULAR',
    detailColumns: [],
    aggregates: ['RowCount'],
    groupingsDown: [],
    groupingsAcross: [],
    reportFilters: [],
    reportBooleanFilter: null,
    standardDateFilter: {
      column: 'CREATED_DATE',
      durationValue: 'CUSTOM',
      endDate: null,
      startDate: null,
    },
    standardFilters: null,
    scope: 'organization',
    sortBy: [],
    chart: null,
    showGrandTotal: true,
    showSubtotals: true,
  };
}
