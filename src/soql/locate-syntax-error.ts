/** Says where a condition stops being SOQL: the parser's own errors name no place, and list every token there could be. */

/** Strings, names with their dots, binds and dates, operators, and whatever else stands alone. */
const WORD = /'(?:[^'\\]|\\[\s\S])*'|[\w.:+-]+|[<>=!]+|\S/g;

/**
 * Finds the first word that no condition could go on with, by parsing ever longer beginnings.
 * @param parse throws for what is no condition, as the parser does.
 * @returns such as `at position 8, near "FOO"`; positions count characters from 1.
 */
export function locateSyntaxError(text: string, parse: (beginning: string) => unknown): string {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!couldGoOn(text.slice(0, index + word.length), parse)) {
      return `at position ${index + 1}, near "${shorten(word)}"`;
    }
  }
  return `at position ${text.trimEnd().length + 1}, where it ends too early`;
}

function couldGoOn(beginning: string, parse: (beginning: string) => unknown): boolean {
  // The parser looks further ahead here than its error tells.
  if (beginning.endsWith('(')) return true;
  try {
    parse(beginning);
    return true;
  } catch (error) {
    // It read everything and found no more.
    return error instanceof Error && /\bfound(?: -->|:) ''(?: <--)?$/.test(error.message);
  }
}

const SHOWN_CHARACTERS = 30;

/** One line, whatever the policy's author wrote. */
function shorten(word: string): string {
  const line = word.replace(/\s+/g, ' ');
  return line.length <= SHOWN_CHARACTERS ? line : `${line.slice(0, SHOWN_CHARACTERS)}…`;
}
