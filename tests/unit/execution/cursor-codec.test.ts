/** A cursor opens only unchanged, for the list it was made for, under the key it was made with. */

import fc from 'fast-check';
import { createCursorCodec } from '../../../src/execution/cursor-codec.ts';

const codec = createCursorCodec(Buffer.alloc(32, 1));
const REFUSED = expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error;

const position = fc.array(
  fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  ),
);

describe('createCursorCodec', () => {
  it('gives back what was sealed', () => {
    fc.assert(
      fc.property(position, fc.string(), (values, scope) => {
        const sealed = codec.seal(values, scope);
        expect(JSON.stringify(codec.open(sealed, scope))).toBe(JSON.stringify(values));
      }),
    );
  });

  it('makes the same cursor for the same row of the same list, so that answers can be cached', () => {
    expect(codec.seal(['a', 1], 's')).toBe(codec.seal(['a', 1], 's'));
    expect(codec.seal(['a', 1], 's')).not.toBe(codec.seal(['a', 2], 's'));
    expect(codec.seal(['a', 1], 's')).not.toBe(codec.seal(['a', 1], 't'));
  });

  it('tells nothing of the values it carries', () => {
    expect(Buffer.from(codec.seal(['secret salary'], 's'), 'base64url').toString()).not.toMatch(
      /secret/,
    );
  });

  it('refuses a cursor with any character changed, left out or added', () => {
    const sealed = codec.seal(['value', 5, null], 'scope');
    for (let i = 0; i < sealed.length; i += 1) {
      const other = sealed.charAt(i) === 'A' ? 'B' : 'A';
      for (const changed of [
        sealed.slice(0, i) + other + sealed.slice(i + 1),
        sealed.slice(0, i) + sealed.slice(i + 1),
        `${sealed.slice(0, i)}.${sealed.slice(i)}`,
      ]) {
        expect(() => codec.open(changed, 'scope')).toThrow(REFUSED);
      }
    }
  });

  it('refuses a cursor of another list, another key, or none at all', () => {
    const sealed = codec.seal(['value'], 'scope');
    const foreign = createCursorCodec(Buffer.alloc(32, 2));
    expect(() => codec.open(sealed, 'other scope')).toThrow(REFUSED);
    expect(() => foreign.open(sealed, 'scope')).toThrow(REFUSED);
    for (const text of ['', 'x', 'AAAA', '💥', '[1]']) {
      expect(() => codec.open(text, 'scope')).toThrow(REFUSED);
    }
  });

  it('refuses a key that is not 32 bytes', () => {
    expect(() => createCursorCodec(Buffer.alloc(16))).toThrow(/32 bytes, but got: 16/);
  });
});
