/** One open subscription: waits for changes, tells what its viewer may see of them, and ends when it no longer may. */

import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { AppError } from '../../common/errors.ts';
import type { OrgModel } from '../../model/org-model.ts';
import { changedFields } from '../../plan/changed-fields.ts';
import { accessTo } from '../../policy/object-access.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Viewer } from '../../policy/viewer.ts';
import { isRecord, MOST_REREAD } from '../../resolvers/reread-records.ts';
import type { RereadRecord } from '../../resolvers/reread-records.ts';
import type { Subscription } from '../../resolvers/read-subscription.ts';
import type { ChangeLog } from './change-log.ts';
import { PendingQueue } from './pending-changes.ts';
import type { PendingChange, PendingChanges } from './pending-changes.ts';

/** Who asks, and by which rules, at this moment. */
export interface Standing {
  readonly viewer: Viewer;
  readonly policy: Policy;
  readonly model: OrgModel;
  /** Equal as long as the viewer sees the same. */
  readonly scope: string;
  /** @param ids {@link MOST_REREAD} at most. @throws AppError or GraphQLError where it cannot be known now. */
  reread(ids: readonly string[]): Promise<ReadonlyMap<string, RereadRecord>>;
}

export interface SubscriberOptions {
  readonly subscription: Subscription;
  readonly log: ChangeLog;
  /** Replay id of the last change that was received; null to begin now. */
  readonly after: number | string | null;
  /** @throws AppError where the viewer may not go on. */
  readonly standing: () => Promise<Standing>;
  readonly sealPosition: (replayId: number) => string;
  readonly format: (error: unknown) => GraphQLFormattedError;
  /** Milliseconds it lives, and between two looks at whether the viewer may go on. */
  readonly livesMs: number;
  readonly recheckMs: number;
  /** Resolves when the client has taken what it was sent. */
  readonly drained: () => Promise<void>;
}

/** What a payload of one change holds, beside the record. */
interface Told {
  readonly kind: string;
  readonly object: string;
  readonly id: string | null;
  readonly changedFields: readonly string[];
}

const MOST_PENDING = 1_000;
/** Records whose visibility is remembered, so that it can be told when they go. */
const MOST_SEEN = 10_000;
/** A failure of Salesforce is outlasted so often, with twice the pause each time. */
const MOST_FAILURES = 4;
const FIRST_PAUSE_MS = 500;

export class Subscriber {
  readonly #options: SubscriberOptions;
  readonly #pending: PendingQueue;
  readonly #stopListening: () => void;
  readonly #seen = new Set<string>();
  readonly #deadline: number;
  /** Everything up to here has been told; null before the stream has a position. */
  #position: number | null;
  #scope: string | null = null;
  #closed = false;
  #isIdle = false;
  #wake: () => void = () => undefined;

  /** From here on nothing is missed. */
  constructor(options: SubscriberOptions) {
    const { subscription, log, after } = options;
    this.#options = options;
    this.#deadline = Date.now() + options.livesMs;
    this.#pending = new PendingQueue({ ...subscription, most: MOST_PENDING });
    this.#position = typeof after === 'number' ? after : log.position;
    if (after !== null) this.#catchUp(after);
    this.#stopListening = log.listen((step) => {
      this.#pending.add(step);
      if (this.#isIdle) this.#wake();
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#wake();
  }

  /** Ends with the payload of an error where the viewer may not go on, or what they may see cannot be known. */
  async *run(): AsyncGenerator<ExecutionResult, void, undefined> {
    try {
      for (;;) {
        const standing = await this.#stand();
        if (this.#isOver()) return;
        yield* this.#tell(standing);
        if (this.#pending.isEmpty) {
          this.#isIdle = true;
          await this.#sleep(this.#options.recheckMs);
          this.#isIdle = false;
        }
        await this.#options.drained();
        if (this.#isOver()) return;
      }
    } catch (error) {
      yield { errors: [this.#options.format(error)] } as unknown as ExecutionResult;
    } finally {
      this.close();
    }
  }

  #isOver(): boolean {
    return this.#closed || Date.now() >= this.#deadline;
  }

  #catchUp(after: number | string): void {
    const missed = this.#options.log.after(after);
    if (missed === null) this.#pending.gap(null);
    for (const step of missed ?? []) this.#pending.add(step);
  }

  /** What was seen under other rules says nothing under these. */
  async #stand(): Promise<Standing> {
    const standing = await this.#options.standing();
    if (standing.scope === this.#scope) return standing;
    this.#scope = standing.scope;
    this.#seen.clear();
    await this.#lookAtFollowed(standing);
    return standing;
  }

  /** So that it can be told when one of them goes. */
  async #lookAtFollowed(standing: Standing): Promise<void> {
    const { ids } = this.#options.subscription;
    for (let at = 0; at < (ids?.length ?? 0); at += MOST_REREAD) {
      const some = ids?.slice(at, at + MOST_REREAD) ?? [];
      for (const id of (await this.#reread(standing, some)).keys()) this.#remember(id);
    }
  }

  async *#tell(standing: Standing): AsyncGenerator<ExecutionResult, void, undefined> {
    while (!this.#pending.isEmpty && !this.#isOver()) {
      const taken = this.#pending.take(MOST_REREAD);
      const payloads = await this.#payloadsOf(taken, standing).catch((error: unknown) => {
        this.#pending.putBack(taken);
        throw error;
      });
      const last = payloads.pop();
      for (const payload of payloads) yield this.#withPosition(payload);
      if (taken.position !== null) this.#position = taken.position;
      if (last !== undefined) yield this.#withPosition(last);
    }
  }

  async #payloadsOf(taken: PendingChanges, standing: Standing): Promise<Payload[]> {
    const gaps = taken.gaps.map((object): Payload => ({
      told: { kind: 'GAP', object, id: null, changedFields: [] },
      record: null,
    }));
    if (taken.gaps.length > 0) await this.#lookAtFollowed(standing);
    const asked = taken.records.filter(({ kind }) => kind !== 'DELETED').map(({ id }) => id);
    const visible = asked.length === 0 ? NOTHING : await this.#reread(standing, asked);
    const records = taken.records.flatMap((change) => {
      const payload = this.#payloadOf(change, visible.get(change.id) ?? null, standing);
      return payload === null ? [] : [payload];
    });
    return [...gaps, ...records];
  }

