/** Says on the terminal how far a download is: one live line on a TTY, a plain line now and then elsewhere. */

export interface ProgressLine {
  /** `done` of `total` bytes so far. */
  update(done: number, total: number): void;
  /** The work goes on, but its size is not known. */
  tick(): void;
  /** Ends the line with what happened. */
  finish(text: string): void;
}

interface ProgressOptions {
  readonly label: string;
  readonly output?: NodeJS.WriteStream;
}

const SPINNER = ['|', '/', '-', '\\'] as const;
const PLAIN_INTERVAL_MS = 5_000;
const TICK_MS = 250;
const CLEAR_LINE = '\r\u001b[2K';

/** Shows that `work` goes on until it is done; for work whose size is not known. */
export async function showingProgress<T>(
  label: string,
  done: string,
  work: () => Promise<T>,
): Promise<T> {
  const line = startProgress({ label });
  const timer = setInterval(() => line.tick(), TICK_MS);
  try {
    const result = await work();
    line.finish(done);
    return result;
  } catch (error) {
    line.finish(`${label}: failed`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

export function startProgress({ label, output = process.stdout }: ProgressOptions): ProgressLine {
  return output.isTTY ? liveLine(label, output) : plainLines(label, output);
}

function liveLine(label: string, output: NodeJS.WriteStream): ProgressLine {
  const startedAt = Date.now();
  let turn = 0;
  const draw = (text: string): void => {
    // Cut to the width: a wrapped line could not be overwritten. Some terminals report a width of 0.
    output.write(`${CLEAR_LINE}${text.slice(0, (output.columns || 80) - 1)}`);
  };
  const frame = (): string => SPINNER[turn++ % SPINNER.length] ?? '';
  draw(`  ${label}`);
  return {
    update: (done, total) =>
      draw(`${frame()} ${label}: ${amount(done, total)}, ${secondsSince(startedAt)}`),
    tick: () => draw(`${frame()} ${label}: ${secondsSince(startedAt)}`),
    finish: (text) => {
      output.write(`${CLEAR_LINE}  ${text} (${secondsSince(startedAt)})\n`);
    },
  };
}

function plainLines(label: string, output: NodeJS.WriteStream): ProgressLine {
  const startedAt = Date.now();
  let lastAt = startedAt;
  const sayNowAndThen = (text: () => string): void => {
    if (Date.now() - lastAt < PLAIN_INTERVAL_MS) return;
    lastAt = Date.now();
    output.write(`  ${text()}\n`);
  };
  output.write(`  ${label} ...\n`);
  return {
    update: (done, total) =>
      sayNowAndThen(() => `${label}: ${amount(done, total)}, ${secondsSince(startedAt)}`),
    tick: () => sayNowAndThen(() => `${label}: ${secondsSince(startedAt)}`),
    finish: (text) => output.write(`  ${text} (${secondsSince(startedAt)})\n`),
  };
}

function amount(done: number, total: number): string {
  const percent = Math.min(100, Math.floor((done / total) * 100));
  return `${percent}%, ${megabytes(Math.min(done, total))} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}

function secondsSince(startedAt: number): string {
  return `${Math.round((Date.now() - startedAt) / 1000)} s`;
}
