/** Reads JSON as Salesforce's parser does: its error code, and its bound on nesting. */
import { jsonParserError } from './api-errors.ts';

/** Jackson's own default, which the error text names. */
const MAX_DEPTH = 1000;

export function parseJson(text: string): unknown {
  const depth = nestingDepth(text);
  if (depth > MAX_DEPTH) {
    throw jsonParserError(
      `Document nesting depth (${depth}) exceeds the maximum allowed (${MAX_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw jsonParserError(error instanceof Error ? error.message : String(error));
  }
}

/** Deepest bracket nesting outside of strings; stops counting just above the limit. */
function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length && deepest <= MAX_DEPTH; index += 1) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === BACKSLASH) index += 1;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth -= 1;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
