/** Runs the statements of one planned list: all that can start at once in one tick, then those that wait for ids. */

import { AppError } from '../common/errors.ts';
import type { ListPlan, RecordPlace, RouteStep, SideKeys, SidePlan } from '../plan/plan.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SelectColumn, SelectNode } from '../soql/nodes.ts';
import { readGroups } from './read-groups.ts';
import { satisfies } from './evaluate-condition.ts';
import { childPageOf, idOf, rowsAt, type RouteReader, type Row } from './rows.ts';
import { textOf } from './statement-text.ts';

/** What a side statement brought. */
export interface SideRows {
  /** Rows of the statement itself. */
  readonly rows: readonly Row[];
  readonly total: number;
  readonly byId: ReadonlyMap<string, Row>;
  readonly byColumn: ReadonlyMap<string, readonly Row[]>;
}

export interface ListRows {
  readonly rows: readonly Row[];
  readonly sides: readonly SideRows[];
  /** Children of a row, all pages of them; empty when there are none. */
  childrenOf(row: Row, relationship: string): readonly Row[];
}

/**
 * @param brought rows that another statement brings; without it the plan's own statement does.
 * @throws AppError as the statements do.
 */
export async function runList(
  plan: ListPlan,
  statements: StatementRunner,
  brought?: Promise<readonly Row[]>,
): Promise<ListRows> {
  const run = new ListRun(plan, statements, brought);
  return await run.finish();
}

/** Ids in one IN list: far below the statement limit, and few enough rows for an aggregate by parent. */
const IDS_PER_STATEMENT = 500;

class ListRun {
  readonly #statements: StatementRunner;
  readonly #rows: Promise<readonly Row[]>;
  readonly #sides: Promise<SideRows>[] = [];
  /** Child pages that Salesforce cut, with all their rows. */
  readonly #completed = new Map<QueryPage, readonly Row[]>();

  readonly #pageSize: number;

  constructor(plan: ListPlan, statements: StatementRunner, brought?: Promise<readonly Row[]>) {
    this.#pageSize = plan.shape.page.size;
    this.#statements = statements;
    this.#rows = brought === undefined ? this.#ownRows(plan) : this.#complete(brought, plan);
    for (const side of plan.sides) this.#sides.push(this.#runSide(side));
  }

