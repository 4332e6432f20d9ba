/** Reads the text of a filter's value and writes it as a SOQL condition. */
import { normalizeId } from '../data/record-ids.ts';
import { quote } from '../rest/rows-query.ts';
import type { DayRange } from '../soql/date-literals.ts';
import { invalidCondition, invalidFilterDate, invalidFilterId } from './analytics-errors.ts';
import { boundOf, dayRange, literalRange } from './day-ranges.ts';
import type { ReportMoment } from './day-ranges.ts';
import type { FilterOperator } from './filter-operators.ts';
import type { ReportColumn } from './report-type.ts';

/** Values between commas; double quotes keep a comma in its value. Empty for a blank filter. */
export function splitValues(text: string): readonly string[] {
  const parts = text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .map((part) => (/^".*"$/s.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part))
    .filter((part) => part !== '');
}

/** The condition that one value makes; several are joined by the caller. */
export function valueCondition(
  column: ReportColumn,
  operator: FilterOperator,
  value: string,
  at: ReportMoment,
): string {
  switch (column.field.type) {
    case 'date':
    case 'datetime':
      return dateCondition(column, operator, value, at);
    case 'boolean':
      return `${column.path} ${operator === 'equals' ? '=' : '!='} ${booleanOf(value)}`;
    case 'currency':
    case 'double':
    case 'int':
    case 'long':
    case 'percent':
      return `${column.path} ${comparison(operator)} ${numberOf(value)}`;
    case 'id':
    case 'reference':
      return idCondition(column, operator, value);
    case 'multipicklist':
      return multipicklistCondition(column, operator, value);
    default:
      return textCondition(column, operator, value);
  }
}

const COMPARISONS: Readonly<Partial<Record<FilterOperator, string>>> = {
  equals: '=',
  notEqual: '!=',
  lessThan: '<',
  greaterThan: '>',
  lessOrEqual: '<=',
  greaterOrEqual: '>=',
};

function comparison(operator: FilterOperator): string {
  const symbol = COMPARISONS[operator];
  if (symbol === undefined) throw invalidCondition(operator);
  return symbol;
}

function textCondition(column: ReportColumn, operator: FilterOperator, value: string): string {
  switch (operator) {
    case 'contains':
      return `${column.path} LIKE ${likePattern('%', value)}`;
    case 'notContain':
      return `(NOT ${column.path} LIKE ${likePattern('%', value)})`;
    case 'startsWith':
      return `${column.path} LIKE ${likePattern('', value)}`;
    default:
      return `${column.path} ${comparison(operator)} ${quote(value)}`;
  }
}

/** The value's own `%` and `_` are no wildcards. */
function likePattern(before: string, value: string): string {
  const literal = quote(value).slice(1, -1).replace(/[%_]/g, '\\$&');
  return `'${before}${literal}%'`;
}

function idCondition(column: ReportColumn, operator: FilterOperator, value: string): string {
  if (operator === 'startsWith') return `${column.path} LIKE ${likePattern('', value)}`;
  const id = normalizeId(value);
  if (id === undefined) throw invalidFilterId(value);
  return `${column.path} ${comparison(operator)} ${quote(id)}`;
}

function multipicklistCondition(
  column: ReportColumn,
  operator: FilterOperator,
  value: string,
): string {
  if (operator === 'includes') return `${column.path} INCLUDES (${quote(value)})`;
  if (operator === 'excludes') return `${column.path} EXCLUDES (${quote(value)})`;
  return `${column.path} ${comparison(operator)} ${quote(value)}`;
}

function dateCondition(
  column: ReportColumn,
  operator: FilterOperator,
  value: string,
  at: ReportMoment,
): string {
  const moment = momentOf(column, value);
  if (moment !== undefined) return `${column.path} ${comparison(operator)} ${moment}`;
  const range = dayRange(value) ?? literalRange(value, at);
  if (range === undefined) throw invalidFilterDate();
  return rangeCondition(column, operator, range, at);
}

/** A datetime column may be compared with an exact moment. */
function momentOf(column: ReportColumn, value: string): string | undefined {
  if (column.field.type !== 'datetime' || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
  const moment = Date.parse(value);
  if (Number.isNaN(moment)) throw invalidFilterDate();
  return new Date(moment).toISOString();
}

function rangeCondition(
  column: ReportColumn,
  operator: FilterOperator,
  range: DayRange,
  at: ReportMoment,
): string {
  const start = boundOf(column, range, 'start', at);
  const end = boundOf(column, range, 'end', at);
  const { path } = column;
  switch (operator) {
    case 'equals':
      return `(${path} >= ${start} AND ${path} < ${end})`;
    case 'notEqual':
      return `(${path} < ${start} OR ${path} >= ${end} OR ${path} = null)`;
    case 'lessThan':
      return `${path} < ${start}`;
    case 'lessOrEqual':
      return `${path} < ${end}`;
    case 'greaterThan':
      return `${path} >= ${end}`;
    case 'greaterOrEqual':
      return `${path} >= ${start}`;
    default:
      throw invalidCondition(operator);
  }
}

const booleanOf = (value: string): string =>
  /^(true|1|yes)$/i.test(value.trim()) ? 'true' : 'false';

/** `5000`, `$5,000.00` and `USD 5000` are the same number. */
function numberOf(value: string): string {
  const digits = value.replaceAll(/[\s,$%]|^[A-Z]{3}/g, '');
  if (!/^-?\d+(\.\d+)?$/.test(digits)) throw invalidCondition(value);
  return digits;
}
