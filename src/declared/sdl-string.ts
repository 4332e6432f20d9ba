/** A string literal of SDL as a text of its own: where each of its characters stands in the file. */

import { Lexer, Source, type StringValueNode } from 'graphql';
import { placeOf } from '../soql/statement-tokens.ts';
import type { DeclaredText } from './query-scope.ts';

/** @param body the whole file. */
export function textOfString(file: string, body: string, node: StringValueNode): DeclaredText {
  const start = node.loc?.start ?? 0;
  const raw = body.slice(start, node.loc?.end ?? start);
  const offsets = node.block === true ? blockOffsets(raw, node.value) : lineOffsets(raw);
  return {
    file,
    text: node.value,
    placeAt: (at) => placeOf(body, start + (offsets[Math.min(at, offsets.length - 1)] ?? 0)),
  };
}

// Private:

const QUOTE_LENGTH = 1;
const BLOCK_QUOTE_LENGTH = 3;

/** For each character of the value its place in the literal; the closing quote last. */
function lineOffsets(raw: string): readonly number[] {
  const offsets: number[] = [];
  const end = raw.length - QUOTE_LENGTH;
  let at = QUOTE_LENGTH;
  while (at < end) {
    const [unit = ''] = /^(?:\\u\{[^}]*\}|\\u.{4}|\\.|[^\\])/su.exec(raw.slice(at)) ?? [];
    const length = Math.max(1, unit.length);
    for (let unitAt = 0; unitAt < valueLength(unit); unitAt += 1) offsets.push(at);
    at += length;
  }
  return [...offsets, end];
}

/** UTF-16 units that a character or an escape stands for. */
function valueLength(unit: string): number {
  if (!unit.startsWith('\\')) return unit.length;
  return new Lexer(new Source(`"${unit}"`)).advance().value.length;
}

/** GraphQL takes the common indent and the blank lines at both ends away. */
function blockOffsets(raw: string, value: string): readonly number[] {
  const lines = linesOf(raw.slice(BLOCK_QUOTE_LENGTH, -BLOCK_QUOTE_LENGTH));
  const first = lines.findIndex(({ text }) => /[^ \t]/.test(text));
  const offsets = value.split('\n').flatMap((text, index) => {
    const line = lines[first + index];
    if (line === undefined) return [];
    const indent = line.text.length - text.length;
    // The last one is the line break.
    return Array.from({ length: text.length + 1 }, (_, column) => line.at + indent + column);
  });
  return offsets.map((offset) => offset + BLOCK_QUOTE_LENGTH);
}

function linesOf(raw: string): readonly { readonly at: number; readonly text: string }[] {
  return [...raw.matchAll(/([^\r\n]*)(?:\r\n|\r|\n|$)/g)].map((match) => ({
    at: match.index,
    text: match[1] ?? '',
  }));
}
