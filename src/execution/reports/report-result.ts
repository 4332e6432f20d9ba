/** A report run → what the schema answers: rows, groups as a tree, totals, and series that a chart can draw. */

import type {
  ReportCell,
  ReportColumnInfo,
  ReportDefinition,
  ReportFact,
  ReportGroup,
  ReportRun,
} from '../../salesforce/report-answers.ts';

export interface ResultCell {
  readonly column: string;
  readonly label: string | null;
  /** Plain: a currency value is its amount. */
  readonly value: unknown;
}

export interface ResultRow {
  /** Key of the deepest group it belongs to; null in a tabular report. */
  readonly group: string | null;
  /** Key of the deepest group across; null where nothing is grouped across. */
  readonly groupAcross: string | null;
  readonly cells: readonly ResultCell[];
}

export interface ResultFigure {
  /** Such as `s!AMOUNT` or `RowCount`. */
  readonly name: string;
  readonly label: string;
  readonly value: number | null;
  /** As Salesforce shows it. */
  readonly formatted: string | null;
}

export interface ResultGroup {
  readonly key: string;
  readonly level: number;
  readonly column: string;
  readonly label: string;
  readonly value: unknown;
  readonly totals: readonly ResultFigure[];
  readonly rows: readonly ResultRow[];
  readonly groupings: readonly ResultGroup[];
}

/** Figures where a group down meets a group across; `T` stands for the total of all. */
export interface ResultIntersection {
  readonly down: string;
  readonly across: string;
  readonly totals: readonly ResultFigure[];
}

export interface ResultPoint {
  readonly key: string;
  readonly label: string;
  readonly value: number | null;
  readonly formatted: string | null;
}

/** One line or set of bars: a figure over the first groups down, of one group across where there are any. */
export interface ResultSeries {
  readonly figure: string;
  readonly label: string;
  readonly points: readonly ResultPoint[];
}

export interface ReportResult {
  readonly columns: readonly ReportColumnInfo[];
  readonly figures: readonly ReportColumnInfo[];
  readonly groupedBy: readonly ReportColumnInfo[];
  readonly groupedAcross: readonly ReportColumnInfo[];
  readonly rows: readonly ResultRow[];
  /** Rows of the whole report, as far as Salesforce returned them; null where it was asked for none. */
  readonly rowCount: number | null;
  readonly groupings: readonly ResultGroup[];
  readonly groupingsAcross: readonly ResultGroup[];
  readonly matrix: readonly ResultIntersection[];
  readonly totals: readonly ResultFigure[];
  readonly series: readonly ResultSeries[];
  readonly allData: boolean;
}

/** @param first most rows to return, over all groups in the report's order. */
export function resultOf(run: ReportRun, first: number): ReportResult {
  const { definition } = run;
  const all = rowsOf(run);
  const rows = all.slice(0, first);
  const tree = treeOf(run, rows);
  return {
    columns: definition.detailColumns,
    figures: definition.figures,
    groupedBy: definition.down,
    groupedAcross: definition.across,
    rows,
    rowCount: run.hasRows ? all.length : null,
    groupings: tree(run.down, definition.down, 'down'),
    groupingsAcross: tree(run.across, definition.across, 'across'),
    matrix: matrixOf(run),
    totals: figuresOf(definition, run.facts.get(factKey(TOTAL, TOTAL))),
    series: seriesOf(run),
    allData: run.allData,
  };
}

/** Currency cells hold `{amount, currency}`; everything else is plain already. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return 'amount' in value ? value.amount : value;
}

// Private:

const TOTAL = 'T';

const factKey = (down: string, across: string): string => `${down}!${across}`;

function keysOf(groups: readonly ReportGroup[]): readonly string[] {
  return groups.flatMap((group) => [group.key, ...keysOf(group.groupings)]);
}

/** Rows stand under the deepest groups; those come in the order of the tree, which is the report's. */
function rowsOf({ facts, down, across, definition }: ReportRun): readonly ResultRow[] {
  const downKeys = [...keysOf(down), TOTAL];
  const acrossKeys = [...keysOf(across), TOTAL];
  return downKeys.flatMap((downKey) =>
    acrossKeys.flatMap((acrossKey) =>
      (facts.get(factKey(downKey, acrossKey))?.rows ?? []).map((cells) => ({
        group: downKey === TOTAL ? null : downKey,
        groupAcross: acrossKey === TOTAL ? null : acrossKey,
        cells: cellsOf(definition, cells),
      })),
    ),
  );
}

function cellsOf({ detailColumns }: ReportDefinition, cells: readonly ReportCell[]): ResultCell[] {
  return detailColumns.map(({ name }, index) => ({
    column: name,
    label: cells[index]?.label ?? null,
    value: plainValue(cells[index]?.value ?? null),
  }));
}

function figuresOf(
  { figures }: ReportDefinition,
  fact: ReportFact | undefined,
): readonly ResultFigure[] {
  return figures.map(({ name, label }, index) => ({
    name,
    label,
    value: numberOf(fact?.aggregates[index]),
    formatted: fact?.aggregates[index]?.label ?? null,
  }));
}

function numberOf(cell: ReportCell | undefined): number | null {
  const value = plainValue(cell?.value);
  return typeof value === 'number' ? value : null;
}

type Axis = 'down' | 'across';

function treeOf({ facts, definition }: ReportRun, rows: readonly ResultRow[]) {
  const byGroup = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const known = byGroup.get(row.group ?? '');
    if (known === undefined) byGroup.set(row.group ?? '', [row]);
    else known.push(row);
  }
  const build = (
    groups: readonly ReportGroup[],
    columns: readonly ReportColumnInfo[],
    axis: Axis,
    level = 0,
  ): readonly ResultGroup[] =>
    groups.map(({ key, label, value, groupings }) => ({
      key,
      level,
      column: columns[level]?.name ?? '',
      label,
      value: plainValue(value),
      totals: figuresOf(
        definition,
        facts.get(axis === 'down' ? factKey(key, TOTAL) : factKey(TOTAL, key)),
      ),
      rows: axis === 'down' ? (byGroup.get(key) ?? []) : [],
      groupings: build(groupings, columns, axis, level + 1),
    }));
  return build;
}

function matrixOf({ facts, down, across, definition }: ReportRun): readonly ResultIntersection[] {
  if (across.length === 0) return [];
  return [...keysOf(down), TOTAL].flatMap((downKey) =>
    [...keysOf(across), TOTAL].flatMap((acrossKey) => {
      const fact = facts.get(factKey(downKey, acrossKey));
      if (fact === undefined) return [];
      return [{ down: downKey, across: acrossKey, totals: figuresOf(definition, fact) }];
    }),
  );
}

function seriesOf(run: ReportRun): readonly ResultSeries[] {
  const { definition, down, across } = run;
  if (down.length === 0) return [];
  const lines = across.length === 0 ? [null] : across;
  return definition.figures.flatMap((figure, index) =>
    lines.map((line) => ({
      figure: figure.name,
      label: line === null ? figure.label : `${figure.label}: ${line.label}`,
      points: down.map(({ key, label }) => {
        const cell = run.facts.get(factKey(key, line?.key ?? TOTAL))?.aggregates[index];
        return { key, label, value: numberOf(cell), formatted: cell?.label ?? null };
      }),
    })),
  );
}
