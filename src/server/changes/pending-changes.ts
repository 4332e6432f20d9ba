/** What a subscriber has still to be told: each record once, however often it changed meanwhile. */

import type { RecordsChanged } from '../../salesforce/change-event.ts';
import type { LoggedChanges } from './change-log.ts';

export interface PendingChange {
  readonly kind: RecordsChanged['kind'];
  readonly object: string;
  readonly id: string;
  /** API names as Salesforce told them. */
  readonly fields: ReadonlySet<string>;
}

export interface PendingChanges {
  readonly gaps: readonly string[];
  readonly records: readonly PendingChange[];
  /** Replay id after all of them; null where some are still waiting. */
  readonly position: number | null;
}

export interface PendingOptions {
  readonly objects: readonly string[];
  /** Null for all records. */
  readonly ids: readonly string[] | null;
  /** Records that may wait; of more the subscriber is told that it missed some. */
  readonly most: number;
}

export class PendingQueue {
  readonly #objects: ReadonlySet<string>;
  readonly #ids: ReadonlySet<string> | null;
  readonly #most: number;
  #records = new Map<string, PendingChange>();
  #gaps = new Set<string>();
  #position: number | null = null;

  constructor({ objects, ids, most }: PendingOptions) {
    this.#objects = new Set(objects);
    this.#ids = ids === null ? null : new Set(ids);
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#records.size === 0 && this.#gaps.size === 0;
  }

  add({ changes, position }: LoggedChanges): void {
    this.#position = position;
    for (const change of changes) {
      if (change.kind === 'GAP') this.gap(change.object);
      else if (this.#objects.has(change.object)) this.#addRecords(change);
    }
  }

  /** @param object null for all of them. */
  gap(object: string | null): void {
    for (const each of object === null ? this.#objects : [object]) {
      if (!this.#objects.has(each)) continue;
      this.#gaps.add(each);
      for (const [id, pending] of this.#records) {
        if (pending.object === each) this.#records.delete(id);
      }
    }
  }

  /** @param most records at once. */
  take(most: number): PendingChanges {
    const gaps = [...this.#gaps];
    this.#gaps = new Set();
    const records = [...this.#records.values()].slice(0, most);
    for (const { id } of records) this.#records.delete(id);
    return { gaps, records, position: this.#records.size === 0 ? this.#position : null };
  }

  /** Puts back what could not be told; what came meanwhile is newer. */
  putBack({ gaps, records }: PendingChanges): void {
    for (const object of gaps) this.#gaps.add(object);
    const newer = [...this.#records.values()];
    this.#records = new Map(records.map((record) => [record.id, record]));
    for (const record of newer) this.#merge(record);
  }

  #addRecords({ kind, object, ids, fields }: RecordsChanged): void {
    for (const id of ids) {
      if (this.#ids !== null && !this.#ids.has(id)) continue;
      this.#merge({ kind, object, id, fields: new Set(fields) });
    }
    if (this.#records.size > this.#most) this.gap(object);
  }

  #merge(change: PendingChange): void {
    const before = this.#records.get(change.id);
    if (before === undefined) {
      this.#records.set(change.id, change);
      return;
    }
    const isNew = before.kind === 'CREATED' && change.kind === 'UPDATED';
    this.#records.set(change.id, {
      ...change,
      kind: isNew ? 'CREATED' : change.kind,
      fields: new Set([...before.fields, ...change.fields]),
    });
  }
}
