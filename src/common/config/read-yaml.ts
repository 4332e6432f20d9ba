/** Reads YAML: its values at once, its mistakes and the lines of its keys when they are asked for. */

import { FAILSAFE_SCHEMA, load, Type, types } from 'js-yaml';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { lineFinder } from './yaml-lines.ts';
import type { LineOf } from './yaml-lines.ts';

export interface ReadYaml {
  readonly content: unknown;
  readonly lineOf: LineOf;
}

export class YamlMistake extends Error {}

/**
 * `yaml` tells exactly what is wrong and where, and takes half a second for a policy of a thousand objects. So it
 * is asked about texts that `js-yaml` refuses, and about lines.
 * @throws YamlMistake with the line it is on.
 */
export function readYaml(text: string): ReadYaml {
  try {
    return { content: load(text, { schema: YAML_1_2 }) ?? null, lineOf: laterLines(text) };
  } catch {
    return parseWithLines(text);
  }
}

// Private:

function laterLines(text: string): LineOf {
  let find: LineOf | null = null;
  return (place) => {
    find ??= linesOrNone(text);
    return find(place);
  };
}

/** The two do not refuse quite the same texts. */
function linesOrNone(text: string): LineOf {
  try {
    return parseWithLines(text).lineOf;
  } catch (error) {
    if (error instanceof YamlMistake) return () => null;
    throw error;
  }
}

function parseWithLines(text: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { merge: true, prettyErrors: true, lineCounter: lines });
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new YamlMistake(mistake.message.split('\n')[0] ?? 'unreadable');
  }
  return { content: valuesOf(document), lineOf: lineFinder(document, lines) };
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias of nothing, or so many of them that they would fill the memory.
    if (error instanceof ReferenceError) throw new YamlMistake(error.message);
    throw error;
  }
}

/** Plain numbers as YAML 1.2 has them; `js-yaml` would take `1_000` and `0b11` too. @see https://yaml.org/spec/1.2.2/#1032-tag-resolution */
const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT =
  /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const YAML_1_2 = FAILSAFE_SCHEMA.extend({
  implicit: [
    types.null,
    types.bool,
    plainNumber('tag:yaml.org,2002:int', INTEGER),
    plainNumber('tag:yaml.org,2002:float', FLOAT),
    types.merge,
  ],
});

function plainNumber(tag: string, pattern: RegExp): Type {
  return new Type(tag, {
    kind: 'scalar',
    resolve: (text: unknown) => typeof text === 'string' && pattern.test(text),
    construct: (text: string) => numberOf(text),
  });
}

function numberOf(text: string): number {
  const special = /^([-+]?)\.(inf|nan)$/i.exec(text);
  if (special === null) return Number(text);
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}
