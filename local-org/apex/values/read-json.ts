/** Reads a JSON body into wire nodes: unlike JSON.parse it keeps duplicate keys and positions, which Apex REST's errors name. */
import jsonc from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { parseJson } from '../../http/json-body.ts';
import { jsonParserError } from '../../http/api-errors.ts';
import type { WireMember, WireNode, WirePlace } from './wire-node.ts';

/** Throws JSON_PARSER_ERROR. */
export function readJson(text: string): WireNode {
  // Bounds the nesting and refuses what is no JSON, comments included.
  parseJson(text);
  const tree = jsonc.parseTree(text);
  if (tree === undefined) throw jsonParserError('No content to map to Object due to end of input');
  return toWire(tree, placesOf(text));
}

function toWire(node: Node, placeOf: (offset: number) => WirePlace): WireNode {
  const at = placeOf(node.offset);
  const children = node.children ?? [];
  if (node.type === 'object') {
    return { kind: 'object', at, members: children.map((child) => toMember(child, placeOf)) };
  }
  if (node.type === 'array') {
    return { kind: 'list', at, items: children.map((child) => toWire(child, placeOf)) };
  }
  return { kind: 'scalar', at, value: node.value as string | number | boolean | null };
}

function toMember(node: Node, placeOf: (offset: number) => WirePlace): WireMember {
  const [key, value] = node.children ?? [];
  if (key === undefined || value === undefined) throw jsonParserError('Unexpected end of input');
  return { name: String(key.value), value: toWire(value, placeOf), at: placeOf(key.offset) };
}

/** From an offset to line and column, without walking the text for each. */
function placesOf(text: string): (offset: number) => WirePlace {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
