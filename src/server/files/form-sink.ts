/** Feeds the bytes of a form to its parser for as long as that takes any, and lets the rest of them pass. */

import { Writable } from 'node:stream';

/**
 * The parser asks for no more once it saw the form's end or has failed, and does not always say so: what is then still to
 * come is read and dropped, so that the sender gets to hear the answer.
 */
export class FormSink extends Writable {
  readonly #parser: Writable;
  #isOver = false;
  /** Of the write that the parser has not taken yet. */
  #pending: (() => void) | null = null;

  constructor(parser: Writable) {
    super();
    this.#parser = parser;
    parser.once('finish', () => this.stop());
    // It stays subscribed: the parser may fail again once nobody waits for it.
    parser.on('error', (error: Error) => this.destroy(error));
  }

  /** The rest of the form is of no use. */
  stop(): void {
    this.#isOver = true;
    this.#release();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#isOver) {
      done();
      return;
    }
    this.#pending = done;
    this.#parser.write(chunk, () => this.#release());
  }

  override _final(done: () => void): void {
    if (this.#isOver) {
      done();
      return;
    }
    this.#pending = done;
    this.#parser.end();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#isOver = true;
    done(error);
  }

  /** Each write is told once, whoever is first. */
  #release(): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.();
  }
}
