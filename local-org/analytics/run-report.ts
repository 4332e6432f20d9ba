/** Runs a report for a user: definition in, groups, fact map and metadata out. */
import type { Session } from '../data/access.ts';
import type { LocalOrg } from '../org.ts';
import { readAggregate } from './aggregates.ts';
import type { Aggregate } from './aggregates.ts';
import { invalidMetadata, noColumns, tooManyColumns } from './analytics-errors.ts';
import { extendedMetadata } from './column-info.ts';
import type { ReportMoment } from './day-ranges.ts';
import type { StoredReport } from './definition-store.ts';
import { computeFactMap, MOST_ROWS } from './fact-map.ts';
import { groupJson } from './groups.ts';
import type { GroupLevel } from './groups.ts';
import { reportMetadata } from './report-json.ts';
import type { Grouping, ReportDefinition } from './report-metadata.ts';
import type { ReportResult } from './report-result.ts';
import { readRows } from './report-rows.ts';
import { reportStatement } from './report-statement.ts';
import { openReportType } from './report-type.ts';
import type { ReportColumn, ReportType } from './report-type.ts';
import { resolveDateFilter } from './standard-date-filter.ts';

/** A definition whose every name was found in the report type. */
export interface PreparedReport {
  readonly type: ReportType;
  /** With its dates as of now. */
  readonly definition: ReportDefinition;
  readonly detailColumns: readonly ReportColumn[];
  readonly aggregates: readonly Aggregate[];
  readonly down: readonly GroupLevel[];
  readonly across: readonly GroupLevel[];
  readonly soql: string;
}

/** Source: Analytics API limits. */
const MOST_COLUMNS = 100;
const MOST_LEVELS = { TABULAR: [0, 0], SUMMARY: [3, 0], MATRIX: [2, 2] } as const;

/** @throws BAD_REQUEST, with the API's text, for a definition that cannot be run. */
export function prepareReport(
  org: LocalOrg,
  session: Session,
  given: ReportDefinition,
): PreparedReport {
  const type = openReportType(org, session, given.reportType);
  const at: ReportMoment = { session, now: org.clock.now().getTime() };
  const definition = {
    ...given,
    standardDateFilter: resolveDateFilter(given.standardDateFilter, at),
  };
  const prepared = {
    type,
    definition,
    detailColumns: definition.detailColumns.map((name) => requireColumn(type, name)),
    aggregates: definition.aggregates.map((name) => readAggregate(type, name)),
    down: levelsOf(type, definition.groupingsDown),
    across: levelsOf(type, definition.groupingsAcross),
  };
  checkSize(prepared);
  const soql = reportStatement(org, type, definition, columnsOf(prepared), at);
  return { ...prepared, soql };
}

export function runReport(
  org: LocalOrg,
  session: Session,
  report: StoredReport,
  prepared: PreparedReport,
  includeDetails: boolean,
): ReportResult {
  const { type, definition, detailColumns, aggregates, down, across, soql } = prepared;
  const rows = readRows(org, session, soql, columnsOf(prepared));
  const { timeZone } = session;
  const map = computeFactMap({
    rows,
    aggregates,
    down,
    across,
    detailColumns,
    includeDetails,
    timeZone,
  });
  return {
    allData: rows.length <= MOST_ROWS,
    factMap: map.facts,
    groupingsAcross: { groupings: map.across.children.map(groupJson) },
    groupingsDown: { groupings: map.down.children.map(groupJson) },
    hasDetailRows: includeDetails,
    picklistColors: {},
    reportExtendedMetadata: extendedMetadata(aggregates, detailColumns, [down, across]),
    reportMetadata: reportMetadata(report, type, definition),
  };
}

type Columns = Pick<PreparedReport, 'detailColumns' | 'aggregates' | 'down' | 'across'>;

function columnsOf({ detailColumns, aggregates, down, across }: Columns): readonly ReportColumn[] {
  const all = [
    ...detailColumns,
    ...aggregates.flatMap(({ column }) => (column === null ? [] : [column])),
    ...[...down, ...across].map(({ column }) => column),
  ];
  return [...new Set(all)];
}

function checkSize({ definition, detailColumns, aggregates }: Columns & PreparedParts): void {
  if (detailColumns.length === 0) throw noColumns();
  if (detailColumns.length + aggregates.length > MOST_COLUMNS) throw tooManyColumns();
  const [down, across] = MOST_LEVELS[definition.reportFormat];
  const isWithin =
    definition.groupingsDown.length <= down && definition.groupingsAcross.length <= across;
  if (!isWithin) {
    throw invalidMetadata(
      `A ${definition.reportFormat} report can have no more than ${down} row groupings and ${across} column groupings.`,
    );
  }
}

type PreparedParts = Pick<PreparedReport, 'definition'>;

function levelsOf(type: ReportType, groupings: readonly Grouping[]): readonly GroupLevel[] {
  return groupings.map((grouping) => {
    const column = requireColumn(type, grouping.name);
    if (grouping.sortAggregate !== null) readAggregate(type, grouping.sortAggregate);
    return { column, grouping };
  });
}

function requireColumn(type: ReportType, name: string): ReportColumn {
  const column = type.column(name);
  if (column === undefined) throw invalidMetadata(`The column ${name} is invalid.`);
  return column;
}
