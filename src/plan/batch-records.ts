/** Several records of one object, each asked for by its id, become one statement with all ids. */

import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SelectColumn, SelectNode } from '../soql/nodes.ts';
import type { ListPlan, RootPlan, SidePlan } from './plan.ts';

type RecordRoot = Extract<RootPlan, { kind: 'record' }>;

/** Rows with their children that Salesforce answers at once; more would come in pages, each a call. */
const MAX_ROWS_AT_ONCE = 2_000;

/** Joined are records that need the same but for their own columns: else one would load the children of another. */
export function batchRecords(roots: readonly RootPlan[]): readonly RootPlan[] {
  const batches = new Map<string, RecordRoot[]>();
  for (const root of roots) {
    if (root.kind !== 'record' || root.list.rows === null) continue;
    const key = needsOf(root.list, root.list.rows);
    batches.set(key, [...(batches.get(key) ?? []), root]);
  }
  const joined = new Map<RootPlan, RootPlan>();
  for (const batch of batches.values()) {
    if (batch.length < 2 || rowsOf(batch) > MAX_ROWS_AT_ONCE) continue;
    const ids = [...new Set(batch.map((root) => root.id))];
    const rows = joinStatements(batch, ids);
    for (const root of batch) joined.set(root, { ...root, list: joinedList(root.list, rows, ids) });
  }
  return roots.map((root) => joined.get(root) ?? root);
}

// Private:

/** Everything that a list asks for, but for plain columns and the ids. */
function needsOf({ object, sides }: ListPlan, rows: SelectNode): string {
  return JSON.stringify([
    object,
    rowPredicate(rows),
    rows.columns.filter((column) => column.kind !== 'field'),
    sides.map((side) => withIds(side, [])),
  ]);
}

/** The row predicate, which stands after the comparison with the id. */
function rowPredicate({ where }: SelectNode): Condition | null {
  return where?.kind === 'and' ? allOf(where.conditions.slice(1)) : null;
}

/** At most, children included. */
function rowsOf(batch: readonly RecordRoot[]): number {
  const [first] = batch;
  return first?.list.rows ? batch.length * rowsBelow(first.list.rows.columns) : 0;
}

function rowsBelow(columns: readonly SelectColumn[]): number {
  let rows = 1;
  for (const column of columns) {
    if (column.kind !== 'subquery') continue;
    rows += (column.select.limit ?? Infinity) * rowsBelow(column.select.columns);
  }
  return rows;
}

function joinStatements(batch: readonly RecordRoot[], ids: readonly string[]): SelectNode | null {
  const selects = batch.flatMap(({ list }) => (list.rows === null ? [] : [list.rows]));
  const [first] = selects;
  if (first === undefined) return null;
  const columns = new Map<string, SelectColumn>();
  for (const column of selects.flatMap((select) => select.columns)) {
    if (column.kind === 'field') columns.set(column.path.join('.'), column);
  }
  const isAmong: Condition = {
    kind: 'in',
    operand: fieldOperand('Id'),
    negated: false,
    values: ids.map((value) => ({ type: 'id', value })),
  };
  return {
    ...first,
    columns: [...columns.values(), ...first.columns.filter((column) => column.kind !== 'field')],
    where: allOf([isAmong, rowPredicate(first)]),
    limit: null,
  };
}

function joinedList(list: ListPlan, rows: SelectNode | null, ids: readonly string[]): ListPlan {
  const page = { ...list.shape.page, size: ids.length };
  const sides = list.sides.map((side) => withIds(side, ids));
  return { ...list, rows, sides, shape: { ...list.shape, page } };
}

function withIds(side: SidePlan, ids: readonly string[]): SidePlan {
  return side.keys?.ids === undefined ? side : { ...side, keys: { ...side.keys, ids } };
}
