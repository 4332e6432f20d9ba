/** Cuts the text of a SOQL statement into tokens that know their place; comments are kept apart. */

export type TokenKind =
  'word' | 'string' | 'number' | 'date' | 'dateTime' | 'time' | 'bind' | 'symbol';

export interface Token {
  readonly kind: TokenKind | 'end';
  /** As written; strings with their quotes, binds without the colon. */
  readonly text: string;
  /** Characters from the start of the text. */
  readonly at: number;
}

/**
 * Words that are never a name here. Not all of those that SOQL keeps from being aliases: `Group` is an object too.
 * @see sforce_api_calls_soql_typos.htm, Alias Notation
 */
const RESERVED: ReadonlySet<string> = new Set([
  ...['SELECT', 'FROM', 'WHERE', 'HAVING', 'USING', 'WITH', 'AND', 'OR', 'NOT', 'IN', 'LIKE'],
  ...['INCLUDES', 'EXCLUDES', 'ASC', 'DESC', 'NULLS', 'NULL'],
]);

/** SOQL ignores the case of its words. */
export function isReservedWord(text: string): boolean {
  return RESERVED.has(text.toUpperCase());
}

/** What is wrong with a statement, and where. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  /** A sentence. */
  readonly problem: string;
  /** Characters from the start of the text. */
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.problem = problem;
    this.at = at;
  }
}

/** Line and column, both from 1. */
export function placeOf(
  text: string,
  at: number,
): { readonly line: number; readonly column: number } {
  // A byte order mark takes no column in an editor.
  const before = text
    .slice(0, at)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

export interface TokenizedStatement {
  /** The last one is of kind `end`. */
  readonly tokens: readonly Token[];
  /** Lines of the comments before the statement, without their slashes. */
  readonly comments: readonly string[];
}

/** @throws StatementError for a character that no statement has, or a string or comment that does not end. */
export function tokenizeStatement(text: string): TokenizedStatement {
  const tokens: Token[] = [];
  const comments: string[] = [];
  let at = 0;
  while (at < text.length) {
    const length = skippedLength(text, at, tokens.length === 0 ? comments : null);
    if (length > 0) {
      at += length;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token);
    at += token.text.length + (token.kind === 'bind' ? 1 : 0);
  }
  tokens.push({ kind: 'end', text: '', at: text.trimEnd().length });
  return { tokens, comments };
}

// Private:

/** White space and comments. @param comments takes what they say, where that is the description. */
function skippedLength(text: string, at: number, comments: string[] | null): number {
  const space = /^[\s\uFEFF]+/.exec(text.slice(at, at + 1_000))?.[0].length ?? 0;
  if (space > 0) return space;
  if (text.startsWith('//', at)) {
    const line = /^\/\/[^\r\n]*/.exec(text.slice(at))?.[0] ?? '//';
    comments?.push(line.slice(2).trim());
    return line.length;
  }
  if (!text.startsWith('/*', at)) return 0;
  const end = text.indexOf('*/', at + 2);
  if (end === -1) throw new StatementError('This comment does not end.', at);
  return end + 2 - at;
}

/** Longest first where one begins like another. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /'(?:[^'\\\r\n]|\\[^\r\n])*'/y],
  ['dateTime', /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})/iy],
  ['date', /\d{4}-\d{2}-\d{2}/y],
  ['time', /\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/iy],
  ['number', /[+-]?(?:\d+(?:\.\d+)?|\.\d+)/y],
  ['word', /[A-Za-z]\w*/y],
  ['symbol', /<=|>=|!=|<>|[=<>(),.?:]/y],
];

const BIND = /:\s*([A-Za-z]\w*(?:\.\w+)*)/y;

function readToken(text: string, at: number): Token {
  BIND.lastIndex = at;
  const bind = BIND.exec(text)?.[0];
  // One colon and its name are one word, so that a message can point at it.
  if (bind !== undefined) return { kind: 'bind', text: bind.slice(1), at };
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  if (text[at] === "'") throw new StatementError('This string does not end on its line.', at);
  throw new StatementError(`There is no ${JSON.stringify(text[at])} in SOQL.`, at);
}
