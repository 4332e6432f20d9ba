/** `/analytics/reports/{id}/instances`: asynchronous runs, their state and their results. */
import { noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { reportNotFound } from './analytics-errors.ts';
import { noteViewed } from './definition-store.ts';
import { metadataOf, overrideReport } from './report-overrides.ts';
import type { ReportInstance } from './report-runs.ts';
import { bodyOf, includesDetails, requireReport } from './reports.ts';
import { prepareReport, runReport } from './run-report.ts';

/** The result is of the moment of the request; the answer does not wait for it. */
export function startInstance(call: DataCall): ApiResponse {
  const report = requireReport(call);
  const { org, reportRuns, settings } = call.platform;
  const definition = overrideReport(report.definition, metadataOf(bodyOf(call)));
  const prepared = prepareReport(org, call.session, definition);
  reportRuns.countAsync(settings.hourlyAsyncReportRuns);
  const hasDetailRows = includesDetails(call);
  const instance = reportRuns.addInstance({
    reportId: report.id,
    reportName: report.definition.name,
    ownerId: call.session.userId,
    requested: org.clock.now().getTime(),
    hasDetailRows,
    result: runReport(org, call.session, report, prepared, hasDetailRows),
  });
  noteViewed(org, 'Report', report.id);
  return ok({ ...instanceJson(call, instance), status: 'New', completionDate: null });
}

export function listInstances(call: DataCall): ApiResponse {
  const { id } = requireReport(call);
  return ok(ownInstances(call, id).map((instance) => instanceJson(call, instance)));
}

export function instanceResult(call: DataCall): ApiResponse {
  const instance = requireInstance(call);
  const { hasDetailRows: _hasDetailRows, url: _url, ...attributes } = instanceJson(call, instance);
  const { reportId, reportName } = instance;
  return ok({
    attributes: { ...attributes, reportId, reportName, type: 'ReportInstance' },
    ...instance.result,
  });
}

export function deleteInstance(call: DataCall): ApiResponse {
  const { id } = requireInstance(call);
  call.platform.reportRuns.removeInstance(id);
  return noContent();
}

function requireInstance(call: DataCall): ReportInstance {
  const { id } = requireReport(call);
  const instance = ownInstances(call, id).find((one) => one.id === call.params['instance']);
  if (instance === undefined) throw reportNotFound();
  return instance;
}

/** Nobody sees another user's results: they were computed with that user's access. */
function ownInstances(call: DataCall, reportId: string): readonly ReportInstance[] {
  return call.platform.reportRuns
    .instances()
    .filter((one) => one.reportId === reportId && one.ownerId === call.session.userId);
}

/** By the time anyone looks, a run is done. */
function instanceJson(call: DataCall, instance: ReportInstance) {
  const date = new Date(instance.requested).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    completionDate: date,
    hasDetailRows: instance.hasDetailRows,
    id: instance.id,
    ownerId: instance.ownerId,
    queryable: false,
    requestDate: date,
    status: 'Success',
    url: `${call.basePath}/analytics/reports/${instance.reportId}/instances/${instance.id}`,
  };
}
