/** GROUP BY, ROLLUP and CUBE over rows in memory: which rows make a group, and which keys a subtotal is without. */

import type { GroupByClause } from '@jetstreamapp/soql-parser-js';

export interface RowGroup<Row> {
  readonly members: readonly Row[];
  /** Keys that the group sums over. */
  readonly absent: ReadonlySet<string>;
}

/** @param keyOf what stands for a row's value of a key among those that are equal to it. */
export function groupRows<Row>(
  rows: readonly Row[],
  groupBy: GroupByClause | GroupByClause[] | undefined,
  keyOf: (row: Row, key: string) => unknown,
): readonly RowGroup<Row>[] {
  return groupingSets([groupBy ?? []].flat()).flatMap(({ keys, absent }) => {
    const groups = new Map<string, Row[]>();
    // A total over no rows is a row as well.
    if (keys.length === 0) groups.set('[]', []);
    for (const row of rows) {
      const key = JSON.stringify(keys.map((one) => keyOf(row, one)));
      const members = groups.get(key);
      if (members) members.push(row);
      else groups.set(key, [row]);
    }
    return [...groups.values()].map((members) => ({ members, absent }));
  });
}

/** An item of the select list or of an order, as a subtotal shows it. */
export function cellOf<Row>(
  { members, absent }: RowGroup<Row>,
  expression: string,
  evaluate: (members: readonly Row[], expression: string) => unknown,
): unknown {
  const marked = /^GROUPING\((.+)\)$/.exec(expression)?.[1];
  if (marked !== undefined) return absent.has(marked) ? 1 : 0;
  return absent.has(expression) ? null : evaluate(members, expression);
}

// Private:

interface GroupingSet {
  readonly keys: readonly string[];
  readonly absent: ReadonlySet<string>;
}

function groupingSets(clauses: readonly GroupByClause[]): readonly GroupingSet[] {
  const [first] = clauses;
  if (first !== undefined && 'fn' in first) {
    const all = (first.fn.parameters ?? []) as readonly string[];
    if (first.fn.functionName === 'ROLLUP') {
      return Array.from({ length: all.length + 1 }, (_, dropped) =>
        without(all, new Set(all.slice(all.length - dropped))),
      );
    }
    if (first.fn.functionName === 'CUBE') {
      return Array.from({ length: 2 ** all.length }, (_, mask) =>
        without(all, new Set(all.filter((_key, at) => (mask & (1 << at)) !== 0))),
      );
    }
  }
  const keys = clauses.map((one) => ('field' in one ? one.field : (one.fn.rawValue ?? '')));
  return [without(keys, new Set())];
}

function without(keys: readonly string[], absent: ReadonlySet<string>): GroupingSet {
  return { keys: keys.filter((key) => !absent.has(key)), absent };
}
