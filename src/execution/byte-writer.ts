/** Collects the bytes of one answer in a buffer that is used again for the next. */

import type { CursorCodec } from './cursor-codec.ts';

/** What one answer is written with. */
export interface WriteContext {
  /** Salesforce's answer. */
  readonly source: Buffer;
  readonly out: ByteWriter;
  readonly cursors: CursorCodec;
}

const FIRST_SIZE = 256 * 1024;
/** What one large answer made the buffer grow to is not held for ever. */
const LARGEST_KEPT = 4 * 1024 * 1024;
/** Below this a loop beats the call into the runtime. */
const SHORT = 48;

export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  #length = 0;

  reset(): void {
    this.#length = 0;
    if (this.#bytes.length > LARGEST_KEPT) this.#bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  }

  /** A copy of what was written since the reset. */
  take(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  all(source: Buffer): void {
    this.range(source, 0, source.length);
  }

  range(source: Buffer, start: number, end: number): void {
    const size = end - start;
    this.#reserve(size);
    const target = this.#bytes;
    const offset = this.#length;
    if (size > SHORT) source.copy(target, offset, start, end);
    else for (let at = 0; at < size; at += 1) target[offset + at] = source[start + at] ?? 0;
    this.#length = offset + size;
  }

  text(value: string): void {
    this.#reserve(value.length * 3);
    this.#length += this.#bytes.write(value, this.#length);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