  async #ownRows({ rows }: ListPlan): Promise<readonly Row[]> {
    return rows === null ? [] : await this.#select(rows);
  }

  async #complete(brought: Promise<readonly Row[]>, plan: ListPlan): Promise<readonly Row[]> {
    const rows = await brought;
    if (plan.rows !== null) await this.#completeChildren(rows, plan.rows.columns);
    return rows;
  }

  async finish(): Promise<ListRows> {
    const [rows, sides] = await settle([this.#rows, Promise.all(this.#sides)]);
    return { rows, sides, childrenOf: (row, relationship) => this.#childrenOf(row, relationship) };
  }

  async #runSide(side: SidePlan): Promise<SideRows> {
    if (side.collect.kind === 'total') {
      const page = await this.#statements.query(textOf(side.select));
      return { rows: [], total: page.totalSize, byId: new Map(), byColumn: new Map() };
    }
    return await this.#collect(side, await this.#sideRows(side));
  }

  async #sideRows({ select, keys, collect }: SidePlan): Promise<readonly Row[]> {
    if (keys === null) return await this.#select(select);
    const batches = await this.#idBatches(keys);
    const query = (ids: readonly string[], limit: number | null) =>
      this.#select({ ...select, where: allOf([isAmong(keys.column, ids), select.where]), limit });
    if (collect.kind === 'byColumn' && collect.groupsPerKey !== null) {
      return await readGroups({ batches, groupsPerKey: collect.groupsPerKey, query });
    }
    return (await Promise.all(batches.map((ids) => query(ids, select.limit)))).flat();
  }

  async #collect(side: SidePlan, rows: readonly Row[]): Promise<SideRows> {
    const byId = new Map<string, Row>();
    const byColumn = new Map<string, Row[]>();
    if (side.collect.kind === 'byId') {
      const found = rowsAt(rows, side.collect.route, await this.#readerOf(side.collect.route));
      for (const row of found) {
        const id = idOf(row);
        if (id !== null) byId.set(id, row);
      }
    }
    if (side.collect.kind === 'byColumn') {
      for (const row of rows) {
        const key = row[side.collect.column];
        if (typeof key !== 'string') continue;
        const group = byColumn.get(key);
        if (group === undefined) byColumn.set(key, [row]);
        else group.push(row);
      }
    }
    return { rows, total: rows.length, byId, byColumn };
  }

  /** None when there are no ids, for an empty IN would be no filter. */
  async #idBatches(keys: SideKeys): Promise<readonly (readonly string[])[]> {
    const ids = keys.ids ?? (await this.#idsAt(keys.at));
    const batches: (readonly string[])[] = [];
    for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
      batches.push(ids.slice(start, start + IDS_PER_STATEMENT));
    }
    return batches;
  }

  async #idsAt({ source, route }: RecordPlace): Promise<readonly string[]> {
    const found = rowsAt(await this.#rowsOf(source), route, await this.#readerOf(route));
    return [...new Set(found.map(idOf).filter((id) => id !== null))];
  }

  /** Waits for the statements that say which parents on the route may be seen. */
  async #readerOf(route: readonly RouteStep[]): Promise<RouteReader> {
    const seen = new Map<number, SideRows>();
    for (const step of route) {
      if (step.kind !== 'parent' || step.guard?.kind !== 'side') continue;
      seen.set(step.guard.side, await this.#side(step.guard.side));
    }
    return {
      childrenOf: (row, relationship) => this.#childrenOf(row, relationship),
      isSeen: (parent, guard) =>
        guard.kind === 'row'
          ? satisfies(parent, guard.condition)
          : seen.get(guard.side)?.byId.has(idOf(parent) ?? '') === true,
    };
  }

  async #rowsOf(source: 'rows' | number): Promise<readonly Row[]> {
    if (source === 'rows') {
      // The row beyond the page only tells that there is one: nothing is loaded for it.
      return (await this.#rows).slice(0, this.#pageSize);
    }
    return (await this.#side(source)).rows;
  }

  /** Sides are planned after those they read from, so the promise is there. */
  async #side(index: number): Promise<SideRows> {
    const side = this.#sides[index];
    if (side === undefined) throw new Error(`Side ${index} runs before it is started.`);
    return await side;
  }

  async #select(select: SelectNode): Promise<readonly Row[]> {
    const first = await this.#statements.query(textOf(select));
    const rows = await this.#readOn(first, select.limit);
    await this.#completeChildren(rows, select.columns);
    return rows;
  }

  /** Salesforce answers at most 2,000 rows at once; the rest comes by locator. */
  async #readOn(first: QueryPage, limit: number | null): Promise<readonly Row[]> {
    if (first.done) return first.records;
    const rows = [...first.records];
    let page = first;
    while (!page.done && page.nextRecordsUrl !== undefined && rows.length < (limit ?? Infinity)) {
      page = await this.#statements.queryMore(page.nextRecordsUrl);
      rows.push(...page.records);
    }
    return rows;
  }

  async #completeChildren(rows: readonly Row[], columns: readonly SelectColumn[]): Promise<void> {
    for (const column of columns) {
      if (column.kind !== 'subquery') continue;
      const { from, limit, columns: childColumns } = column.select;
      const pages = rows.map((row) => childPageOf(row, from)).filter((page) => page !== null);
      await Promise.all(
        pages
          .filter((page) => !page.done)
          .map(async (page) => this.#completed.set(page, await this.#readOn(page, limit))),
      );
      if (childColumns.some((child) => child.kind === 'subquery')) {
        await this.#completeChildren(
          pages.flatMap((page) => this.#recordsOf(page)),
          childColumns,
        );
      }
    }
  }

  #childrenOf(row: Row, relationship: string): readonly Row[] {
    const page = childPageOf(row, relationship);
    return page === null ? [] : this.#recordsOf(page);
  }

  #recordsOf(page: QueryPage): readonly Row[] {
    return this.#completed.get(page) ?? page.records;
  }
}

function isAmong(column: string, ids: readonly string[]): Condition {
  const values = ids.map((value) => ({ type: 'id', value }) as const);
  return { kind: 'in', operand: fieldOperand(column), negated: false, values };
}

/** Waits for both, so that a failure of one leaves no rejection of the other unhandled. */
async function settle<First, Second>(
  promises: readonly [Promise<First>, Promise<Second>],
): Promise<[First, Second]> {
  const [first, second] = await Promise.allSettled(promises);
  if (first.status === 'rejected') throw asError(first.reason);
  if (second.status === 'rejected') throw asError(second.reason);
  return [first.value, second.value];
}

function asError(reason: unknown): Error {
  return reason instanceof Error
    ? reason
    : new AppError('INTERNAL', 'A statement failed.', { hint: 'See the log.', cause: reason });
}
