/** `/analytics/reports/{id}/describe`: the report, its columns, and all that its type offers. */
import type { DataCall } from '../platform.ts';
import { dayText } from '../soql/date-literals.ts';
import { extendedMetadata, typeColumnInfo } from './column-info.ts';
import type { ReportMoment } from './day-ranges.ts';
import { lastDay, literalRange } from './day-ranges.ts';
import type { StoredReport } from './definition-store.ts';
import { OPERATOR_LABELS, OPERATORS_OF_TYPE } from './filter-operators.ts';
import { reportAttributes, reportMetadata } from './report-json.ts';
import type { DateGranularity, ReportDefinition } from './report-metadata.ts';
import type { ReportType } from './report-type.ts';
import { prepareReport } from './run-report.ts';
import { DURATION_GROUPS } from './standard-date-filter.ts';

export function describeReportJson(
  call: DataCall,
  report: StoredReport,
  definition: ReportDefinition,
): object {
  const { org } = call.platform;
  const prepared = prepareReport(org, call.session, definition);
  const { type, aggregates, detailColumns, down, across } = prepared;
  const at: ReportMoment = { session: call.session, now: org.clock.now().getTime() };
  return {
    attributes: reportAttributes(call.basePath, report),
    reportExtendedMetadata: extendedMetadata(aggregates, detailColumns, [down, across]),
    reportMetadata: reportMetadata(report, type, prepared.definition),
    reportTypeMetadata: typeMetadata(type, at),
  };
}

/** Source: recorded describes (reportforce summary_metadata and sample_metadata). */
function typeMetadata(type: ReportType, at: ReportMoment): object {
  return {
    categories: type.categories.map(({ label, columns }) => ({
      columns: Object.fromEntries(columns.map((column) => [column.name, typeColumnInfo(column)])),
      label,
      labelSuffix: null,
    })),
    dataTypeFilterOperatorMap: Object.fromEntries(
      Object.entries(OPERATORS_OF_TYPE).map(([dataType, operators]) => [
        dataType,
        operators.map((name) => ({ label: OPERATOR_LABELS[name], name })),
      ]),
    ),
    dateGranularityInfos: Object.entries(GRANULARITY_LABELS).map(([value, label]) => ({
      label,
      value,
    })),
    divisionInfo: null,
    hasOuterJoin: false,
    isExternalObjectReport: false,
    isHistorical: false,
    objectRelationships: [],
    scopeInfo: scopeInfo(type),
    standardDateFilterDurationGroups: DURATION_GROUPS.map(({ label, durations }) => ({
      label,
      standardDateFilterDurations: Object.entries(durations).map(([value, name]) =>
        durationInfo(value, name, at),
      ),
    })),
    standardFilterInfos: standardFilterInfos(type),
    supportsJoinedFormat: false,
  };
}

const GRANULARITY_LABELS: Readonly<Record<Exclude<DateGranularity, 'None'>, string>> = {
  Day: 'Day',
  Week: 'Calendar Week',
  Month: 'Calendar Month',
  Quarter: 'Calendar Quarter',
  Year: 'Calendar Year',
  FiscalQuarter: 'Fiscal Quarter',
  FiscalYear: 'Fiscal Year',
  MonthInYear: 'Calendar Month in Year',
  DayInMonth: 'Calendar Day in Month',
};

const scopeInfo = ({ definition }: ReportType): object => ({
  defaultValue: 'organization',
  values: Object.entries(definition.scopes).map(([value, label]) => ({
    allowsDivision: false,
    label,
    value,
  })),
});

/** A duration set by hand begins today. */
function durationInfo(value: string, label: string, at: ReportMoment): object {
  const range = literalRange(value, at) ?? literalRange('TODAY', at);
  return {
    endDate: range === undefined ? null : lastDay(range),
    label,
    startDate: range === undefined ? null : dayText(range.start),
    value,
  };
}

function standardFilterInfos({ definition }: ReportType): object | null {
  if (definition.standardFilters === null) return null;
  return Object.fromEntries(
    Object.entries(definition.standardFilters).map(([name, { label, values }]) => [
      name,
      {
        filterValues: values.map((choice) => ({ label: choice.label, name: choice.name })),
        label,
        type: 'PICKLIST',
      },
    ]),
  );
}
