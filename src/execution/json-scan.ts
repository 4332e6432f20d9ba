/** Finds the ends of values in compact JSON bytes, which are known to be UTF-8, without reading them into objects. */

/** The bytes are not the compact JSON that was expected: the reader falls back to `JSON.parse`, which judges them. */
export class UnexpectedBytes extends Error {
  constructor(at: number) {
    super(`Unexpected JSON at byte ${at}.`);
    this.name = 'UnexpectedBytes';
  }
}

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const BACKSLASH = 0x5c;

/** @param start of any value. @returns the position after it. @throws UnexpectedBytes */
export function endOfValue(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return endOfString(bytes, start);
  return first === OPEN_BRACE || first === OPEN_BRACKET
    ? endOfNested(bytes, start)
    : endOfLiteral(bytes, start);
}

/** @param start of a string, at its quote. */
export function endOfString(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let at = start + 1;
  while (at < length) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  throw new UnexpectedBytes(start);
}

/** Whether these bytes stand at a position. */
export function startsWith(bytes: Buffer, at: number, expected: Buffer): boolean {
  const { length } = expected;
  if (at + length > bytes.length) return false;
  for (let index = 0; index < length; index += 1) {
    if (bytes[at + index] !== expected[index]) return false;
  }
  return true;
}

/** @throws UnexpectedBytes. @returns the position after them. */
export function expectBytes(bytes: Buffer, at: number, expected: Buffer): number {
  if (!startsWith(bytes, at, expected)) throw new UnexpectedBytes(at);
  return at + expected.length;
}

// Private:

function endOfNested(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let depth = 0;
  let at = start;
  while (at < length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  throw new UnexpectedBytes(start);
}

/** A number, true, false or null, by its characters. */
function endOfLiteral(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let at = start;
  while (at < length && isLiteralByte(bytes[at] ?? 0)) at += 1;
  if (at === start) throw new UnexpectedBytes(start);
  return at;
}

/** Digits, letters, `+`, `-` and `.`: all there can be in a literal. */
function isLiteralByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45
  );
}
