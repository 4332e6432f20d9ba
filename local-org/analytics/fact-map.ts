/** The fact map: totals for every crossing of a row group and a column group, rows in the deepest ones. */
import { addRow, aggregateCell, aggregateValue, newTotals } from './aggregates.ts';
import type { Aggregate, Totals } from './aggregates.ts';
import { detailCell } from './cells.ts';
import { allGroups, newRoot, orderGroups, placeRow } from './groups.ts';
import type { Group, GroupLevel } from './groups.ts';
import type { Fact } from './report-result.ts';
import type { ReportRow } from './report-rows.ts';
import type { ReportColumn } from './report-type.ts';

/** Source: Analytics API limits: "the first 2,000 report rows". */
export const MOST_ROWS = 2_000;

export interface FactMapInput {
  /** In detail order. */
  readonly rows: readonly ReportRow[];
  readonly aggregates: readonly Aggregate[];
  readonly down: readonly GroupLevel[];
  readonly across: readonly GroupLevel[];
  readonly detailColumns: readonly ReportColumn[];
  readonly includeDetails: boolean;
  readonly timeZone: string;
}

export interface FactMap {
  readonly down: Group;
  readonly across: Group;
  /** By `<down key>!<across key>`, e.g. `0_1!T`. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** One crossing of a row group with a column group. */
interface Crossing {
  readonly totals: Totals;
  readonly rows: ReportRow[];
}

type Crossings = Map<Group, Map<Group, Crossing>>;

/** Crossings without a row are there too, as recorded: counts and sums of 0. */
export function computeFactMap(input: FactMapInput): FactMap {
  const down = newRoot();
  const across = newRoot();
  const crossings: Crossings = new Map();
  for (const row of input.rows) addToCrossings(input, crossings, down, across, row);
  const summaryOf = (column: Group, row: Group, name: string) => {
    const index = input.aggregates.findIndex((aggregate) => aggregate.name === name);
    const totals = crossings.get(row)?.get(column)?.totals;
    return totals === undefined ? null : aggregateValue(input.aggregates, index, totals);
  };
  orderGroups(down, input.down, (group, name) => summaryOf(across, group, name));
  orderGroups(across, input.across, (group, name) => summaryOf(group, down, name));
  return { down, across, facts: collectFacts(input, crossings, down, across) };
}

function addToCrossings(
  { aggregates, ...input }: FactMapInput,
  crossings: Crossings,
  down: Group,
  across: Group,
  row: ReportRow,
): void {
  const downPath = placeRow(down, input.down, row, input.timeZone);
  const acrossPath = placeRow(across, input.across, row, input.timeZone);
  for (const rowGroup of downPath) {
    for (const columnGroup of acrossPath) {
      const crossing = crossingOf(crossings, rowGroup, columnGroup, aggregates);
      addRow(crossing.totals, aggregates, row);
      const isDeepest = rowGroup === downPath.at(-1) && columnGroup === acrossPath.at(-1);
      if (isDeepest) crossing.rows.push(row);
    }
  }
}

function crossingOf(
  crossings: Crossings,
  rowGroup: Group,
  columnGroup: Group,
  aggregates: readonly Aggregate[],
): Crossing {
  const ofRow = crossings.get(rowGroup) ?? new Map<Group, Crossing>();
  crossings.set(rowGroup, ofRow);
  const crossing = ofRow.get(columnGroup) ?? { totals: newTotals(aggregates), rows: [] };
  ofRow.set(columnGroup, crossing);
  return crossing;
}

function collectFacts(
  input: FactMapInput,
  crossings: Crossings,
  down: Group,
  across: Group,
): Readonly<Record<string, Fact>> {
  const columnGroups = allGroups(across);
  let rowsLeft = MOST_ROWS;
  const facts: Record<string, Fact> = {};
  for (const rowGroup of allGroups(down)) {
    for (const columnGroup of columnGroups) {
      const crossing = crossings.get(rowGroup)?.get(columnGroup);
      const rows = crossing?.rows.slice(0, rowsLeft) ?? [];
      rowsLeft -= rows.length;
      const totals = crossing?.totals ?? newTotals(input.aggregates);
      facts[`${rowGroup.key}!${columnGroup.key}`] = factOf(input, totals, rows);
    }
  }
  return facts;
}

function factOf(
  { aggregates, detailColumns, includeDetails, timeZone }: FactMapInput,
  totals: Totals,
  rows: readonly ReportRow[],
): Fact {
  const cells = aggregates.map((aggregate, index) =>
    aggregateCell(aggregate, aggregateValue(aggregates, index, totals), timeZone),
  );
  if (!includeDetails) return { aggregates: cells };
  const dataCells = (row: ReportRow) =>
    detailColumns.map((column) =>
      detailCell(column, row[column.name] ?? { value: null, id: null }, timeZone),
    );
  return { aggregates: cells, rows: rows.map((row) => ({ dataCells: dataCells(row) })) };
}
