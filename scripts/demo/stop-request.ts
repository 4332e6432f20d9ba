/** Turns Ctrl-C, a polite kill, a closed terminal or a vanished npm into one request to stop. */

import { readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_POLL_MS = 500;
/** npm and the terminal each pass on the same Ctrl-C; only a later one means impatience. */
const SAME_PRESS_MS = 1_000;

export interface StopRequest {
  /** Aborted when the stop is asked for. */
  readonly signal: AbortSignal;
  /** Resolves when the stop is asked for. */
  readonly requested: Promise<void>;
  /** Called when it is asked for again. */
  onSecond(callback: () => void): void;
}

export function stopRequest(): StopRequest {
  const controller = new AbortController();
  let firstAt: number | undefined;
  let onSecond: () => void = () => undefined;
  const ask = (): void => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > SAME_PRESS_MS) {
      onSecond();
    }
  };
  for (const name of SIGNALS) process.on(name, ask);
  if (isRunByNpm()) whenNpmIsGone(ask);
  return {
    signal: controller.signal,
    requested: new Promise((resolve) => {
      controller.signal.addEventListener('abort', () => resolve(), { once: true });
    }),
    onSecond: (callback) => {
      onSecond = callback;
    },
  };
}

function isRunByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}

/** npm passes on neither SIGHUP nor its own sudden death, and its shell passes on nothing. */
function whenNpmIsGone(callback: () => void): void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) callback();
  }, PARENT_POLL_MS).unref();
}

/** Undefined where the system does not tell; there a shell replaces itself with its one command anyway. */
function parentOf(processId: number): string | undefined {
  try {
    return /^PPid:\s*(\d+)$/mu.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
