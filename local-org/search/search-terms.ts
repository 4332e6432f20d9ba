/** The words of a SOSL search: `ada AND (sales OR "team lead") AND NOT bob*`. */
import { SalesforceError } from '../errors.ts';

export type SearchTerm =
  | { readonly kind: 'word'; readonly words: readonly RegExp[]; readonly stem: string }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly SearchTerm[] }
  | { readonly kind: 'not'; readonly operand: SearchTerm };

export const malformedSearch = (message: string): SalesforceError =>
  new SalesforceError(400, 'MALFORMED_SEARCH', message);

const SHORTEST_TERM = 2;

/** Parses what stands between the braces of FIND; words side by side must all be found. */
export function parseSearchTerms(text: string): SearchTerm {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[()]|(?:\\.|[^\s()"\\])+/gu) ?? [];
  const parser = { tokens, position: 0 };
  const term = parseOr(parser);
  if (parser.position < tokens.length) {
    throw malformedSearch(`unexpected token: '${tokens[parser.position] ?? ''}'`);
  }
  // One letter beside a longer word still narrows; a search of single letters only is refused.
  if (!tokens.some(isLongEnough)) {
    throw malformedSearch('search term must be longer than one character: ' + tokens.join(' '));
  }
  return term;
}

/** True when a record with these texts is found by the term. */
export function matches(term: SearchTerm, texts: readonly string[]): boolean {
  switch (term.kind) {
    case 'and':
      return term.operands.every((operand) => matches(operand, texts));
    case 'or':
      return term.operands.some((operand) => matches(operand, texts));
    case 'not':
      return !matches(term.operand, texts);
    case 'word':
      return texts.some((text) => holdsPhrase(wordsOf(text), term.words));
  }
}

/** Texts of which every found record holds at least one; they narrow the search in SQL. */
export function stems(term: SearchTerm): readonly string[] {
  switch (term.kind) {
    case 'word':
      return [term.stem];
    case 'or':
      return term.operands.flatMap(stems);
    case 'and': {
      const wanted = term.operands.filter((operand) => operand.kind !== 'not').map(stems);
      return wanted[0] ?? [''];
    }
    case 'not':
      return [''];
  }
}

interface Parser {
  readonly tokens: readonly string[];
  position: number;
}

function parseOr(parser: Parser): SearchTerm {
  const operands = [parseAnd(parser)];
  while (peek(parser) === 'OR') {
    parser.position += 1;
    operands.push(parseAnd(parser));
  }
  return only(operands) ?? { kind: 'or', operands };
}

function parseAnd(parser: Parser): SearchTerm {
  const operands = [parsePrimary(parser)];
  for (
    let next = peek(parser);
    next !== undefined && next !== 'OR' && next !== ')';
    next = peek(parser)
  ) {
    if (next === 'AND') parser.position += 1;
    const negated = peek(parser) === 'NOT';
    if (negated) parser.position += 1;
    const operand = parsePrimary(parser);
    operands.push(negated ? { kind: 'not', operand } : operand);
  }
  return only(operands) ?? { kind: 'and', operands };
}

function parsePrimary(parser: Parser): SearchTerm {
  const token = parser.tokens[parser.position];
  if (token === undefined) throw malformedSearch("unexpected token: '<EOF>'");
  parser.position += 1;
  if (token === '(') {
    const term = parseOr(parser);
    if (parser.tokens[parser.position] !== ')')
      throw malformedSearch('expecting a right parenthesis');
    parser.position += 1;
    return term;
  }
  if (token === ')') throw malformedSearch("unexpected token: ')'");
  return wordTerm(token);
}

const peek = (parser: Parser): string | undefined => {
  const token = parser.tokens[parser.position];
  return token !== undefined && /^(and|or|not)$/i.test(token) ? token.toUpperCase() : token;
};

const only = (operands: readonly SearchTerm[]): SearchTerm | undefined =>
  operands.length === 1 ? operands[0] : undefined;

function isLongEnough(token: string): boolean {
  if (/^(\(|\)|and|or|not)$/i.test(token)) return false;
  const letters = wordsOf(textOf(token), '*?').join('').replace(/[*?]/g, '');
  return letters.length >= SHORTEST_TERM;
}

function textOf(token: string): string {
  return token.replace(/^"|"$/g, '').replace(/\\(.)/gu, '$1').toLowerCase();
}

function wordTerm(token: string): SearchTerm {
  const words = wordsOf(textOf(token), '*?');
  const stem = words.flatMap((word) => word.split(/[*?]+/)).sort((a, b) => b.length - a.length)[0];
  return { kind: 'word', words: words.map(wordPattern), stem: stem ?? '' };
}

function wordPattern(word: string): RegExp {
  const source = word
    .split('')
    .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char))
    .join('');
  return new RegExp(`^${source}$`, 'u');
}

/** Letters and digits make words; whatever else stands between them parts them. */
const wordsOf = (text: string, also = ''): readonly string[] =>
  text.toLowerCase().match(new RegExp(`[\\p{L}\\p{N}${also}]+`, 'gu')) ?? [];

function holdsPhrase(words: readonly string[], phrase: readonly RegExp[]): boolean {
  return words.some((_word, start) =>
    phrase.every((pattern, i) => pattern.test(words[start + i] ?? '')),
  );
}
