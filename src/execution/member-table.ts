/** Finds the members of a JSON object that a shape reads, as positions in the bytes. */

import {
  BACKSLASH,
  CLOSE_BRACE,
  COMMA,
  endOfString,
  endOfValue,
  OPEN_BRACE,
  QUOTE,
  startsWith,
  UnexpectedBytes,
} from './json-scan.ts';

const COLON = 0x3a;
const NONE = -1;

/**
 * Holds the positions of the object that was scanned last. Salesforce writes the members of every row in the order of
 * the SELECT, so the member that followed the last time is tried first.
 */
export class MemberTable {
  readonly #names: string[] = [];
  readonly #keys: Buffer[] = [];
  /** Start and end of each member's value; start 0 where the object lacks it (0 is its brace). */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Slot that was found after each slot; index 0 is the first member of an object, and slot n is at n + 1. */
  readonly #followers: number[] = [NONE];

  constructor() {
    // Every record has it, it is read by none of the shapes, and to know it is faster than to find out each time.
    this.slotOf('attributes');
  }

  slotOf(name: string): number {
    const known = this.#names.indexOf(name);
    if (known !== NONE) return known;
    this.#names.push(name);
    this.#keys.push(Buffer.from(`${JSON.stringify(name)}:`));
    this.#starts.push(0);
    this.#ends.push(0);
    this.#followers.push(NONE);
    return this.#names.length - 1;
  }

  start(slot: number): number {
    return this.#starts[slot] ?? 0;
  }

  end(slot: number): number {
    return this.#ends[slot] ?? 0;
  }

  /** @param at the object's brace. @returns the position after the object. @throws UnexpectedBytes */
  scan(bytes: Buffer, at: number): number {
    if (bytes[at] !== OPEN_BRACE) throw new UnexpectedBytes(at);
    this.#starts.fill(0);
    let position = at + 1;
    if (bytes[position] === CLOSE_BRACE) return position + 1;
    let last = NONE;
    for (;;) {
      const slot = this.#slotAt(bytes, position, last);
      const start = slot === NONE ? endOfKey(bytes, position) : position + this.#keyLength(slot);
      const end = endOfValue(bytes, start);
      if (slot !== NONE) {
        this.#starts[slot] = start;
        this.#ends[slot] = end;
        last = slot;
      }
      if (bytes[end] === CLOSE_BRACE) return end + 1;
      if (bytes[end] !== COMMA) throw new UnexpectedBytes(end);
      position = end + 1;
    }
  }

  #keyLength(slot: number): number {
    return this.#keys[slot]?.length ?? 0;
  }

  #slotAt(bytes: Buffer, at: number, last: number): number {
    const expected = this.#followers[last + 1] ?? NONE;
    const key = this.#keys[expected];
    if (key !== undefined && startsWith(bytes, at, key)) return expected;
    const found = this.#keys.findIndex((candidate) => startsWith(bytes, at, candidate));
    if (found !== NONE) this.#followers[last + 1] = found;
    return found;
  }
}

// Private:

/** The end of a key that no shape reads. One that is written with escapes could be any of them, so it is not skipped. */
function endOfKey(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) throw new UnexpectedBytes(at);
  const end = endOfString(bytes, at);
  if (bytes.subarray(at, end).includes(BACKSLASH)) throw new UnexpectedBytes(at);
  if (bytes[end] !== COLON) throw new UnexpectedBytes(end);
  return end + 1;
}
