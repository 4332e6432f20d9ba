/** Reads the shipped report types, reports and dashboards: one JSON file each. */
import { readdirSync, readFileSync } from 'node:fs';
import type {
  DashboardDefinition,
  Grouping,
  ReportDefinition,
  ReportFilter,
  ReportTypeDefinition,
  SortColumn,
} from './report-metadata.ts';

const FOLDER = new URL('./definitions/', import.meta.url);

/** A report file leaves out what every report has alike. */
type ReportFile = Pick<
  ReportDefinition,
  'name' | 'developerName' | 'reportType' | 'reportFormat' | 'detailColumns' | 'standardDateFilter'
> &
  Partial<
    Omit<ReportDefinition, 'groupingsDown' | 'groupingsAcross' | 'reportFilters' | 'sortBy'>
  > & {
    readonly groupingsDown?: readonly GroupingEntry[];
    readonly groupingsAcross?: readonly GroupingEntry[];
    readonly reportFilters?: readonly FilterEntry[];
    readonly sortBy?: readonly SortColumn[];
  };

type GroupingEntry = Pick<Grouping, 'name'> & Partial<Grouping>;
type FilterEntry = Pick<ReportFilter, 'column' | 'operator' | 'value'> & Partial<ReportFilter>;

/** In the order of their ids in the seed. */
export const SEEDED_REPORTS: readonly ReportDefinition[] =
  readFolder<ReportFile>('reports').map(completeReport);

export const SEEDED_DASHBOARDS: readonly DashboardDefinition[] =
  readFolder<DashboardDefinition>('dashboards');

export const REPORT_TYPES: ReadonlyMap<string, ReportTypeDefinition> = new Map(
  readFolder<ReportTypeDefinition>('report-types').map((type) => [type.type, type]),
);

function completeReport(file: ReportFile): ReportDefinition {
  return {
    description: null,
    aggregates: ['RowCount'],
    reportBooleanFilter: null,
    standardFilters: null,
    scope: 'organization',
    chart: null,
    showGrandTotal: true,
    showSubtotals: true,
    ...file,
    sortBy: file.sortBy ?? [],
    groupingsDown: (file.groupingsDown ?? []).map(completeGrouping),
    groupingsAcross: (file.groupingsAcross ?? []).map(completeGrouping),
    reportFilters: (file.reportFilters ?? []).map(completeFilter),
  };
}

const completeGrouping = (entry: GroupingEntry): Grouping => ({
  dateGranularity: 'None',
  sortAggregate: null,
  sortOrder: 'Asc',
  ...entry,
});

const completeFilter = (entry: FilterEntry): ReportFilter => ({
  filterType: 'fieldValue',
  isRunPageEditable: true,
  ...entry,
});

function readFolder<T>(name: string): readonly T[] {
  const folder = new URL(`${name}/`, FOLDER);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T);
}
