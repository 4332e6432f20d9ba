/** Finds the line of a YAML file on which a key stands, through anchors, aliases and merges. */

import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Pair, YAMLMap } from 'yaml';

/** @param place dotted keys and indexes, such as `policy.Contact.user.fields[2]`. @returns null for an empty place. */
export type LineOf = (place: string) => number | null;

/** A key that is not written has the line of the nearest one above it that is. */
export function lineFinder(document: Document, lines: LineCounter): LineOf {
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const lineAt = (node: unknown): number | null => {
    const start = (node as { readonly range?: readonly number[] | null } | null)?.range?.[0];
    return start === undefined ? null : lines.linePos(start).line;
  };

  const pairOf = (map: YAMLMap, key: string): Pair | undefined => {
    const own = map.items.find((pair) => keyOf(pair) === key);
    if (own !== undefined) return own;
    for (const source of mergedInto(map, resolve)) {
      const merged = pairOf(source, key);
      if (merged !== undefined) return merged;
    }
    return undefined;
  };

  return (place) => {
    let node: unknown = document.contents;
    let line: number | null = null;
    for (const step of stepsOf(place)) {
      node = resolve(node);
      if (isMap(node)) {
        const pair = pairOf(node, step);
        if (pair === undefined) return line;
        line = lineAt(pair.key) ?? line;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        line = lineAt(node) ?? line;
      } else return line;
    }
    return line;
  };
}

// Private:

function stepsOf(place: string): readonly string[] {
  return place.split(/[.[\]]+/).filter((step) => step !== '');
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

/** Maps that `<<` names: one, or a list of them. */
function mergedInto(map: YAMLMap, resolve: (node: unknown) => unknown): readonly YAMLMap[] {
  return map.items
    .filter((pair) => keyOf(pair) === '<<')
    .map((pair) => resolve(pair.value))
    .flatMap((value) => (isSeq(value) ? value.items.map(resolve) : [value]))
    .filter((value) => isMap(value));
}
