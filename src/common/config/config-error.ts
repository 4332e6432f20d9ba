/** The one error of a wrong configuration: which file, which key, what is wrong and what to change. */

export class ConfigError extends Error {
  /** File or environment variable group that holds the mistake. */
  readonly source: string;
  /** Dotted key path inside the source; empty when the source as a whole is wrong. */
  readonly path: string;
  readonly hint: string;
  /** In the source, from 1; null where it is no file, or the mistake has no place in it. */
  readonly line: number | null;

  constructor(
    source: string,
    path: string,
    problem: string,
    hint: string,
    line: number | null = null,
  ) {
    const at = line === null ? source : `${source}:${line}`;
    super(`${path === '' ? at : `${at}: ${path}`} ${problem}. ${hint}`);
    this.name = 'ConfigError';
    this.source = source;
    this.path = path;
    this.hint = hint;
    this.line = line;
  }
}
