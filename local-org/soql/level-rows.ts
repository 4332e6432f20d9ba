/** Runs compiled levels: one statement for a page of rows, one more per level below it. */
import type { LocalOrg } from '../local-org.ts';
import type { SObjectRecord } from '../data/record-json.ts';
import { IdList } from './id-list.ts';
import { selectFrom } from './level.ts';
import type { ChildPlan, LevelPlan } from './level-plan.ts';
import type { ChildLists, ChildResult, Row } from './record-shape.ts';
import { concat, inList, sql, type Sql } from './sql.ts';

/** Opens a cursor for what a page leaves over and returns its nextRecordsUrl. */
export type CursorOpener = (plan: LevelPlan, ids: IdList, given: number) => string;

export interface Page {
  readonly records: readonly SObjectRecord[];
  /** Rows taken of those asked for; fewer when their children filled the page. */
  readonly taken: number;
}

/** The root's first rows, at most `limit`. */
export function firstRows(org: LocalOrg, plan: LevelPlan, limit: number): readonly Row[] {
  const most = Math.min(limit, plan.limit ?? limit);
  const ids = orderedIds(plan, most);
  // Parents and columns are looked up for the rows of the page only, not for all that are sorted.
  const page = rowsWhere(plan, concat(`${plan.alias}."Id" IN (`, ids, ')'));
  return rowsOf(org, concat(page, ' ORDER BY ', plan.order));
}

/** Ids of all rows of the root, in order; a cursor pages through them. */
export function allIds(org: LocalOrg, plan: LevelPlan): IdList {
  const ids = orderedIds(plan, plan.limit ?? -1);
  const [row] = rowsOf(org, concat("SELECT group_concat(id, '') FROM (", ids, ')'));
  return new IdList(String(row?.[0] ?? ''));
}

/** @param limit -1 for none. */
function orderedIds(plan: LevelPlan, limit: number): Sql {
  const ids = selectFrom(plan, sql(`${plan.alias}."Id" AS id`));
  return concat(ids, ' ORDER BY ', plan.order, sql(' LIMIT ? OFFSET ?', limit, plan.offset));
}

/** Whatever rows these are: the level's own conditions were theirs when they were found. */
const rowsWhere = (plan: LevelPlan, condition: Sql): Sql =>
  concat('SELECT ', plan.columns, ' FROM ', plan.from, ' WHERE ', condition);

/** The rows of these ids, in the ids' order. */
export function rowsOfIds(org: LocalOrg, plan: LevelPlan, ids: readonly string[]): readonly Row[] {
  const rows = rowsOf(org, rowsWhere(plan, inList(`${plan.alias}."Id"`, ids)));
  const byId = new Map(rows.map((row) => [String(row[0]), row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [row] : [];
  });
}

/**
 * Makes records of rows, children loaded. Children count towards the page: rows whose
 * children no longer fit are left for the next page, though never the first.
 */
export function toPage(
  org: LocalOrg,
  plan: LevelPlan,
  rows: readonly Row[],
  batchSize: number,
  openCursor: CursorOpener,
): Page {
  const lists = loadChildren(org, plan, rows, batchSize, openCursor);
  let taken = 0;
  let weight = 0;
  for (const row of rows) {
    weight += 1 + plan.children.reduce((sum, _, index) => sum + size(lists(index, row)), 0);
    if (taken > 0 && weight > batchSize && plan.children.length > 0) break;
    taken += 1;
  }
  return { records: toRecords(plan, rows.slice(0, taken), lists), taken };
}

function size(list: ChildResult | null): number {
  if (!list) return 0;
  return list.records.length;
}

function toRecords(plan: LevelPlan, rows: readonly Row[], lists: ChildLists): SObjectRecord[] {
  return rows.flatMap((row) => plan.shape.read(row, lists) ?? []);
}

function loadChildren(
  org: LocalOrg,
  plan: LevelPlan,
  rows: readonly Row[],
  batchSize: number,
  openCursor: CursorOpener,
): ChildLists {
  const ids = rows.map((row) => String(row[0]));
  const lists = plan.children.map((child) => loadChild(org, child, ids, batchSize, openCursor));
  return (index, row) => lists[index]?.get(String(row[0])) ?? null;
}

function loadChild(
  org: LocalOrg,
  child: ChildPlan,
  parentIds: readonly string[],
  batchSize: number,
  openCursor: CursorOpener,
): ReadonlyMap<string, ChildResult> {
  const rows = parentIds.length === 0 ? [] : childRows(org, child, parentIds);
  const groups = byParent(rows);
  const given = [...groups.values()].flatMap((group) => group.slice(0, batchSize));
  const lists = loadChildren(org, child, given, batchSize, openCursor);
  const results = new Map<string, ChildResult>();
  for (const [parentId, group] of groups) {
    const records = toRecords(child, group.slice(0, batchSize), lists);
    results.set(parentId, childResult(child, group, records, batchSize, openCursor));
  }
  return results;
}

/** Rows by the parent id that their last column holds. */
function byParent(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const parentId = String(row[row.length - 1]);
    const group = groups.get(parentId);
    if (group) group.push(row);
    else groups.set(parentId, [row]);
  }
  return groups;
}

function childResult(
  child: ChildPlan,
  group: readonly Row[],
  records: readonly SObjectRecord[],
  batchSize: number,
  openCursor: CursorOpener,
): ChildResult {
  const totalSize = group.length;
  if (totalSize <= batchSize) return { totalSize, done: true, records };
  const ids = new IdList(group.map((row) => String(row[0])).join(''));
  return {
    totalSize,
    done: false,
    nextRecordsUrl: openCursor(child, ids, batchSize),
    records,
  };
}

/** All children of all parents in one statement; the last column is the parent's id. */
function childRows(org: LocalOrg, child: ChildPlan, parentIds: readonly string[]): readonly Row[] {
  const columns = concat(child.columns, `, ${child.parentKey} AS "$parent"`);
  const ofParents = inList(child.parentKey, parentIds);
  if (child.limit === undefined && child.offset === 0) {
    return rowsOf(org, concat(selectFrom(child, columns, ofParents), ' ORDER BY ', child.order));
  }
  const numbered = concat(
    columns,
    `, row_number() OVER (PARTITION BY ${child.parentKey} ORDER BY `,
    child.order,
    ') AS "$place"',
  );
  const last = child.limit === undefined ? Number.MAX_SAFE_INTEGER : child.offset + child.limit;
  const rows = rowsOf(
    org,
    concat(
      'SELECT * FROM (',
      selectFrom(child, numbered, ofParents),
      sql(') WHERE "$place" > ? AND "$place" <= ? ORDER BY "$place"', child.offset, last),
    ),
  );
  return rows.map((row) => row.slice(0, -1));
}

/** One by one, where there may be more rows than memory should hold. */
export function eachRow(org: LocalOrg, statement: Sql): Iterable<Row> {
  return org.db
    .prepare(statement.text)
    .raw()
    .iterate([...statement.values]) as Iterable<Row>;
}

/** All rows of a compiled statement. */
export function rowsOf(org: LocalOrg, statement: Sql): readonly Row[] {
  return org.db
    .prepare(statement.text)
    .raw()
    .all([...statement.values]) as Row[];
}
