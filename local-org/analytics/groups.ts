/** The groups of a report in one direction: a tree whose root holds every row. */
import { compareOrder, groupValueOf } from './group-values.ts';
import type { GroupValue } from './group-values.ts';
import type { Grouping } from './report-metadata.ts';
import type { GroupJson } from './report-result.ts';
import type { ReportRow } from './report-rows.ts';
import type { ReportColumn } from './report-type.ts';

export interface GroupLevel {
  readonly column: ReportColumn;
  readonly grouping: Grouping;
}

export interface Group {
  readonly group: GroupValue;
  /** Part of the fact map's keys, e.g. `0_1`; `T` for the root. Given once the groups are in order. */
  key: string;
  readonly byValue: Map<unknown, Group>;
  /** In report order once the groups are in order. */
  children: Group[];
}

export const newRoot = (): Group => newGroup({ value: null, label: '', order: null });

const newGroup = (group: GroupValue): Group => ({
  group,
  key: 'T',
  byValue: new Map(),
  children: [],
});

/** Root, group, subgroup … of a row; groups not seen before are added. */
export function placeRow(
  root: Group,
  levels: readonly GroupLevel[],
  row: ReportRow,
  timeZone: string,
): readonly Group[] {
  const path = [root];
  let parent = root;
  for (const { column, grouping } of levels) {
    const entry = row[column.name] ?? { value: null, id: null };
    const group = groupValueOf(column, grouping.dateGranularity, entry, timeZone);
    let child = parent.byValue.get(group.value);
    if (child === undefined) {
      child = newGroup(group);
      parent.byValue.set(group.value, child);
      parent.children.push(child);
    }
    path.push(child);
    parent = child;
  }
  return path;
}

/**
 * Puts the groups in order and gives them their keys.
 * @param summaryOf the value of a level's `sortAggregate` for a group.
 */
export function orderGroups(
  root: Group,
  levels: readonly GroupLevel[],
  summaryOf: (group: Group, aggregate: string) => GroupValue['order'],
): void {
  const [level, ...deeper] = levels;
  if (level === undefined) return;
  const { sortAggregate, sortOrder } = level.grouping;
  const sign = sortOrder === 'Desc' ? -1 : 1;
  const byOwnOrder = (a: Group, b: Group) => compareOrder(a.group.order, b.group.order);
  root.children.sort((a, b) => {
    if (sortAggregate === null) return sign * byOwnOrder(a, b);
    const order = compareOrder(summaryOf(a, sortAggregate), summaryOf(b, sortAggregate));
    return order === 0 ? byOwnOrder(a, b) : sign * order;
  });
  for (const [index, child] of root.children.entries()) {
    child.key = root.key === 'T' ? String(index) : `${root.key}_${index}`;
    orderGroups(child, deeper, summaryOf);
  }
}

/** Every group below and with this one, parents first. */
export function allGroups(root: Group): readonly Group[] {
  return [root, ...root.children.flatMap(allGroups)];
}

export const groupJson = ({ children, key, group }: Group): GroupJson => ({
  groupings: children.map(groupJson),
  key,
  label: group.label,
  value: group.value,
});
