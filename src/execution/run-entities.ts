/** Runs planned entities: every object's statement in one tick, then each record to the places that asked for it. */

import type { EntitiesPlan, ListPlan } from '../plan/plan.ts';
import type { RequestContext } from './request-context.ts';
import { idOf, SIGNIFICANT_ID_CHARACTERS } from './rows.ts';
import { runList } from './run-list.ts';
import { compileConnection } from './shape-rows.ts';

type RunContext = Pick<RequestContext, 'statements' | 'cursors' | 'files'>;

/** Null where there is no such record, or none that the viewer may read. @throws AppError as the statements do. */
export async function runEntities(
  plan: EntitiesPlan,
  context: RunContext,
): Promise<readonly unknown[]> {
  const found = await Promise.all(plan.targets.map((target) => readRecords(target, context)));
  return plan.slots.map((slot) =>
    slot === null ? null : (found[slot.target]?.get(significant(slot.id)) ?? null),
  );
}

// Private:

async function readRecords(
  list: ListPlan,
  context: RunContext,
): Promise<ReadonlyMap<string, unknown>> {
  const loaded = await runList(list, context.statements);
  const project = compileConnection(list.shape);
  const { nodes } = project(loaded.rows, null, { ...context, loaded });
  const records = nodes as readonly unknown[];
  return new Map(
    loaded.rows.map((row, index) => [significant(idOf(row) ?? ''), records[index] ?? null]),
  );
}

/** An id of 15 characters names the same record as its form of 18. */
function significant(id: string): string {
  return id.slice(0, SIGNIFICANT_ID_CHARACTERS);
}
