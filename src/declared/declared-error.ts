/** What is wrong with a declaration: the file, line and column where it has to be mended. */

export class DeclaredError extends Error {
  override readonly name = 'DeclaredError';
  /** Relative to the folder of declarations. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** A sentence. */
  readonly problem: string;

  constructor(
    file: string,
    place: { readonly line: number; readonly column: number },
    problem: string,
  ) {
    super(`${file}:${place.line}:${place.column}: ${problem}`);
    this.file = file;
    this.line = place.line;
    this.column = place.column;
    this.problem = problem;
  }
}
