/** Carries one transaction out, exactly once: retries what is safe to retry, and never claims what nobody knows. */

import { AppError } from '../common/errors.ts';
import type { TransactionPlan } from '../plan/mutation-plan.ts';
import { OutcomeUnknownError } from '../salesforce/outcome-unknown.ts';
import type { TransactionOutcome, TransactionPart } from '../salesforce/transaction.ts';
import { composeTransaction, type SentWrite } from './compose-transaction.ts';
import { FailedWrite, refuseHidden, TransactionFailures } from './transaction-failures.ts';
import { readBack, readRecords } from './read-written.ts';
import { keysOf, lookUpKey, type RequestKeys } from './request-keys.ts';
import type { RequestContext } from './request-context.ts';
import { resolveWrites } from './resolve-writes.ts';
import { outcomeUnknown } from './write-failure.ts';
import type { TransactionResult, WriteReceipt } from './write-result.ts';

/** Rejects for mistakes of ours only. */
export async function runTransaction(
  plan: TransactionPlan,
  context: RequestContext,
): Promise<TransactionResult> {
  return await new TransactionRun(plan, context).run();
}

/** Milliseconds before another attempt where Salesforce holds a lock; about as long as a transaction of its takes. */
const LOCK_WAITS: readonly number[] = [200, 500, 1_200];
/** Milliseconds before asking whether a create whose answer was lost was carried out. */
const LOST_ANSWER_WAIT = 500;
const LOST_ANSWERS = 2;

class TransactionRun {
  readonly #plan: TransactionPlan;
  readonly #context: RequestContext;
  readonly #keys: RequestKeys;
  readonly #failures: TransactionFailures;

  constructor(plan: TransactionPlan, context: RequestContext) {
    this.#plan = plan;
    this.#context = context;
    this.#keys = keysOf(plan, context);
    this.#failures = new TransactionFailures(plan, context);
  }

  async run(): Promise<TransactionResult> {
    const { ledger } = this.#context.write;
    const { ledgerKey, requestId } = this.#keys;
    try {
      refuseHidden(this.#plan);
      const entry = ledgerKey === null ? BEGUN : await ledger.begin(ledgerKey);
      if (entry.kind === 'open') return failed(0, outcomeUnknown(requestId));
      if (entry.kind === 'done') return await this.#repeated(entry.ids);
    } catch (error) {
      return failureOf(error);
    }
    return await this.#begun();
  }

  async #begun(): Promise<TransactionResult> {
    const { ledger, forget } = this.#context.write;
    const { ledgerKey, requestId } = this.#keys;
    const objects = this.#plan.writes.map(({ object }) => object);
    try {
      const result = await this.#carryOut();
      forget(objects);
      if (ledgerKey !== null) await ledger.done(ledgerKey, idsOf(result));
      return result;
    } catch (error) {
      if (error instanceof OutcomeUnknownError) {
        forget(objects);
        return failed(0, outcomeUnknown(requestId, error));
      }
      const result = failureOf(error);
      if (ledgerKey !== null) await ledger.failed(ledgerKey);
      return result;
    }
  }

  async #carryOut(isRepeated = false): Promise<TransactionResult> {
    const writes = await resolveWrites(this.#plan, this.#keys, this.#context.statements);
    const { parts, before } = composeTransaction(this.#plan, writes);
    for (const check of before) await this.#failures.refuseMissing(check);
    const sent = await this.#sendUnlocked(parts);
    if (sent.kind === 'found') return await this.#found([sent.id], true);
    if (sent.kind === 'done') return await this.#done(sent, writes);
    const taken = this.#failures.takenField(sent);
    if (taken !== null && taken === this.#keys.held?.field) {
      const id = await lookUpKey(this.#keys.held, this.#context.statements);
      if (id !== null) return await this.#found([id], false);
    }
    // Between looking the key up and writing, somebody else was faster: now there is a record to update.
    if (taken !== null && this.#failures.isUpsertKey(sent, taken) && !isRepeated) {
      return await this.#carryOut(true);
    }
    throw await this.#failures.explain(sent);
  }

  async #sendUnlocked(parts: readonly TransactionPart[]): Promise<SentOutcome> {
    for (const wait of LOCK_WAITS) {
      try {
        const outcome = await this.#send(parts);
        if (!isLocked(outcome)) return outcome;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'ROW_LOCKED') throw error;
      }
      await this.#context.write.pause(wait * (0.5 + Math.random()));
    }
    return await this.#send(parts);
  }

