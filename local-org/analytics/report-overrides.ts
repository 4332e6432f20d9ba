/** What a request body changes about a report, checked piece by piece; nothing unknown gets through. */
import { isObject } from '../http/message.ts';
import { invalidMetadata, noMetadata, unsupportedFormat } from './analytics-errors.ts';
import { DATE_GRANULARITIES } from './report-metadata.ts';
import type {
  Grouping,
  ReportDefinition,
  ReportFilter,
  ReportFormat,
  SortColumn,
  StandardDateFilter,
} from './report-metadata.ts';

type Json = Readonly<Record<string, unknown>>;
type Changes = Partial<ReportDefinition>;

/** The `reportMetadata` of a body; an absent body changes nothing, one without metadata is an error. */
export function metadataOf(body: unknown): Json | null {
  if (body === undefined || body === null) return null;
  if (!isObject(body)) throw noMetadata();
  const metadata = body['reportMetadata'];
  if (metadata === undefined && Object.keys(body).length === 0) return null;
  if (!isObject(metadata)) throw noMetadata();
  return metadata;
}

/** The definition as a run sees it: the standard filters stay the saved ones, as the API's limits say. */
export function overrideReport(
  definition: ReportDefinition,
  metadata: Json | null,
): ReportDefinition {
  if (metadata === null) return definition;
  const changes = Object.entries(READERS).flatMap(([key, read]) => {
    const value = metadata[key];
    return value === undefined ? [] : [read(value, definition)];
  });
  return Object.assign({}, definition, ...changes) as ReportDefinition;
}

const READERS: Readonly<Record<string, (value: unknown, was: ReportDefinition) => Changes>> = {
  aggregates: (value) => ({ aggregates: textsOf(value, 'aggregates') }),
  detailColumns: (value) => ({ detailColumns: textsOf(value, 'detailColumns') }),
  groupingsAcross: (value) => ({
    groupingsAcross: listOf(value, 'groupingsAcross').map(readGrouping),
  }),
  groupingsDown: (value) => ({ groupingsDown: listOf(value, 'groupingsDown').map(readGrouping) }),
  reportFilters: (value, was) => ({
    reportFilters: listOf(value, 'reportFilters').map(readFilter),
    ...withoutOldLogic(was),
  }),
  // After the filters, which drop the logic that was saved with others.
  reportBooleanFilter: (value) => ({ reportBooleanFilter: textOrNull(value) }),
  reportFormat: (value) => ({ reportFormat: readFormat(value) }),
  scope: (value) => ({ scope: textOf(value, 'scope') }),
  showGrandTotal: (value) => ({ showGrandTotal: value === true }),
  showSubtotals: (value) => ({ showSubtotals: value === true }),
  sortBy: (value) => ({ sortBy: listOf(value, 'sortBy').map(readSort) }),
  standardDateFilter: (value, was) => ({
    standardDateFilter: readDateFilter(value, was.standardDateFilter),
  }),
};

/** Logic numbers the filters it was saved with; new filters without logic of their own are all to hold. */
const withoutOldLogic = (was: ReportDefinition): Changes =>
  was.reportBooleanFilter === null ? {} : { reportBooleanFilter: null };

function readFilter(entry: Json): ReportFilter {
  const filterType = entry['filterType'] ?? 'fieldValue';
  if (filterType !== 'fieldValue') {
    throw invalidMetadata('Only filters of the type fieldValue are supported.');
  }
  return {
    column: textOf(entry['column'], 'column'),
    filterType,
    isRunPageEditable: entry['isRunPageEditable'] !== false,
    operator: textOf(entry['operator'], 'operator'),
    value: valueText(entry['value']),
  };
}

/** A number or boolean is taken for its text; null is blank. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidMetadata('A filter value must be a string.');
}

function readGrouping(entry: Json): Grouping {
  const granularity = (textOrNull(entry['dateGranularity']) ?? 'None').toLowerCase();
  const dateGranularity = DATE_GRANULARITIES.find((name) => name.toLowerCase() === granularity);
  if (dateGranularity === undefined) {
    throw invalidMetadata(`The date granularity ${granularity} is invalid.`);
  }
  return {
    dateGranularity,
    name: textOf(entry['name'], 'name'),
    sortAggregate: textOrNull(entry['sortAggregate']),
    sortOrder: readOrder(entry['sortOrder']),
  };
}

const readSort = (entry: Json): SortColumn => ({
  sortColumn: textOf(entry['sortColumn'], 'sortColumn'),
  sortOrder: readOrder(entry['sortOrder']),
});

const readOrder = (value: unknown): 'Asc' | 'Desc' =>
  textOrNull(value)?.toLowerCase() === 'desc' ? 'Desc' : 'Asc';

function readFormat(value: unknown): ReportFormat {
  if (value === 'TABULAR' || value === 'SUMMARY' || value === 'MATRIX') return value;
  throw unsupportedFormat();
}

/** Bounds without a duration are set by hand. */
function readDateFilter(value: unknown, was: StandardDateFilter): StandardDateFilter {
  if (!isObject(value)) throw invalidMetadata('standardDateFilter must be an object.');
  const bounds = {
    startDate: textOrNull(value['startDate']),
    endDate: textOrNull(value['endDate']),
  };
  return {
    column: value['column'] === undefined ? was.column : textOf(value['column'], 'column'),
    durationValue: textOrNull(value['durationValue']) ?? 'CUSTOM',
    ...bounds,
  };
}

function listOf(value: unknown, key: string): readonly Json[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw invalidMetadata(`${key} must be a list of objects.`);
}

function textsOf(value: unknown, key: string): readonly string[] {
  const isTexts = Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (!isTexts) throw invalidMetadata(`${key} must be a list of strings.`);
  return value;
}

function textOf(value: unknown, key: string): string {
  if (typeof value !== 'string' || value === '') throw invalidMetadata(`${key} must be a string.`);
  return value;
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
