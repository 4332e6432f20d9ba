import fc from 'fast-check';
import { safeFileName } from '../../../src/server/files/file-name.ts';

/** What folders, headers, markup and composed letters are made of. */
const awkward = fc.constantFrom(
  ...Array.from('ae=<;. /\\\u0301\u0338\u200d\u202e\u037e\u1fef\u00a0"%\u2028😀'),
);

it('gives a name that is safe already when it is made safe again', () => {
  const given = fc.oneof(
    fc.string({ unit: awkward, maxLength: 200 }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(given, fc.constantFrom('', '.pdf', '.PDF', '. pdf'), (stem, ending) => {
      const name = safeFileName(stem + ending);
      expect(safeFileName(name)).toBe(name);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['example\u200d\u0301.pdf', 'exampl\u00e9.pdf'],
  ['a\u037eb.pdf', 'a_b.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['\u202efdp.exe', 'fdp.exe'],
])('makes %j %j', (given, name) => {
  expect(safeFileName(given)).toBe(name);
});
