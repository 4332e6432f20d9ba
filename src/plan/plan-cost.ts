/** What a plan can cost at most, before it runs: for the guard that refuses operations that are too expensive. */

import type { SelectColumn, SelectNode } from '../soql/nodes.ts';
import { MAX_AGGREGATE_ROWS } from '../soql/limits.ts';
import {
  listsOf,
  type ListPlan,
  type OperationPlan,
  type RouteStep,
  type SearchPlan,
  type SidePlan,
} from './plan.ts';

export interface PlanCost {
  /** Statements that will be sent, where each waiting side counts once. */
  readonly statements: number;
  /** Calls of Salesforce's API at most, five statements of the same moment in each. */
  readonly apiCalls: number;
  /** Rows that can come back, children included. */
  readonly rows: number;
  /** Values that can come back: rows times their fields. */
  readonly cells: number;
}

/** Statements that one `/composite` call takes. */
const STATEMENTS_PER_CALL = 5;

export function estimateCost(plan: OperationPlan): PlanCost {
  const lists = plan.roots.flatMap(listsOf);
  const searches = plan.roots.flatMap((root) =>
    root.kind === 'search' && root.search.sosl !== null ? [root.search.sosl] : [],
  );
  const waves = [...lists.map(wavesOf), ...searches.map(() => [1])];
  const depth = Math.max(0, ...waves.map((wave) => wave.length));
  let apiCalls = 0;
  for (let level = 0; level < depth; level += 1) {
    const together = waves.reduce((sum, wave) => sum + (wave[level] ?? 0), 0);
    apiCalls += Math.ceil(together / STATEMENTS_PER_CALL);
  }
  const sizes = [...lists.flatMap(statementSizes), ...searches.map(searchSize)];
  return {
    statements: sizes.length,
    apiCalls,
    rows: sizes.reduce((sum, size) => sum + size.rows, 0),
    cells: sizes.reduce((sum, size) => sum + size.cells, 0),
  };
}

// Private:

interface Size {
  readonly rows: number;
  readonly cells: number;
}

function searchSize({ returning }: NonNullable<SearchPlan['sosl']>): Size {
  return {
    rows: returning.reduce((sum, one) => sum + one.limit, 0),
    cells: returning.reduce((sum, one) => sum + one.limit * one.columns.length, 0),
  };
}

/** Statements by the moment they can start: at once, after the first answers, and so on. */
function wavesOf(list: ListPlan): readonly number[] {
  const starts = list.sides.map((side) => waveOf(list, side));
  if (list.rows !== null) starts.push(0);
  const length = Math.max(-1, ...starts) + 1;
  return Array.from({ length }, (_, wave) => starts.filter((start) => start === wave).length);
}

function waveOf(list: ListPlan, side: SidePlan): number {
  if (side.keys === null) return 0;
  const { source, route } = side.keys.at;
  const awaited = [source, ...route.map(guardSide)].filter((one) => typeof one === 'number');
  const waves = awaited.map((index) => {
    const origin = list.sides[index];
    return origin === undefined ? 0 : waveOf(list, origin);
  });
  return Math.max(0, ...waves) + 1;
}

function guardSide(step: RouteStep): number | null {
  return step.kind === 'parent' && step.guard?.kind === 'side' ? step.guard.side : null;
}

function statementSizes(list: ListPlan): readonly Size[] {
  // A search has no rows of its own: it brings a page of them.
  const parents = list.rows === null ? list.shape.page.size : sizeOf(list.rows, 1).rows;
  return [
    ...(list.rows === null ? [] : [sizeOf(list.rows, 1)]),
    ...list.sides.map((side) => sizeOf(side.select, 1, rowsOfSide(side, parents))),
  ];
}

/** A waiting side answers at most a row, or its groups, for each record it waits for. */
function rowsOfSide({ keys, collect }: SidePlan, parents: number): number {
  if (keys === null) return MAX_AGGREGATE_ROWS;
  return parents * (collect.kind === 'byColumn' ? (collect.groupsPerKey ?? 1) : 1);
}

/** @param outer rows that each bring a page of these. */
function sizeOf(select: SelectNode, outer: number, unlimited = MAX_AGGREGATE_ROWS): Size {
  const isFigure = select.columns.some(({ kind }) => kind === 'countAll');
  const rows = isFigure ? 1 : outer * (select.limit ?? unlimited);
  const children = select.columns.flatMap((column) =>
    column.kind === 'subquery' ? [sizeOf(column.select, rows)] : [],
  );
  const fields = select.columns.reduce((sum, column) => sum + fieldsOf(column), 0);
  return {
    rows: children.reduce((sum, child) => sum + child.rows, rows),
    cells: children.reduce((sum, child) => sum + child.cells, rows * fields),
  };
}

function fieldsOf(column: SelectColumn): number {
  switch (column.kind) {
    case 'field':
    case 'call':
    case 'countAll':
      return 1;
    case 'typeOf':
      return Math.max(...column.whens.map((when) => when.columns.length));
    case 'subquery':
      return 0;
  }
}
