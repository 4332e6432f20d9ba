/** Follows an org's changes for as long as it is asked to: goes on where it stopped, with backoff and fresh tokens. */

import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { Change } from './change-event.ts';
import { openChangeSession } from './change-session.ts';
import type { ChangeSession, SessionEnd } from './change-session.ts';
import type { TokenSource } from './token-source.ts';

/** Where a stream stands, kept beyond the process. */
export interface ChangePosition {
  /** Replay id of the last event that was dealt with; null where none is known. */
  load(): Promise<number | null>;
  save(replayId: number): Promise<void>;
}

export interface ChangeStreamOptions {
  readonly tokens: TokenSource;
  readonly apiVersion: string;
  readonly channel: string;
  readonly position: ChangePosition;
  /** Told once, before anything else, where an earlier process stopped; null where that is not known. */
  readonly onStart: (replayId: number | null) => void;
  /**
   * What came in one piece. A gap of all objects comes first whenever nothing proves that no event was missed.
   * @param replayId the position after them; null where the stream has none yet.
   */
  readonly onChanges: (changes: readonly Change[], replayId: number | null) => void;
  /** Name of the org, for the log. */
  readonly org: string;
  readonly log: Log;
}

export interface StreamStatus {
  readonly state: 'listening' | 'connecting' | 'stopped';
  /** Why it is not listening; null where that is not known. */
  readonly problem: AppError | null;
  /** Of the state; ISO 8601. */
  readonly since: string;
}

export interface ChangeStream {
  start(): void;
  status(): StreamStatus;
  /** Keeps the position. */
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 60_000;
/** A position is worth one write a second; what is told again after a crash is only dropped again. */
const SAVE_MS = 1_000;

export function createChangeStream(options: ChangeStreamOptions): ChangeStream {
  const follower = new ChangeFollower(options);
  return {
    start: () => follower.start(),
    status: () => follower.status,
    stop: () => follower.stop(),
  };
}

// Private:

const EVERYTHING_LOST: Change = Object.freeze({ kind: 'GAP', object: null });

class ChangeFollower {
  readonly #options: ChangeStreamOptions;
  #status: StreamStatus = { state: 'stopped', problem: null, since: new Date().toISOString() };
  #stopped = false;
  #running: Promise<void> | null = null;
  #session: ChangeSession | null = null;
  #wake: () => void = () => undefined;
  #replayId: number | null = null;
  #savedId: number | null = null;
  #saving: NodeJS.Timeout | null = null;
  #pending: Change[] = [];
  #failures = 0;

  constructor(options: ChangeStreamOptions) {
    this.#options = options;
  }

  get status(): StreamStatus {
    return this.#status;
  }

  start(): void {
    this.#running ??= this.#follow();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#session?.close();
    this.#wake();
    await this.#running;
    this.#flush();
    if (this.#saving !== null) clearTimeout(this.#saving);
    await this.#save();
    this.#become('stopped', null);
  }

  async #follow(): Promise<void> {
    this.#become('connecting', null);
    this.#replayId = await this.#options.position.load().catch(() => null);
    this.#savedId = this.#replayId;
    this.#options.onStart(this.#replayId);
    while (!this.#stopped) {
      const problem = await this.#listenOnce();
      if (this.#hasStopped()) return;
      this.#failures += 1;
      this.#become('connecting', problem);
      await this.#pause();
    }
  }

  /** @returns why it stopped listening, where that is known. */
  async #listenOnce(): Promise<AppError | null> {
    const { tokens, apiVersion, channel, org, log } = this.#options;
    try {
      const token = await tokens.current();
      const isResumed = this.#replayId !== null;
      this.#session = await openChangeSession({
        ...{ token, apiVersion, channel, after: this.#replayId },
        onListening: () => this.#listening(isResumed),
        onChange: ({ change, replayId }) => this.#receive(change, replayId),
      });
      if (this.#stopped) this.#session.close();
      const end = await this.#session.ended;
      this.#flush();
      log.debug({ org, end: end.kind }, 'the stream of changes ended');
      if (end.kind === 'unauthenticated' && !this.#stopped) await tokens.renew(token);
      return this.#problemOf(end);
    } catch (error) {
      log.debug({ org, err: error }, 'the stream of changes did not open');
      return error instanceof AppError ? error : null;
    } finally {
      this.#session = null;
    }
  }

  /** Asked anew after every wait. */
  #hasStopped(): boolean {
    return this.#stopped;
  }

  #problemOf(end: SessionEnd): AppError | null {
    if (end.kind === 'position-lost') {
      // The next session starts from now on, and says that everything may have changed.
      this.#replayId = null;
      return null;
    }
    if (end.kind !== 'refused') return null;
    const { org, log } = this.#options;
    log.warn({ org, err: end.error }, 'the org does not tell its changes');
    return end.error;
  }

  #listening(isResumed: boolean): void {
    this.#failures = 0;
    this.#become('listening', null);
    if (isResumed) return;
    this.#pending.push(EVERYTHING_LOST);
    this.#flush();
  }

  #receive(change: Change, replayId: number): void {
    // The events of one answer come one by one in the same turn; they are told together.
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    this.#pending.push(change);
    this.#replayId = replayId;
  }

  #flush(): void {
    const changes = this.#pending;
    if (changes.length === 0) return;
    this.#pending = [];
    this.#options.onChanges(changes, this.#replayId);
    this.#saving ??= setTimeout(() => {
      this.#saving = null;
      void this.#save();
    }, SAVE_MS).unref();
  }

  async #save(): Promise<void> {
    const { position, org, log } = this.#options;
    const replayId = this.#replayId;
    if (replayId === null || replayId === this.#savedId) return;
    try {
      await position.save(replayId);
      this.#savedId = replayId;
    } catch (error) {
      log.warn({ org, err: error }, 'the position in the stream of changes was not kept');
    }
  }

  #become(state: StreamStatus['state'], problem: AppError | null): void {
    const before = this.#status;
    if (before.state === state && before.problem?.message === problem?.message) return;
    this.#status = { state, problem, since: new Date().toISOString() };
  }

  async #pause(): Promise<void> {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay * (0.75 + Math.random() * 0.5));
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
