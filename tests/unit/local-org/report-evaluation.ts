/** Report results worked out a second time from query rows, by reading them over and over. */
import type { LocalOrgClient } from './local-org-client.ts';

export interface GroupingJson {
  readonly key: string;
  readonly label: string;
  readonly value: string | null;
  readonly groupings: readonly GroupingJson[];
}

interface Cell {
  readonly label: string;
  readonly value: unknown;
}

export interface ReportJson {
  readonly allData: boolean;
  readonly hasDetailRows: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly factMap: Readonly<
    Record<
      string,
      { readonly aggregates: readonly Cell[]; readonly rows?: readonly { dataCells: Cell[] }[] }
    >
  >;
  readonly groupingsDown: { readonly groupings: readonly GroupingJson[] };
  readonly groupingsAcross: { readonly groupings: readonly GroupingJson[] };
  readonly reportMetadata: Readonly<Record<string, unknown>>;
}

export type Row = Readonly<Record<string, unknown>>;

/** What a report should show: how a row falls into groups, and what each group's summaries are. */
export interface Expectation {
  readonly rows: readonly Row[];
  /** The value of the group that a row is in, level by level. */
  readonly down?: readonly ((row: Row) => unknown)[];
  readonly across?: readonly ((row: Row) => unknown)[];
  readonly aggregates: readonly ((rows: readonly Row[]) => number | null)[];
}

/** Every crossing of the fact map against the rows that belong to it. */
export function expectFacts(report: ReportJson, expected: Expectation): void {
  const down = groupPaths(report.groupingsDown.groupings);
  const across = groupPaths(report.groupingsAcross.groupings);
  const keys = [...down.keys()].flatMap((d) => [...across.keys()].map((a) => `${d}!${a}`));
  expect(Object.keys(report.factMap).sort()).toEqual(keys.sort());
  const inDown = rowsByPath(expected.rows, expected.down);
  const inAcross = rowsByPath(expected.rows, expected.across);
  expect(sorted(down.values())).toEqual([...inDown.keys()].sort());
  expect(sorted(across.values())).toEqual([...inAcross.keys()].sort());
  for (const [key, fact] of Object.entries(report.factMap)) {
    const [downKey = '', acrossKey = ''] = key.split('!');
    const downPath = down.get(downKey) ?? [];
    const acrossPath = across.get(acrossKey) ?? [];
    const columnRows = inAcross.get(JSON.stringify(acrossPath)) ?? new Set();
    const rows = [...(inDown.get(JSON.stringify(downPath)) ?? [])].filter((row) =>
      columnRows.has(row),
    );
    const wanted = expected.aggregates.map((aggregate) => aggregate(rows));
    fact.aggregates.forEach(({ value }, index) => {
      const one = wanted[index] ?? null;
      if (one === null) expect([key, value]).toEqual([key, null]);
      else expect(Math.abs(Number(value) - one)).toBeLessThan(0.001);
    });
    expect(fact.aggregates).toHaveLength(wanted.length);
    if (!report.hasDetailRows) expect(fact.rows).toBeUndefined();
    else if (report.allData) {
      const isDeepest =
        downPath.length === (expected.down ?? []).length &&
        acrossPath.length === (expected.across ?? []).length;
      expect([key, fact.rows?.length]).toEqual([key, isDeepest ? rows.length : 0]);
    }
  }
}

export const rowCount = (rows: readonly Row[]): number => rows.length;

export const numbersOf = (rows: readonly Row[], field: string): readonly number[] =>
  rows.flatMap((row) => (typeof row[field] === 'number' ? [row[field]] : []));

export const sum =
  (field: string) =>
  (rows: readonly Row[]): number =>
    numbersOf(rows, field).reduce((total, value) => total + value, 0);

export const average =
  (field: string) =>
  (rows: readonly Row[]): number | null =>
    numbersOf(rows, field).length === 0 ? null : sum(field)(rows) / numbersOf(rows, field).length;

export const largest =
  (field: string) =>
  (rows: readonly Row[]): number | null =>
    numbersOf(rows, field).length === 0 ? null : Math.max(...numbersOf(rows, field));

export const smallest =
  (field: string) =>
  (rows: readonly Row[]): number | null =>
    numbersOf(rows, field).length === 0 ? null : Math.min(...numbersOf(rows, field));

/** Every record of a statement, without attributes. */
export async function allRows(local: LocalOrgClient, soql: string): Promise<readonly Row[]> {
  interface Page {
    readonly records: readonly Row[];
    readonly nextRecordsUrl?: string;
  }
  const rows: Row[] = [];
  let url: string | undefined = `/query?q=${encodeURIComponent(soql)}`;
  while (url !== undefined) {
    const page: Page = (await local.api('GET', url)).json;
    rows.push(...page.records);
    url = page.nextRecordsUrl;
  }
  return rows;
}

/** From the keys of groups to the values that lead to them; `T` is the empty path. */
function groupPaths(groupings: readonly GroupingJson[]): Map<string, readonly unknown[]> {
  const paths = new Map<string, readonly unknown[]>([['T', []]]);
  const walk = (groups: readonly GroupingJson[], path: readonly unknown[]): void => {
    for (const group of groups) {
      paths.set(group.key, [...path, group.value]);
      walk(group.groupings, [...path, group.value]);
    }
  };
  walk(groupings, []);
  return paths;
}

/** The rows under every path of group values, the empty path included. */
function rowsByPath(rows: readonly Row[], levels: Expectation['down'] = []): Map<string, Set<Row>> {
  const found = new Map<string, Set<Row>>([['[]', new Set(rows)]]);
  for (const row of rows) {
    const values = levels.map((level) => level(row));
    for (let depth = 1; depth <= values.length; depth++) {
      const path = JSON.stringify(values.slice(0, depth));
      found.set(path, (found.get(path) ?? new Set()).add(row));
    }
  }
  return found;
}

const sorted = (paths: Iterable<readonly unknown[]>): readonly string[] =>
  Array.from(paths, (path) => JSON.stringify(path)).sort();
