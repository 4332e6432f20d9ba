/**
 * Keeps published events for as long as Salesforce does, by the org's clock, and hands them to who listens.
 * Source: retention of 72 hours, replay -1 and -2 (KB 005321562, Change Data Capture guide).
 */
const RETENTION_MS = 72 * 60 * 60 * 1_000;
/** Beyond it the oldest are lost early, which a subscriber sees as a gap. */
const MOST_EVENTS = 100_000;

export interface EventDraft {
  /** Every channel that the event is on. */
  readonly channels: readonly string[];
  /** The object it is about, for gaps; null where no gap event exists for it. */
  readonly entity: string | null;
  /** Milliseconds. */
  readonly time: number;
  /** The `data` of the message; `event.replayId` is added to what it gives. */
  readonly data: (replayId: number) => object;
}

export interface LoggedEvent {
  readonly replayId: number;
  readonly channels: readonly string[];
  readonly entity: string | null;
  readonly time: number;
  readonly data: object;
}

export interface Replay {
  readonly events: readonly LoggedEvent[];
  /** Entities of which events after the asked id are gone, with the last id that is. */
  readonly lost: ReadonlyMap<string, number>;
}

export type EventListener = (event: LoggedEvent) => void;

export class EventLog {
  readonly #now: () => number;
  readonly #listeners = new Set<EventListener>();
  #events: LoggedEvent[] = [];
  #lastReplayId = 0;
  /** Last replay id gone, by channel and entity. */
  readonly #lost = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get lastReplayId(): number {
    return this.#lastReplayId;
  }

  publish(draft: EventDraft): void {
    this.#lastReplayId += 1;
    const { channels, entity, time } = draft;
    const data = draft.data(this.#lastReplayId);
    const event = { replayId: this.#lastReplayId, channels, entity, time, data };
    this.#events.push(event);
    this.#prune();
    for (const listener of this.#listeners) listener(event);
  }

  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a subscriber missed that has seen everything up to an id; null: everything retained. */
  replay(channel: string, seen: number | null): Replay {
    this.#prune();
    const events = this.#events.filter(
      (event) => event.replayId > (seen ?? 0) && event.channels.includes(channel),
    );
    const lost = [...(this.#lost.get(channel) ?? [])].filter(
      ([, replayId]) => seen !== null && replayId > seen,
    );
    return { events, lost: new Map(lost) };
  }

  /** Forgets all events: after a reset of the org they tell of rows that are gone. Replay ids go on. */
  clear(): void {
    for (const event of this.#events) this.#forget(event);
    this.#events = [];
  }

  #prune(): void {
    const oldest = this.#now() - RETENTION_MS;
    const kept = this.#events.findIndex((event) => event.time >= oldest);
    const expired = kept === -1 ? this.#events.length : kept;
    const gone = Math.max(expired, this.#events.length - MOST_EVENTS);
    if (gone <= 0) return;
    for (const event of this.#events.slice(0, gone)) this.#forget(event);
    this.#events = this.#events.slice(gone);
  }

  #forget({ channels, entity, replayId }: LoggedEvent): void {
    if (entity === null) return;
    for (const channel of channels) {
      const entities = this.#lost.get(channel) ?? new Map<string, number>();
      entities.set(entity, replayId);
      this.#lost.set(channel, entities);
    }
  }
}
