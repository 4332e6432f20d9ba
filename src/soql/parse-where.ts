/** Parses the text of a WHERE condition into a plain tree; names and values in it are not checked against anything yet. */

import { createRequire } from 'node:module';
import type * as Parser from '@jetstreamapp/soql-parser-js';
import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { locateSyntaxError } from './locate-syntax-error.ts';
import type { LikePart } from './nodes.ts';

export type ParsedOperator =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

/** A literal as written; strings keep their quotes and escapes until `unescapeString` or `parseLikePattern`. */
export interface ParsedLiteral {
  readonly type:
    'string' | 'number' | 'boolean' | 'null' | 'date' | 'dateTime' | 'dateLiteral' | 'bind';
  readonly text: string;
}

export type ParsedWhere =
  | { readonly kind: 'and' | 'or'; readonly members: readonly ParsedWhere[] }
  | { readonly kind: 'not'; readonly member: ParsedWhere }
  | {
      readonly kind: 'comparison';
      readonly path: readonly string[];
      readonly operator: ParsedOperator;
      readonly literals: readonly ParsedLiteral[];
    }
  | {
      readonly kind: 'semiJoin';
      readonly path: readonly string[];
      readonly negated: boolean;
      readonly column: string;
      readonly from: string;
      readonly where: ParsedWhere | null;
    };

/** @throws WhereSyntaxError when the text is not one condition and nothing else. */
export function parseWhere(text: string): ParsedWhere {
  const query = parse(text);
  refuseOtherClauses(query, ['fields', 'sObject', 'where']);
  if (query.where === undefined) throw new WhereSyntaxError('There is no condition.');
  return readWhere(query.where);
}

export class WhereSyntaxError extends Error {
  override readonly name = 'WhereSyntaxError';
}

/** `'O\'Hara'` → `O'Hara`. */
export function unescapeString(quoted: string): string {
  return readQuoted(quoted)
    .map((char) => char.text)
    .join('');
}

/** `'50\%%'` → literal `50%` and a wildcard. */
export function parseLikePattern(quoted: string): readonly LikePart[] {
  const parts: LikePart[] = [];
  for (const { text, escaped } of readQuoted(quoted)) {
    if (!escaped && (text === '%' || text === '_')) parts.push({ wildcard: text });
    else parts.push({ text });
  }
  return parts;
}

// Private:

function parse(condition: string): Query {
  try {
    return parseStatement(condition);
  } catch {
    throw new WhereSyntaxError(`It is not SOQL ${locateSyntaxError(condition, parseStatement)}.`);
  }
}

const require = createRequire(import.meta.url);

/** It builds its grammar while it loads, a fifth of a second that a policy without predicates need not cost. */
function loadParser(): typeof Parser {
  return require('@jetstreamapp/soql-parser-js') as typeof Parser;
}

function parseStatement(condition: string): Query {
  return loadParser().parseQuery(`SELECT Id FROM Subject WHERE ${condition}`, {
    allowApexBindVariables: true,
  });
}

