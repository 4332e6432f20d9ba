/** A value of an answer that is already serialised. */

export class JsonBytes {
  /** JSON in UTF-8. */
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** For whoever serialises the answer without knowing of this class. */
  toJSON(): unknown {
    return JSON.parse(this.bytes.toString('utf8')) as unknown;
  }
}
