/** A search term: words with `*` and `?`, "phrases", AND, OR and AND NOT. */
import { malformedSearch, termTooShort } from './search-request.ts';

export interface SearchTerm {
  /** Whether these words of a record satisfy the term. */
  matches(text: string): boolean;
  /** Parts of which at least one must be in a record, for a first coarse pass. */
  readonly needles: readonly string[];
}

/** AND binds closer than OR; words side by side are a phrase of AND. */
export function parseTerm(text: string): SearchTerm {
  const shown = text.trim();
  if (shown.replace(/["*?]/g, '').length < 2) throw termTooShort(shown);
  const alternatives = splitOn(tokens(shown), 'OR').map(parseConjunction);
  return {
    matches: (record) => alternatives.some((one) => one.matches(record)),
    needles: alternatives.flatMap((one) => one.needles.slice(0, 1)),
  };
}

function parseConjunction(words: readonly string[]): SearchTerm {
  const wanted: RegExp[] = [];
  const unwanted: RegExp[] = [];
  const needles: string[] = [];
  let negate = false;
  for (const word of words) {
    const upper = word.toUpperCase();
    if (upper === 'AND') continue;
    if (upper === 'NOT') negate = true;
    else {
      (negate ? unwanted : wanted).push(toPattern(word));
      if (!negate) needles.push(longestLiteral(word));
      negate = false;
    }
  }
  if (wanted.length === 0) throw malformedSearch('The search term must hold a word to look for.');
  const found = (text: string, pattern: RegExp) => pattern.test(text);
  return {
    matches: (text) =>
      wanted.every((pattern) => found(text, pattern)) &&
      !unwanted.some((pattern) => found(text, pattern)),
    needles,
  };
}

/** Words and phrases; the quotes of a phrase go, what is inside stays together. */
function tokens(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|[^\s"()]+/g)].map(([whole, phrase]) => phrase ?? whole);
}

function splitOn(words: readonly string[], separator: string): readonly (readonly string[])[] {
  const groups: string[][] = [[]];
  for (const word of words) {
    if (word.toUpperCase() === separator) groups.push([]);
    else groups.at(-1)?.push(word);
  }
  return groups.filter((group) => group.length > 0);
}

/** Whole words, without regard to case; `*` stands for any letters, `?` for one. */
function toPattern(word: string): RegExp {
  const body = word
    .replace(/[.+^${}()|[\]\\/-]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replaceAll('*', '[^\\s]*')
    .replaceAll('?', '[^\\s]');
  return new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, 'iu');
}

const longestLiteral = (word: string): string =>
  word
    .split(/[*?\s]+/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