/** `Name = 'x' LIMIT 1` parses too, as a statement with more than a condition. */
function refuseOtherClauses(query: Query, allowed: readonly string[]): void {
  const others = Object.keys(query).filter((clause) => !allowed.includes(clause));
  if (others.length > 0) throw new WhereSyntaxError(`It holds more: ${others.join(', ')}.`);
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | { readonly comparison: ParsedWhere };

function readWhere(where: WhereClause): ParsedWhere {
  const tokens = [...tokensOf(where)];
  const reader = { tokens, position: 0 };
  const tree = readGroup(reader);
  if (reader.position !== tokens.length) throw new WhereSyntaxError('Parentheses do not match.');
  return tree;
}

/** The parser answers a linked list with parenthesis counts; this makes it a token stream again. */
function* tokensOf(where: WhereClause): Generator<Token> {
  const { left } = where;
  const operator = 'operator' in where ? where.operator : undefined;
  const opening = left?.openParen ?? 0;
  for (let i = 0; i < opening; i += 1) yield '(';
  if (left !== null && 'operator' in left) yield { comparison: readComparison(left) };
  const closing = left !== null && 'closeParen' in left ? (left.closeParen ?? 0) : 0;
  for (let i = 0; i < closing; i += 1) yield ')';
  if (operator !== undefined) yield operator;
  if ('right' in where) yield* tokensOf(where.right);
}

interface Reader {
  readonly tokens: readonly Token[];
  position: number;
}

/** AND and OR at one level need parentheses, as SOQL itself demands. */
function readGroup(reader: Reader): ParsedWhere {
  const members = [readMember(reader)];
  let joint: 'AND' | 'OR' | null = null;
  for (;;) {
    const token = reader.tokens[reader.position];
    if (token !== 'AND' && token !== 'OR') break;
    if (joint !== null && joint !== token) {
      throw new WhereSyntaxError('AND and OR side by side need parentheses.');
    }
    joint = token;
    reader.position += 1;
    members.push(readMember(reader));
  }
  const [only] = members;
  if (joint === null && only !== undefined) return only;
  return { kind: joint === 'OR' ? 'or' : 'and', members };
}

function readMember(reader: Reader): ParsedWhere {
  const token = reader.tokens[reader.position];
  reader.position += 1;
  if (token === 'NOT') return { kind: 'not', member: readMember(reader) };
  if (token === '(') {
    const group = readGroup(reader);
    if (reader.tokens[reader.position] !== ')') throw new WhereSyntaxError('A ) is missing.');
    reader.position += 1;
    return group;
  }
  if (typeof token === 'object') return token.comparison;
  throw new WhereSyntaxError(`A condition is missing before ${token ?? 'the end'}.`);
}

/** The members of the parser's several condition types that are read here. */
interface ParserComparison {
  readonly field?: string;
  readonly operator: ParsedOperator;
  readonly value?: string | readonly string[];
  readonly valueQuery?: Query;
  readonly literalType?: unknown;
}

function readComparison(condition: object): ParsedWhere {
  const { field, operator, value, valueQuery, literalType } = condition as ParserComparison;
  if (field === undefined) throw new WhereSyntaxError('Functions are not supported here.');
  const path = field.split('.');
  if (valueQuery !== undefined) return readSemiJoin(path, operator, valueQuery);
  const texts = Array.isArray(value) ? value : [value];
  const types: readonly unknown[] = Array.isArray(literalType)
    ? literalType
    : texts.map(() => literalType);
  const literals = texts.map((text, i) => ({ type: literalTypeOf(types[i]), text: String(text) }));
  return { kind: 'comparison', path, operator, literals };
}

function readSemiJoin(
  path: readonly string[],
  operator: ParsedOperator,
  query: Query,
): ParsedWhere {
  refuseOtherClauses(query, ['fields', 'sObject', 'where']);
  const [column, ...others] = query.fields ?? [];
  if (column?.type !== 'Field' || others.length > 0 || query.sObject === undefined) {
    throw new WhereSyntaxError('A sub-select takes one plain field of one object.');
  }
  return {
    kind: 'semiJoin',
    path,
    negated: operator === 'NOT IN',
    column: column.field,
    from: query.sObject,
    where: query.where === undefined ? null : readWhere(query.where),
  };
}

function literalTypeOf(type: unknown): ParsedLiteral['type'] {
  switch (type) {
    case 'STRING':
      return 'string';
    case 'INTEGER':
    case 'DECIMAL':
      return 'number';
    case 'BOOLEAN':
      return 'boolean';
    case 'NULL':
      return 'null';
    case 'DATE':
      return 'date';
    case 'DATETIME':
      return 'dateTime';
    case 'DATE_LITERAL':
    case 'DATE_N_LITERAL':
      return 'dateLiteral';
    case 'APEX_BIND_VARIABLE':
      return 'bind';
    default:
      throw new WhereSyntaxError(`A literal of kind ${String(type)} is not supported.`);
  }
}

const UNESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};

function readQuoted(quoted: string): readonly { text: string; escaped: boolean }[] {
  const body = /^'([\s\S]*)'$/.exec(quoted)?.[1];
  if (body === undefined) throw new WhereSyntaxError('A string must stand in single quotes.');
  const chars = body.match(/\\u[0-9a-fA-F]{4}|\\[\s\S]|[\s\S]/g) ?? [];
  return chars.map((char) => {
    if (!char.startsWith('\\')) return { text: char, escaped: false };
    const code = /^\\u([0-9a-f]{4})$/i.exec(char)?.[1];
    if (code !== undefined) {
      return { text: String.fromCharCode(Number.parseInt(code, 16)), escaped: true };
    }
    const letter = char.slice(1);
    const text = UNESCAPED[letter.toLowerCase()] ?? letter;
    if (text === letter && !/[\\'"%_]/.test(letter)) {
      throw new WhereSyntaxError(`\\${letter} is not an escape.`);
    }
    return { text, escaped: true };
  });
}
