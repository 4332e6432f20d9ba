/** The last changes of an org, so that a subscriber who was away can be told what it missed, or that it missed something. */

import { randomUUID } from 'node:crypto';
import type { Change } from '../../salesforce/change-event.ts';

/** One step of the stream: changes that came together, and the position after them. */
export interface LoggedChanges {
  readonly changes: readonly Change[];
  /** Replay id; null before the stream has one. */
  readonly position: number | null;
}

export type ChangeListener = (step: LoggedChanges) => void;

export interface ChangeLog {
  /** What came before this process: nothing after this position is missing. */
  begin(position: number | null): void;
  append(step: LoggedChanges): void;
  /** Where the stream stands now. */
  readonly position: number | null;
  /** Names this process' listening since it began, or since events were lost: a place as long as there is no position. */
  readonly run: string;
  /** Everything after a position, or after a run began; null where that is not known. */
  after(place: number | string): readonly LoggedChanges[] | null;
  /** @returns what ends it. */
  listen(listener: ChangeListener): () => void;
}

/** @param mostSteps how many are remembered. */
export function createChangeLog(mostSteps: number): ChangeLog {
  const listeners = new Set<ChangeListener>();
  let steps: LoggedChanges[] = [];
  let before: number | null = null;
  let current: number | null = null;
  let run = randomUUID();
  return {
    begin: (position) => {
      before = position;
      current = position;
      run = randomUUID();
    },
    append: (step) => {
      // Before this step nothing is known about how it continues what came earlier.
      if (losesAll(step)) {
        steps = [];
        before = step.position;
        run = randomUUID();
      }
      steps.push(step);
      current = step.position;
      while (steps.length > mostSteps) before = steps.shift()?.position ?? before;
      for (const listener of listeners) listener(step);
    },
    get position() {
      return current;
    },
    get run() {
      return run;
    },
    after: (place) => {
      if (place === before) return [...steps];
      // What the run began with is no news to whoever knows it.
      if (place === run && before === null) return steps.filter((step) => !losesAll(step));
      const seen = steps.findLastIndex((step) => step.position === place);
      return seen === -1 ? null : steps.slice(seen + 1);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// Private:

function losesAll({ changes }: LoggedChanges): boolean {
  return changes.some(({ object }) => object === null);
}