  #payloadOf(
    change: PendingChange,
    record: RereadRecord | null,
    standing: Standing,
  ): Payload | null {
    const { object, id } = change;
    const wasSeen = this.#seen.has(id);
    if (record === null) {
      this.#seen.delete(id);
      // A record that is gone and one that is not theirs are the same to whoever never saw it: nothing.
      if (!wasSeen) return null;
      return { told: { kind: 'DELETED', object, id, changedFields: [] }, record };
    }
    this.#remember(id);
    const fields = fieldsOfUpdate(change, wasSeen, standing);
    if (fields === null) return null;
    return { told: { kind: change.kind, object, id, changedFields: fields }, record };
  }

  #remember(id: string): void {
    this.#seen.delete(id);
    this.#seen.add(id);
    const [oldest] = this.#seen;
    if (this.#seen.size > MOST_SEEN && oldest !== undefined) this.#seen.delete(oldest);
  }

  async #reread(standing: Standing, ids: readonly string[]) {
    for (let failures = 0; ; failures += 1) {
      try {
        return await standing.reread(ids);
      } catch (error) {
        if (!(error instanceof AppError) || failures >= MOST_FAILURES || this.#isOver())
          throw error;
        await this.#sleep(FIRST_PAUSE_MS * 2 ** failures);
      }
    }
  }

  #withPosition({ told, record }: Payload): ExecutionResult {
    const { subscription, sealPosition } = this.#options;
    const { fields, key } = subscription;
    const values: Readonly<Record<string, unknown>> = {
      ...told,
      __typename: 'RecordChange',
      position: this.#position === null ? null : sealPosition(this.#position),
    };
    const change = fields.map((field) => [
      field.key,
      isRecord(field) ? (record?.selected[field.key] ?? null) : values[field.name],
    ]);
    const errors = record?.errors.map((error) => ({
      ...error,
      path: [key, ...(error.path ?? [])],
    }));
    return {
      ...(errors !== undefined && errors.length > 0 && { errors: errors as never }),
      data: { [key]: Object.fromEntries(change) as unknown },
    };
  }

  async #sleep(milliseconds: number): Promise<void> {
    const delay = Math.max(0, Math.min(milliseconds, this.#deadline - Date.now()));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// Private:

interface Payload {
  readonly told: Told;
  readonly record: RereadRecord | null;
}

const NOTHING: ReadonlyMap<string, RereadRecord> = new Map();

/**
 * Null where an update is none of the viewer's business: it changed only what they may not read. Where it may have
 * brought the record into view, they are told.
 */
function fieldsOfUpdate(
  { kind, object, fields }: PendingChange,
  wasSeen: boolean,
  { policy, viewer, model }: Standing,
): readonly string[] | null {
  if (kind !== 'UPDATED') return [];
  const access = accessTo(policy, viewer, object);
  const objectModel = model.objects.get(object);
  if (access === null || objectModel === undefined) return null;
  const { readable, decidesRows } = changedFields(objectModel, access, fields);
  return readable.length > 0 || (!wasSeen && decidesRows) ? readable : null;
}
