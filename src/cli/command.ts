/** What every subcommand of `skybridge` is. */

export interface Command {
  readonly name: string;
  /** Lines for the help text. */
  readonly usage: readonly string[];
  /** @returns the exit code, where it is not 0. */
  run(args: readonly string[]): Promise<number | undefined>;
}

/** The command was called wrongly, or what it was asked for cannot be done: shown with its usage, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
