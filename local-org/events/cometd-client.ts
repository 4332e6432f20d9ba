/** One CometD client: its subscriptions, what waits for it, and the poll that it is holding open. */
import type { EventLog, LoggedEvent } from './event-log.ts';
import { gapPayload } from './change-event.ts';
import { schemaId } from './publisher.ts';

export interface ChannelMessage {
  readonly channel: string;
  readonly data: object;
}

/** Answers the open poll. */
type Poll = (messages: readonly ChannelMessage[]) => void;

export class CometdClient {
  readonly id: string;
  readonly userId: string;
  readonly #log: EventLog;
  readonly #stopListening: () => void;
  readonly #channels = new Set<string>();
  #waiting: ChannelMessage[] = [];
  #poll: Poll | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Milliseconds of the machine's clock: connections know no other. */
  lastSeen = Date.now();
  /** The first connect is answered at once, with advice. */
  hasConnected = false;

  constructor(id: string, userId: string, log: EventLog) {
    this.id = id;
    this.userId = userId;
    this.#log = log;
    this.#stopListening = log.listen((event) => {
      this.#receive(event);
    });
  }

  get isPolling(): boolean {
    return this.#poll !== null;
  }

  /** @param replayFrom -1: from now on; -2: all that is retained; else everything after that id. */
  subscribe(channel: string, replayFrom: number): void {
    this.#channels.add(channel);
    if (replayFrom === -1) return;
    const { events, lost } = this.#log.replay(channel, replayFrom < 0 ? null : replayFrom);
    for (const [entity, replayId] of lost) this.#push(channel, this.#gap(entity, replayId));
    for (const event of events) this.#push(channel, event.data);
  }

  unsubscribe(channel: string): void {
    this.#channels.delete(channel);
  }

  /** What waits already, or what comes within the time; empty when nothing does. */
  poll(holdMs: number): Promise<readonly ChannelMessage[]> {
    this.#answer();
    this.lastSeen = Date.now();
    if (this.#waiting.length > 0 || holdMs <= 0) return Promise.resolve(this.#take());
    return new Promise((resolve) => {
      this.#poll = resolve;
      this.#timer = setTimeout(() => {
        this.#answer();
      }, holdMs);
      this.#timer.unref();
    });
  }

  close(): void {
    this.#stopListening();
    this.#channels.clear();
    this.#answer();
  }

  #gap(entity: string, replayId: number): object {
    const commit = { transactionKey: this.id, commitNumber: replayId, time: Date.now() };
    return { schema: schemaId(entity), payload: gapPayload(entity, commit), event: { replayId } };
  }

  #receive(event: LoggedEvent): void {
    for (const channel of event.channels) {
      if (this.#channels.has(channel)) this.#push(channel, event.data);
    }
  }

  #push(channel: string, data: object): void {
    this.#waiting.push({ channel, data });
    // One answer for all events of a turn.
    if (this.#poll !== null)
      setImmediate(() => {
        this.#answer();
      });
  }

  #answer(): void {
    const poll = this.#poll;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#poll = null;
    if (poll === null) return;
    this.lastSeen = Date.now();
    poll(this.#take());
  }

  #take(): readonly ChannelMessage[] {
    const messages = this.#waiting;
    this.#waiting = [];
    return messages;
  }
}
