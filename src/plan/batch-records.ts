/** Several records of one object, each asked for by its id, become one statement with all ids. */

import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import { conditionText } from '../soql/compile.ts';
import type { Condition, SelectColumn, SelectNode } from '../soql/nodes.ts';
import type { RootPlan } from './plan.ts';

type RecordRoot = Extract<RootPlan, { kind: 'record' }>;

/** Only records without children or sides are joined: with them, one statement would load them for every record. */
export function batchRecords(roots: readonly RootPlan[]): readonly RootPlan[] {
  const batches = new Map<string, RecordRoot[]>();
  for (const root of roots) {
    if (root.kind !== 'record' || !isPlain(root)) continue;
    const key = JSON.stringify([root.list.object, restOf(root)]);
    batches.set(key, [...(batches.get(key) ?? []), root]);
  }
  const joined = new Map<RootPlan, RootPlan>();
  for (const batch of batches.values()) {
    if (batch.length < 2) continue;
    const rows = joinStatements(batch);
    for (const root of batch) joined.set(root, { ...root, list: { ...root.list, rows } });
  }
  return roots.map((root) => joined.get(root) ?? root);
}

// Private:

function isPlain({ list }: RecordRoot): boolean {
  const columns = list.rows?.columns ?? [];
  return (
    list.rows !== null &&
    list.sides.length === 0 &&
    columns.every((column) => column.kind === 'field')
  );
}

/** The row predicate, which stands after the comparison with the id. */
function rowPredicate(select: SelectNode): Condition | null {
  const { where } = select;
  return where?.kind === 'and' ? allOf(where.conditions.slice(1)) : null;
}

function restOf({ list }: RecordRoot): string {
  const predicate = list.rows === null ? null : rowPredicate(list.rows);
  return predicate === null ? '' : conditionText(predicate);
}

function joinStatements(batch: readonly RecordRoot[]): SelectNode | null {
  const selects = batch.flatMap(({ list }) => (list.rows === null ? [] : [list.rows]));
  const [first] = selects;
  if (first === undefined) return null;
  const columns = new Map<string, SelectColumn>();
  for (const column of selects.flatMap((select) => select.columns)) {
    if (column.kind === 'field') columns.set(column.path.join('.'), column);
  }
  const ids = [...new Set(batch.map((root) => root.id))];
  const isAmong: Condition = {
    kind: 'in',
    operand: fieldOperand('Id'),
    negated: false,
    values: ids.map((value) => ({ type: 'id', value })),
  };
  return {
    ...first,
    columns: [...columns.values()],
    where: allOf([isAmong, rowPredicate(first)]),
    limit: null,
  };
}
