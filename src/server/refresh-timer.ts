/** When to look at the org's metadata next: at a steady pace, sooner after a failure, never twice at once. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

export class RefreshTimer {
  readonly #refreshSeconds: number;
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param refreshSeconds 0 looks again only after failures. */
  constructor(refreshSeconds: number, look: () => void) {
    this.#refreshSeconds = refreshSeconds;
    this.#look = look;
  }

  /** @param failures looks that failed in a row. */
  after(failures: number): void {
    this.in(failures > 0 ? backoff(failures) : this.#refreshSeconds * 1_000);
  }

  /** @param milliseconds 0 waits for a look on demand. */
  in(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped || milliseconds === 0) return;
    this.#timer = setTimeout(this.#look, milliseconds);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}

function backoff(failures: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  // Replicas that lost the org together must not all come back in the same instant.
  return delay * (0.75 + Math.random() * 0.5);
}
