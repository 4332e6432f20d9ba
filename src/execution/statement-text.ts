/** SOQL of planned statements, written once for each: plans are kept, and their statements are sent again and again. */

import { compileSelect } from '../soql/compile.ts';
import type { SelectNode } from '../soql/nodes.ts';

const texts = new WeakMap<SelectNode, string>();

/** @throws AppError where the statement would break one of SOQL's limits. */
export function textOf(select: SelectNode): string {
  let text = texts.get(select);
  if (text === undefined) {
    text = compileSelect(select);
    texts.set(select, text);
  }
  return text;
}
