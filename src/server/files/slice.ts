/** Lets a part of a stream through and ends there, without holding more than the piece at hand. */

import { Transform } from 'node:stream';

export function sliceOf({
  skip,
  length,
}: {
  readonly skip: number;
  readonly length: number;
}): Transform {
  let before = skip;
  let left = length;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const from = Math.min(before, chunk.length);
      before -= from;
      const piece = chunk.subarray(from, from + left);
      left -= piece.length;
      done(null, piece.length === 0 ? undefined : piece);
    },
  });
}
