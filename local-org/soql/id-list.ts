/** Many 18-character ids in one string: a cursor over 300,000 rows fits in 6 MB. */

const ID_LENGTH = 18;

export class IdList {
  readonly #joined: string;

  /** The ids one after the other, without separators. */
  constructor(joined: string) {
    this.#joined = joined;
  }

  get length(): number {
    return this.#joined.length / ID_LENGTH;
  }

  slice(start: number, end: number): readonly string[] {
    const ids: string[] = [];
    for (let i = start; i < Math.min(end, this.length); i++) {
      ids.push(this.#joined.slice(i * ID_LENGTH, (i + 1) * ID_LENGTH));
    }
    return ids;
  }
}
