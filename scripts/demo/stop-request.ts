/** Turns Ctrl-C, a polite kill, a closed terminal or a vanished npm into one request to stop. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_POLL_MS = 500;
/** npm, the terminal and tsx may each pass on the same Ctrl-C; only a later one means impatience. */
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
  if (isRunByNpm()) whenParentIsGone(ask);
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

/** npm and tsx do not pass on every signal (SIGHUP, SIGKILL): their end is seen by the parent that changed. */
function whenParentIsGone(callback: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) callback();
  }, PARENT_POLL_MS).unref();
}
