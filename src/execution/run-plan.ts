/** Runs a planned operation: every root's statements start in the same tick, so that they share API calls. */

import { AppError, type ErrorCode } from '../common/errors.ts';
import type { ListPlan, OperationPlan, RootPlan } from '../plan/plan.ts';
import type { RequestContext } from './request-context.ts';
import { runList } from './run-list.ts';
import { compileConnection } from './shape-rows.ts';

/** The answer of one root field: a value, or the failure that stands in its place. */
export type RootResult =
  | { readonly key: string; readonly ok: true; readonly value: unknown }
  | { readonly key: string; readonly ok: false; readonly error: Error };

export async function runPlan(
  plan: OperationPlan,
  context: Pick<RequestContext, 'statements' | 'cursors'>,
): Promise<readonly RootResult[]> {
  return await Promise.all(
    plan.roots.map(async (root): Promise<RootResult> => {
      try {
        return { key: root.key, ok: true, value: await runRoot(root, context) };
      } catch (error) {
        return { key: root.key, ok: false, error: asError(error) };
      }
    }),
  );
}

// Private:

async function runRoot(
  root: RootPlan,
  context: Pick<RequestContext, 'statements' | 'cursors'>,
): Promise<unknown> {
  switch (root.kind) {
    case 'list':
      return await readList(root.list, context);
    case 'record': {
      const connection = await readList(root.list, context);
      const [record] = connection['nodes'] as readonly unknown[];
      return record ?? null;
    }
    case 'null':
      return null;
    case 'refused': {
      const { code, message, hint } = root.error;
      throw new AppError(code satisfies ErrorCode, message, { hint });
    }
  }
}

async function readList(
  list: ListPlan,
  context: Pick<RequestContext, 'statements' | 'cursors'>,
): Promise<Record<string, unknown>> {
  const project = compileConnection(list.shape);
  const loaded = await runList(list, context.statements);
  return project(loaded.rows, null, { loaded, cursors: context.cursors });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
