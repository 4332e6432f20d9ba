/** Takes large base64 texts out of a JSON body while it is received: what is left holds references to them. */
import type { BlobStore, BlobWriter } from '../data/blob-store.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SLASH = 0x2f;
/** Longer names are no names of fields. */
const MOST_NAME_BYTES = 100;

const BASE64 = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=') {
  BASE64[char.charCodeAt(0)] = 1;
}

const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Follows the bytes of a JSON text just so far that it knows strings from the rest, and names from values. A value that
 * is no base64 after all is put back as it came.
 */
export class JsonBlobs {
  readonly #blobs: BlobStore;
  readonly #isBlobName: (name: string) => boolean;
  readonly #kept: Buffer[] = [];
  #state: 'outside' | 'text' | 'blob' = 'outside';
  #isEscaped = false;
  /** The last string that began and ended, until something but a colon follows it. */
  #lastText: number[] = [];
  #lastLength = 0;
  #follows: 'name' | 'other' = 'other';
  #writer: BlobWriter | null = null;

  /** @param isBlobName says of a member's name whether its value may be a blob. */
  constructor(blobs: BlobStore, isBlobName: (name: string) => boolean) {
    this.#blobs = blobs;
    this.#isBlobName = isBlobName;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#state === 'blob' ? this.#inBlob(chunk, at) : this.#inJson(chunk, at);
    }
  }

  /** The JSON without its large blobs. */
  finish(): Buffer {
    if (this.#state === 'blob') this.#putBack();
    return Buffer.concat(this.#kept);
  }

  /** @returns where to go on: at the end of the chunk, or behind the quote that begins a blob. */
  #inJson(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#state === 'text') this.#inText(byte);
      else if (byte === QUOTE) {
        if (this.#follows === 'name' && this.#isBlobName(this.#name())) {
          this.#kept.push(chunk.subarray(from, at + 1));
          this.#state = 'blob';
          return at + 1;
        }
        this.#state = 'text';
        this.#lastText = [];
        this.#lastLength = 0;
        this.#follows = 'other';
      } else if (byte === COLON) this.#follows = 'name';
      else if (!BLANKS.has(byte)) this.#follows = 'other';
    }
    this.#kept.push(chunk.subarray(from));
    return chunk.length;
  }

  #inText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      this.#state = 'outside';
      return;
    }
    this.#lastLength += 1;
    if (this.#lastLength <= MOST_NAME_BYTES) this.#lastText.push(byte);
  }

  #name(): string {
    return this.#lastLength > MOST_NAME_BYTES ? '' : Buffer.from(this.#lastText).toString();
  }

  #inBlob(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && BASE64[chunk[at] ?? 0] === 1) at += 1;
    if (at > from && !this.#isEscaped) this.#take(chunk.subarray(from, at));
    else if (at > from) at = this.#afterBackslash(chunk, from);
    if (at === chunk.length) return at;
    const byte = chunk[at];
    if (byte === QUOTE && !this.#isEscaped) {
      this.#closeBlob();
      return at + 1;
    }
    if (byte === BACKSLASH && !this.#isEscaped) {
      this.#isEscaped = true;
      return at + 1;
    }
    // No base64, so text like any other.
    this.#putBack();
    if (this.#isEscaped) this.#kept.push(Buffer.of(BACKSLASH));
    return at;
  }

  /** Some writers escape slashes; nothing else that is escaped is base64. */
  #afterBackslash(chunk: Buffer, at: number): number {
    if (chunk[at] === SLASH) {
      this.#isEscaped = false;
      this.#take(chunk.subarray(at, at + 1));
      return at + 1;
    }
    this.#putBack();
    this.#kept.push(Buffer.of(BACKSLASH));
    return at;
  }

  #take(bytes: Buffer): void {
    this.#writer ??= this.#blobs.create('base64');
    this.#writer.write(bytes);
  }

  #closeBlob(): void {
    this.#kept.push(Buffer.from(`${this.#writer?.finish() ?? ''}"`));
    this.#forget('outside');
  }

  /** Goes on as in any text. */
  #putBack(): void {
    if (this.#writer !== null) this.#kept.push(this.#writer.takeBack());
    this.#forget('text');
  }

  #forget(state: 'outside' | 'text'): void {
    this.#state = state;
    this.#writer = null;
    this.#follows = 'other';
  }
}
