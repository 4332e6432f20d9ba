/** Summaries of report columns: running totals while rows go by, values and labels at the end. */
import { invalidMetadata } from './analytics-errors.ts';
import { BLANK, formattedNumber, labelOfValue } from './cells.ts';
import type { Cell } from './report-result.ts';
import type { ReportRow } from './report-rows.ts';
import type { ReportColumn, ReportType } from './report-type.ts';

/** `s!` sum, `a!` average, `m!` smallest, `mx!` largest, `u!` number of different values. */
const KINDS = { s: 'Sum of', a: 'Average', m: 'Smallest', mx: 'Largest', u: 'Unique Count of' };

type AggregateKind = keyof typeof KINDS;

export const ROW_COUNT = 'RowCount';

/** A summary that a report asks for; without a column it is the record count. */
export interface Aggregate {
  readonly name: string;
  readonly kind: AggregateKind | typeof ROW_COUNT;
  readonly column: ReportColumn | null;
  readonly label: string;
  readonly dataType: string;
}

export function readAggregate(type: ReportType, name: string): Aggregate {
  if (name === ROW_COUNT) {
    return { name, kind: ROW_COUNT, column: null, label: 'Record Count', dataType: 'int' };
  }
  const [prefix = '', columnName = ''] = splitOnce(name);
  const column = type.column(columnName);
  if (!isKind(prefix) || column === undefined || !isSummable(column, prefix)) {
    throw invalidMetadata(`The aggregate ${name} is invalid.`);
  }
  return {
    name,
    kind: prefix,
    column,
    label: `${KINDS[prefix]} ${column.label}`,
    dataType: prefix === 'u' ? 'int' : column.dataType,
  };
}

const isKind = (text: string): text is AggregateKind => Object.hasOwn(KINDS, text);

const NUMERIC = new Set(['currency', 'double', 'int', 'long', 'percent']);
const DATED = new Set(['date', 'datetime']);

/** Numbers can be summed up, dates only compared, and anything counted. */
function isSummable({ field }: ReportColumn, kind: AggregateKind): boolean {
  if (kind === 'u') return true;
  return NUMERIC.has(field.type) || (DATED.has(field.type) && (kind === 'm' || kind === 'mx'));
}

function splitOnce(name: string): readonly string[] {
  const at = name.indexOf('!');
  return at === -1 ? [] : [name.slice(0, at), name.slice(at + 1)];
}

/** What one cell of the fact map has seen so far. */
export interface Totals {
  rows: number;
  /** In the order of the aggregates. */
  readonly columns: readonly ColumnTotals[];
}

interface ColumnTotals {
  /** Rows with a value: blank ones count neither for an average nor for the smallest. */
  count: number;
  sum: number;
  least: number | string | null;
  most: number | string | null;
  readonly different: Set<string>;
}

export const newTotals = (aggregates: readonly Aggregate[]): Totals => ({
  rows: 0,
  columns: aggregates.map(() => ({
    count: 0,
    sum: 0,
    least: null,
    most: null,
    different: new Set(),
  })),
});

export function addRow(totals: Totals, aggregates: readonly Aggregate[], row: ReportRow): void {
  totals.rows += 1;
  for (const [index, { column, kind }] of aggregates.entries()) {
    const seen = totals.columns[index];
    const entry = column === null ? undefined : row[column.name];
    if (seen === undefined || entry === undefined || entry.value === null) continue;
    const { value } = entry;
    seen.count += 1;
    if (kind === 'u') seen.different.add(entry.id ?? String(value));
    if (typeof value === 'boolean') continue;
    if (typeof value === 'number') seen.sum += value;
    if (seen.least === null || value < seen.least) seen.least = value;
    if (seen.most === null || value > seen.most) seen.most = value;
  }
}

/** Null where no row had a value to compare or average; the sum of nothing is 0. */
export function aggregateValue(
  aggregates: readonly Aggregate[],
  index: number,
  totals: Totals,
): number | string | null {
  const seen = totals.columns[index];
  const kind = aggregates[index]?.kind;
  if (seen === undefined || kind === undefined) return null;
  switch (kind) {
    case ROW_COUNT:
      return totals.rows;
    case 's':
      return seen.sum;
    case 'a':
      return seen.count === 0 ? null : seen.sum / seen.count;
    case 'm':
      return seen.least;
    case 'mx':
      return seen.most;
    case 'u':
      return seen.different.size;
  }
}

export function aggregateCell(
  aggregate: Aggregate,
  value: number | string | null,
  timeZone: string,
): Cell {
  if (value === null) return { label: BLANK, value };
  const { column, kind } = aggregate;
  if (column === null || kind === 'u') return { label: count(value), value };
  if (kind !== 'a' || column.field.type === 'currency') {
    return { label: labelOfValue(column, value, timeZone), value };
  }
  const scale = Math.max(AVERAGE_DECIMALS, column.field.scale);
  const shown = Number(value).toFixed(scale);
  const label =
    column.field.type === 'percent' ? `${shown}%` : formattedNumber(value, scale, timeZone);
  return { label, value };
}

const AVERAGE_DECIMALS = 2;

const count = (value: number | string): string => Number(value).toLocaleString('en-US');
