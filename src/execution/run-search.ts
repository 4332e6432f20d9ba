/** Runs a planned search: SOSL and LIKE statements in one tick, then one list out of what they found. */

import type { SearchPlan, SearchTargetPlan } from '../plan/plan.ts';
import { compileSearch } from '../soql/compile.ts';
import { projectorOf } from './project-list.ts';
import type { RequestContext } from './request-context.ts';
import { idOf, type Row } from './rows.ts';
import { runList, type ListRows } from './run-list.ts';

type RunContext = Pick<RequestContext, 'statements' | 'cursors' | 'files'>;

/** @throws AppError as the statements do. */
export async function runSearch(
  plan: SearchPlan,
  context: RunContext,
): Promise<Record<string, unknown>> {
  const found =
    plan.sosl === null
      ? Promise.resolve([])
      : context.statements.search(compileSearch(plan.sosl)).then((page) => page.records);
  const answers = await Promise.all(
    plan.targets.map((target) => readTarget(target, found, context)),
  );
  const result: Record<string, unknown> = {};
  for (const field of plan.fields) {
    result[field.key] =
      field.kind === 'typename'
        ? field.name
        : takeInTurn(
            answers.map((answer) => answer[field.key] as readonly unknown[]),
            plan.size,
          );
  }
  return result;
}

// Private:

async function readTarget(
  { list, side }: SearchTargetPlan,
  found: Promise<readonly Row[]>,
  context: RunContext,
): Promise<Record<string, unknown>> {
  const rows =
    list.rows === null
      ? found.then((records) => records.filter((row) => row.attributes?.type === list.object))
      : undefined;
  const loaded = await runList(list, context.statements, rows);
  const { project } = projectorOf(list);
  const answer = project(recordsOf(loaded, side), null, {
    loaded,
    cursors: context.cursors,
    files: context.files,
  });
  // A search is answered as a connection, never bare.
  return answer as Record<string, unknown>;
}

/** A record that is gone, or hidden, by the time it is read was not found. */
function recordsOf(loaded: ListRows, side: number | null): readonly Row[] {
  if (side === null) return loaded.rows;
  const byId = loaded.sides[side]?.byId;
  return loaded.rows.map((row) => byId?.get(idOf(row) ?? '')).filter((row) => row !== undefined);
}

/** The best of each object, then the second best of each: no object pushes the others out. */
function takeInTurn(lists: readonly (readonly unknown[])[], size: number): readonly unknown[] {
  const taken: unknown[] = [];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let turn = 0; turn < longest; turn += 1) {
    for (const list of lists) if (turn < list.length) taken.push(list[turn]);
  }
  return taken.slice(0, size);
}
