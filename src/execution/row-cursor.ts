/** The cursor of a row: its place in the order of its list. */

import type { PageShape } from '../plan/plan.ts';
import type { CursorCodec } from './cursor-codec.ts';
import { valueAtPath, type Row } from './rows.ts';

/** @throws TypeError where the order reads something that is no plain value. */
export function cursorOf(row: Row, shape: PageShape, cursors: CursorCodec): string {
  const position = shape.position.map((path) => {
    const value = valueAtPath(row, path);
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!isPlain) throw new TypeError(`${path.join('.')} cannot be part of a cursor.`);
    return value as string | number | boolean | null;
  });
  return cursors.seal(position, shape.scope);
}
