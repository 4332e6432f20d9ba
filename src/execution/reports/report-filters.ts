/** Filters that a request adds to a report: checked against the report's metadata, never in place of its own. */

import { AppError } from '../../common/errors.ts';
import type { ReportColumnInfo, ReportDefinition } from '../../salesforce/report-answers.ts';
import type { ReportOverride } from '../../salesforce/reports-api.ts';

export interface AddedFilter {
  readonly column: string;
  /** Salesforce's word for it: `equals`, `lessOrEqual`, … */
  readonly operator: string;
  /** A row passes with any of them. */
  readonly values: readonly string[];
}

/** @see Analytics REST API guide, "Limits" */
const MOST_ADDED = 20;

/**
 * Only columns that the report shows can be filtered: a hidden one could be found out by filtering.
 * @returns null where nothing is added. @throws AppError BAD_USER_INPUT
 */
export function overrideWith(
  definition: ReportDefinition,
  added: readonly AddedFilter[],
): ReportOverride | null {
  if (added.length === 0) return null;
  if (added.length > MOST_ADDED) {
    throw refused(`${added.length} filters are too many.`, `Add at most ${MOST_ADDED}.`);
  }
  const filters = added.map((filter) => checkedFilter(definition, filter));
  return {
    reportFilters: [...definition.filters, ...filters],
    reportBooleanFilter: logicWith(definition, filters.length),
  };
}

// Private:

function checkedFilter(definition: ReportDefinition, filter: AddedFilter) {
  const column = shownColumn(definition, filter.column);
  const operators = [...(definition.operators.get(column.dataType) ?? [])];
  if (!operators.includes(filter.operator)) {
    throw refused(
      `The column ${column.name} (${column.dataType}) cannot be filtered by ${filter.operator}.`,
      `Use one of ${operators.join(', ')}.`,
    );
  }
  return {
    column: column.name,
    operator: filter.operator,
    value: filterValueText(filter),
    filterType: 'fieldValue',
    isRunPageEditable: true,
  };
}

function shownColumn(definition: ReportDefinition, name: string): ReportColumnInfo {
  const shown = [...definition.detailColumns, ...definition.down, ...definition.across];
  const column = shown.find((one) => one.name === name);
  if (column?.filterable === true) return column;
  const names = shown.filter(({ filterable }) => filterable).map((one) => one.name);
  throw refused(
    `The report shows no column ${JSON.stringify(name)} that can be filtered.`,
    `Use one of ${names.join(', ')}.`,
  );
}

/**
 * The one place where a value becomes text of a report filter, in which a comma separates alternatives and double
 * quotes keep one together.
 */
function filterValueText({ column, operator, values }: AddedFilter): string {
  if (values.length === 0) {
    throw refused(
      `The filter on ${column} has no value.`,
      'Give at least one, or drop the filter.',
    );
  }
  const takesBlank = operator === 'equals' || operator === 'notEqual';
  if (!takesBlank && values.includes('')) {
    throw refused(
      `The filter on ${column} has an empty value.`,
      'Only equals and notEqual can look for blank values.',
    );
  }
  return values.map(quoted).join(',');
}

function quoted(value: string): string {
  return /[",]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The report's own logic stays as it is, and every added filter must hold too. */
function logicWith({ filters, filterLogic }: ReportDefinition, added: number): string | null {
  if (filterLogic === null) return null;
  const numbers = Array.from({ length: added }, (_, index) => filters.length + index + 1);
  return [`(${filterLogic})`, ...numbers].join(' AND ');
}

function refused(message: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', message, { hint });
}
