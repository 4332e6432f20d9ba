/** A report's metadata in the JSON of the Analytics API. Source: recorded runs of v47 (reportforce). */
import type { ReportDefinition } from './report-metadata.ts';
import type { StoredReport } from './definition-store.ts';
import type { ReportType } from './report-type.ts';
import { ROW_COUNT } from './aggregates.ts';

export function reportAttributes(basePath: string, report: StoredReport): object {
  const url = `${basePath}/analytics/reports/${report.id}`;
  return {
    describeUrl: `${url}/describe`,
    instancesUrl: `${url}/instances`,
    reportId: report.id,
    reportName: report.definition.name,
    type: 'Report',
  };
}

export function reportMetadata(
  report: StoredReport,
  type: ReportType,
  definition: ReportDefinition,
): object {
  const { supportsRoleHierarchy } = type.definition;
  return {
    aggregates: definition.aggregates,
    chart: definition.chart,
    crossFilters: [],
    currency: null,
    dashboardSetting: null,
    description: definition.description,
    detailColumns: definition.detailColumns,
    developerName: report.definition.developerName,
    division: null,
    folderId: report.folderId,
    groupingsAcross: definition.groupingsAcross,
    groupingsDown: definition.groupingsDown,
    hasDetailRows: true,
    hasRecordCount: definition.aggregates.includes(ROW_COUNT),
    historicalSnapshotDates: [],
    id: report.id,
    name: report.definition.name,
    presentationOptions: { hasStackedSummaries: true },
    reportBooleanFilter: definition.reportBooleanFilter,
    reportFilters: definition.reportFilters,
    reportFormat: definition.reportFormat,
    reportType: { label: type.definition.label, type: type.definition.type },
    // Recorded with report types that have a role hierarchy, absent without.
    ...(supportsRoleHierarchy ? { saveRoleHierarchy: false } : {}),
    scope: definition.scope,
    showGrandTotal: definition.showGrandTotal,
    showSubtotals: definition.showSubtotals,
    sortBy: definition.sortBy,
    standardDateFilter: definition.standardDateFilter,
    standardFilters: definition.standardFilters,
    supportsRoleHierarchy,
    userOrHierarchyFilterId: null,
  };
}
