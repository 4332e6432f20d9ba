/** The expected failures of our scripts: what the person at the terminal reads instead of a stack. */

/** A failure whose message is one plain sentence; `detail` (a log's last lines, say) is printed below it. */
export class StartError extends Error {
  readonly detail: string | undefined;

  constructor(
    message: string,
    options: { readonly detail?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StartError';
    this.detail = options.detail;
  }
}

/** The text to print for any thrown value: plain for a StartError, with its stack for a bug. */
export function describeFailure(error: unknown): string {
  if (error instanceof StartError) {
    return error.detail === undefined ? error.message : `${error.message}\n${error.detail}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The `code` of a Node system error (`ENOSPC`, `EADDRINUSE`), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
