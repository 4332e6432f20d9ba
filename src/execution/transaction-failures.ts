/** Why a transaction was undone, in terms of its writes: which one is to blame, and what the client can change. */

import type { AppError } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import type { TransactionPlan, VisibilityCheck, WritePlan } from '../plan/mutation-plan.ts';
import { BARE_FRAME, SelectBuilder } from '../plan/select-builder.ts';
import { shortId, unreadableReference } from '../plan/visibility-checks.ts';
import { accessTo } from '../policy/object-access.ts';
import { apiErrorFrom } from '../salesforce/api-error.ts';
import type { PartError, TransactionOutcome } from '../salesforce/transaction.ts';
import { compileSelect } from '../soql/compile.ts';
import { allOf } from '../soql/condition-builders.ts';
import { areRecords, roleOf } from './compose-transaction.ts';
import type { RequestContext } from './request-context.ts';
import {
  changedMeanwhile,
  isDuplicate,
  leavesView,
  matchesOf,
  recordNotFound,
  takenField,
  writeRefused,
} from './write-failure.ts';

/** Nothing was written, because of this write. */
export class FailedWrite extends Error {
  override readonly name = 'FailedWrite';
  readonly at: number;
  readonly error: AppError;

  constructor(at: number, error: AppError) {
    super(error.message, { cause: error });
    this.at = at;
    this.error = error;
  }
}

export type Undone = Extract<TransactionOutcome, { kind: 'undone' }>;

/** @throws FailedWrite where a wanted record cannot be one that the viewer reads, so that nothing need be asked. */
export function refuseHidden({ checks, writes }: TransactionPlan): void {
  const [wanted] = checks.find(({ select }) => select === null)?.wanted ?? [];
  if (wanted !== undefined) throw missing(wanted, writes);
}

export class TransactionFailures {
  readonly #plan: TransactionPlan;
  readonly #context: RequestContext;

  constructor(plan: TransactionPlan, context: RequestContext) {
    this.#plan = plan;
    this.#context = context;
  }

  /** @throws FailedWrite for the first wanted record that the viewer may not read. */
  async refuseMissing(check: VisibilityCheck): Promise<void> {
    const error = await this.#missingOf(check);
    if (error !== null) throw error;
  }

  /** API name of the unique field whose value another record has; null where something else is wrong. */
  takenField({ reason }: Undone): string | null {
    return reason.kind === 'refused' ? takenField(reason.error) : null;
  }

  isUpsertKey({ at }: Undone, field: string): boolean {
    const role = roleOf(at);
    const action = role.kind === 'write' ? this.#plan.writes[role.index]?.action : undefined;
    return action?.verb === 'upsert' && action.key.field === field;
  }

  async explain({ at, reason }: Undone): Promise<FailedWrite> {
    const role = roleOf(at);
    switch (role.kind) {
      case 'check':
        return await this.#explainCheck(role.index, reason);
      case 'unmodified':
        return await this.#explainUnmodified(role.index, reason);
      case 'write':
        return await this.#explainWrite(role.index, reason);
      case 'reread': {
        const first = this.#plan.rereads[role.index]?.writes[0] ?? 0;
        const error =
          reason.kind === 'refused' ? apiError(reason) : leavesView(this.#writeAt(first));
        return new FailedWrite(first, error);
      }
      case 'unknown':
        throw new Error(`Salesforce blames a part that was not sent: ${at}`);
    }
  }

  async #explainCheck(index: number, reason: Undone['reason']): Promise<FailedWrite> {
    const check = this.#plan.checks[index];
    const [first] = check?.wanted ?? [];
    if (check === undefined || first === undefined) throw new Error(`There is no check ${index}.`);
    if (reason.kind === 'refused') return new FailedWrite(first.write, apiError(reason));
    const failure = check.wanted.length === 1 ? null : await this.#missingOf(check);
    return failure ?? missing(first, this.#plan.writes);
  }

  /** Too few rows say that the record changed or that it is not there; only another look tells which. */
  async #explainUnmodified(index: number, reason: Undone['reason']): Promise<FailedWrite> {
    const write = this.#writeAt(index);
    if (reason.kind === 'refused') return new FailedWrite(index, apiError(reason));
    const { action } = write;
    const id = action.verb === 'update' || action.verb === 'delete' ? action.id : '';
    const found = await this.#readable(write.object, [id]);
    return new FailedWrite(
      index,
      found.length > 0 ? changedMeanwhile(write) : recordNotFound(write),
    );
  }

  async #explainWrite(index: number, reason: Undone['reason']): Promise<FailedWrite> {
    const write = this.#writeAt(index);
    if (reason.kind !== 'refused') throw new Error(`Write ${index} refers to nothing.`);
    const { error } = reason;
    const matches = isDuplicate(error) ? await this.#readableMatches(error) : [];
    const object = this.#context.model.objects.get(write.object);
    return new FailedWrite(index, writeRefused(write, object, reason, matches));
  }

  async #missingOf({ select, object, wanted }: VisibilityCheck): Promise<FailedWrite | null> {
    const page =
      select === null ? null : await this.#context.statements.query(compileSelect(select));
    const found = new Set(page?.records.map(({ Id }) => shortId(String(Id))));
    const lost = wanted.find(({ id }) => !found.has(shortId(id)));
    if (lost === undefined) return null;
    return missing(lost, this.#plan.writes, object);
  }

  /** A match that the viewer may not read stays unnamed; that none can be looked up hides none of the refusal. */
  async #readableMatches(error: PartError): Promise<readonly string[]> {
    const byObject = new Map<ObjectModel, string[]>();
    for (const id of matchesOf(error)) {
      const object = [...this.#context.model.objects.values()].find(
        ({ keyPrefix }) => keyPrefix !== null && id.startsWith(keyPrefix),
      );
      if (object !== undefined) byObject.set(object, [...(byObject.get(object) ?? []), id]);
    }
    const lists = await Promise.all(
      [...byObject].map(([object, ids]) => this.#readable(object.name, ids).catch(() => [])),
    );
    return lists.flat();
  }

  async #readable(object: string, ids: readonly string[]): Promise<readonly string[]> {
    const access = accessTo(this.#context.policy, this.#context.viewer, object);
    if (access === null || access.rows.kind === 'none') return [];
    const rows = access.rows.kind === 'where' ? access.rows.condition : null;
    const among = areRecords(ids.map((value) => ({ type: 'id', value }) as const));
    const where = allOf([among, rows]);
    const select = new SelectBuilder(object, { ...BARE_FRAME, where }).build();
    const page = await this.#context.statements.query(compileSelect(select));
    return page.records.flatMap(({ Id }) => (typeof Id === 'string' ? [Id] : []));
  }

  #writeAt(index: number): WritePlan {
    const write = this.#plan.writes[index];
    if (write === undefined) throw new Error(`There is no write ${index}.`);
    return write;
  }
}

// Private:

type Wanted = VisibilityCheck['wanted'][number];

function missing(wanted: Wanted, writes: readonly WritePlan[], object?: string): FailedWrite {
  const error =
    wanted.field === null
      ? recordNotFound({ object: writes[wanted.write]?.object ?? object ?? '' })
      : unreadableReference(wanted.field);
  return new FailedWrite(wanted.write, error);
}

function apiError({ status, error }: Extract<Undone['reason'], { kind: 'refused' }>): AppError {
  return apiErrorFrom(status, [{ errorCode: error.errorCode, message: error.message }]);
}