  /** An answer that is lost is no reason to write again, unless Salesforce itself refuses a second record. */
  async #send(parts: readonly TransactionPart[]): Promise<SentOutcome> {
    const { held } = this.#keys;
    const { transactions, pause } = this.#context.write;
    if (held === null) return await transactions.transact(parts);
    let lost: OutcomeUnknownError | null = null;
    for (let attempt = 0; attempt < LOST_ANSWERS; attempt += 1) {
      try {
        return await transactions.transact(parts);
      } catch (error) {
        if (!(error instanceof OutcomeUnknownError)) throw lost ?? error;
        lost = error;
      }
      await pause(LOST_ANSWER_WAIT);
      const id = await lookUpKey(held, this.#context.statements).catch(() => null);
      if (id !== null) return { kind: 'found', id };
    }
    throw lost ?? new Error('A write was not attempted.');
  }

  async #done(
    { answers }: Extract<TransactionOutcome, { kind: 'done' }>,
    writes: readonly SentWrite[],
  ): Promise<TransactionResult> {
    const receipts = writes.map((write, index) =>
      receiptOf(write, answers.get(`write${index}`)?.body, this.#keys.requestIds[index] ?? null),
    );
    const records = await readBack(this.#plan, answers, receipts, this.#context.statements);
    return { kind: 'done', receipts, records };
  }

  /** These records are there already: nothing is written, and the answer is what the first request would have got. */
  async #repeated(ids: readonly string[]): Promise<TransactionResult> {
    return await this.#found(ids, false);
  }

  async #found(ids: readonly string[], created: boolean): Promise<TransactionResult> {
    const time = new Date().toISOString();
    const receipts = ids.map((id, index) => ({
      id,
      time,
      created,
      requestId: this.#keys.requestIds[index] ?? null,
    }));
    const records = await readRecords(this.#plan, receipts, this.#context.statements);
    return { kind: 'done', receipts, records };
  }
}

// Private:

type SentOutcome = TransactionOutcome | { readonly kind: 'found'; readonly id: string };

const BEGUN = { kind: 'begun' } as const;

function isLocked(outcome: SentOutcome): boolean {
  return (
    outcome.kind === 'undone' &&
    outcome.reason.kind === 'refused' &&
    outcome.reason.error.errorCode === 'UNABLE_TO_LOCK_ROW'
  );
}

function receiptOf(write: SentWrite, body: unknown, requestId: string | null): WriteReceipt {
  const time = new Date().toISOString();
  const answer = (body ?? {}) as { readonly id?: unknown; readonly created?: unknown };
  if (write.verb === 'update' || write.verb === 'delete') {
    return { id: write.id, time, created: false, requestId: null };
  }
  const id = typeof answer.id === 'string' ? answer.id : '';
  return { id, time, created: write.verb === 'create' || answer.created === true, requestId };
}

function idsOf(result: TransactionResult): readonly string[] {
  return result.kind === 'done' ? result.receipts.map(({ id }) => id) : [];
}

function failureOf(error: unknown): TransactionResult {
  if (error instanceof FailedWrite) return failed(error.at, error.error);
  if (error instanceof AppError) return failed(0, error);
  throw error;
}

function failed(at: number, error: AppError): TransactionResult {
  return { kind: 'failed', at, error };
}
