/** Tells what was written, once it is committed: the source of every event. */
import type { StoredRow } from './derived-fields.ts';

export type ChangeKind = 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';

export interface RecordChange {
  readonly kind: ChangeKind;
  readonly objectName: string;
  readonly id: string;
  /** The row after the change, in stored form; of a deleted record, as it was. */
  readonly row: Readonly<StoredRow>;
  /** Names of the fields whose value changed, for an update. */
  readonly changed: readonly string[];
  readonly userId: string;
  /** API and version of the writer: `rest/62.0`. */
  readonly origin: string;
}

export type CommitListener = (changes: readonly RecordChange[]) => void;

export class ChangeFeed {
  readonly #listeners: CommitListener[] = [];
  #open: RecordChange[] = [];
  #depth = 0;

  /** Nobody needs to compare rows while nobody listens. */
  get isWatched(): boolean {
    return this.#listeners.length > 0;
  }

  onCommit(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  /** A write outside of any transaction is committed by itself. */
  note(change: RecordChange): void {
    this.#open.push(change);
    if (this.#depth === 0) this.#publish();
  }

  /** @returns what `leave` needs to undo this level. */
  enter(): number {
    this.#depth += 1;
    return this.#open.length;
  }

  /** @param undoTo from `enter`, where the level's work was undone; null where it was kept. */
  leave(undoTo: number | null): void {
    this.#depth -= 1;
    if (undoTo !== null) this.#open.length = undoTo;
    if (this.#depth === 0) this.#publish();
  }

  #publish(): void {
    const changes = this.#open;
    if (changes.length === 0) return;
    this.#open = [];
    for (const listener of this.#listeners) listener(changes);
  }
}
