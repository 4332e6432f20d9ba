/** Finds where in a JSON body a value stands that could not be read. */
import { visit } from 'jsonc-parser';
import type { JsonPosition } from '../errors.ts';

/** The place behind the first text, number or truth value that is this one; undefined for lists and objects. */
export function endOfValue(text: string, value: unknown): JsonPosition | undefined {
  let found: JsonPosition | undefined;
  visit(text, {
    onLiteralValue: (literal, _offset, length, line, column) => {
      if (literal === value) found ??= { line: line + 1, column: column + length + 1 };
    },
  });
  return found;
}
