/** Carries a planned mutation out, one transaction after the other, and shapes what each write answers. */

import { AppError } from '../common/errors.ts';
import { actorOf } from '../auth/audit.ts';
import type {
  MutationPlan,
  MutationStep,
  TransactionPlan,
  WriteRoot,
} from '../plan/mutation-plan.ts';
import type { WriteVerb } from '../model/schema-bindings.ts';
import type { RequestContext } from './request-context.ts';
import { runTransaction } from './run-transaction.ts';
import { shapePayload } from './shape-payload.ts';
import { undoneWith } from './write-failure.ts';
import type { TransactionResult, WriteResult } from './write-result.ts';

/** Never rejects for what a client or Salesforce got wrong. */
export async function runMutation(
  plan: MutationPlan,
  context: RequestContext,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const step of plan.steps) results.push(...(await runStep(step, context)));
  return results;
}

// Private:

async function runStep(
  step: MutationStep,
  context: RequestContext,
): Promise<readonly WriteResult[]> {
  switch (step.kind) {
    case 'refused': {
      const { code, message, hint, details } = step.error;
      const error = new AppError(code, message, { hint, details });
      await auditRefusal(context, step.roots, step.at, error);
      return failedRoots(step.roots, step.at, error);
    }
    case 'transaction':
      return await runWrites(step.transaction, context);
  }
}

async function runWrites(
  transaction: TransactionPlan,
  context: RequestContext,
): Promise<readonly WriteResult[]> {
  const roots = transaction.writes.map(({ root }) => root);
  const result = await runTransaction(transaction, context);
  await auditWrites(context, transaction, result);
  if (result.kind === 'failed') return failedRoots(roots, result.at, result.error);
  return roots.map((root, index) => shapePayload(root, result, index, context));
}

function failedRoots(
  roots: readonly WriteRoot[],
  at: number,
  error: AppError,
): readonly WriteResult[] {
  return roots.map((root, index) => {
    // Of a write that may have been carried out nobody knows anything, and so of all that went with it.
    const isToBlame = index === at || error.code === 'WRITE_OUTCOME_UNKNOWN';
    const own = isToBlame ? error : undoneWith(error.code);
    return shapePayload(root, { kind: 'failed', at: index, error: own }, index, null);
  });
}

async function auditWrites(
  { write, viewer, org }: RequestContext,
  { writes }: TransactionPlan,
  result: TransactionResult,
): Promise<void> {
  for (const [index, { object, root, action }] of writes.entries()) {
    const known = action.verb === 'update' || action.verb === 'delete' ? action.id : '';
    const id = result.kind === 'done' ? (result.receipts[index]?.id ?? known) : known;
    await write.audit.record({
      actor: actorOf(viewer),
      action: root.verb satisfies WriteVerb,
      org: org.name,
      target: `${object} ${id}`.trim(),
      ...(result.kind === 'failed' ? { refusedBy: result.error } : {}),
    });
  }
}

async function auditRefusal(
  { write, viewer, org }: RequestContext,
  roots: readonly WriteRoot[],
  at: number,
  error: AppError,
): Promise<void> {
  const root = roots[at];
  if (root === undefined) return;
  await write.audit.record({
    actor: actorOf(viewer),
    action: root.verb,
    org: org.name,
    target: root.object,
    refusedBy: error,
  });
}
