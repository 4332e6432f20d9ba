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
export const SEEDED_REPORTS: readonly ReportDefinition[] = (
  readFolder('reports') as readonly ReportFile[]
).map(completeReport);

export const SEEDED_DASHBOARDS = readFolder('dashboards') as readonly DashboardDefinition[];

export const REPORT_TYPES: ReadonlyMap<string, ReportTypeDefinition> = new Map(
  (readFolder('report-types') as readonly ReportTypeDefinition[]).map((type) => [type.type, type]),
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

function completeGrouping(entry: GroupingEntry): Grouping {
  return { dateGranularity: 'None', sortAggregate: null, sortOrder: 'Asc', ...entry };
}

function completeFilter(entry: FilterEntry): ReportFilter {
  return { filterType: 'fieldValue', isRunPageEditable: true, ...entry };
}

/** The files are ours, and the tests run every one of them. */
function readFolder(name: string): readonly unknown[] {
  const folder = new URL(`${name}/`, FOLDER);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as unknown);
}
