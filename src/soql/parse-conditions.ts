/** Parses conditions, operands and values of a SOQL statement. */

import type { ParsedOperator } from './parse-where.ts';
import { isDateLiteral } from './date-literals.ts';
import type {
  BindSyntax,
  CallSyntax,
  ConditionSyntax,
  OperandSyntax,
  StatementSyntax,
  ValueSyntax,
} from './statement-syntax.ts';
import { StatementError, type Token } from './statement-tokens.ts';
import type { TokenReader } from './token-reader.ts';

/** Given by the caller, because statements hold conditions and conditions hold statements. */
export type StatementParser = (reader: TokenReader) => StatementSyntax;

export function parseCondition(reader: TokenReader, parseInner: StatementParser): ConditionSyntax {
  const members = [parseMember(reader, parseInner)];
  let joint: 'AND' | 'OR' | null = null;
  for (;;) {
    const word = reader.isWord('AND') ? 'AND' : reader.isWord('OR') ? 'OR' : null;
    if (word === null) break;
    if (joint !== null && joint !== word) {
      throw new StatementError('AND and OR side by side need parentheses.', reader.next.at);
    }
    joint = word;
    reader.take();
    members.push(parseMember(reader, parseInner));
  }
  const [only] = members;
  if (joint === null && only !== undefined) return only;
  return { kind: joint === 'OR' ? 'or' : 'and', members };
}

/** A path or a function of one; functions can stand in functions. */
export function parseOperand(reader: TokenReader, what: string): OperandSyntax {
  const path = reader.path(what);
  const [name] = path;
  if (name === undefined || path.length > 1 || !reader.isSymbol('(')) return { kind: 'path', path };
  return parseCall(reader, name);
}

/** LIMIT and OFFSET take one too. */
export function parseValue(reader: TokenReader, what = 'a value'): ValueSyntax {
  const token = reader.next;
  if (token.kind === 'bind') return parseBind(reader);
  if (reader.isSymbol(':')) {
    throw new StatementError('An argument is a colon and its name, as in :name.', token.at);
  }
  const type = literalType(token);
  if (type === null) throw reader.unexpected(what);
  reader.take();
  if (type !== 'dateLiteral' || isDateLiteral(token.text.toUpperCase())) {
    return { kind: 'literal', type, text: token.text, at: token.at };
  }
  return parseCountedLiteral(reader, token);
}

// Private:

function parseMember(reader: TokenReader, parseInner: StatementParser): ConditionSyntax {
  if (reader.takeWords('NOT')) return { kind: 'not', member: parseMember(reader, parseInner) };
  if (reader.takeSymbol('(')) {
    const group = parseCondition(reader, parseInner);
    reader.expectSymbol(')');
    return group;
  }
  const operand = parseOperand(reader, 'a condition');
  const operatorAt = reader.next.at;
  const operator = parseOperator(reader);
  if (
    operator !== 'IN' &&
    operator !== 'NOT IN' &&
    operator !== 'INCLUDES' &&
    operator !== 'EXCLUDES'
  ) {
    const values = [parseValue(reader)];
    return { kind: 'comparison', operand, operator, operatorAt, values, isListBind: false };
  }
  const isSemiJoin = reader.isSymbol('(') && reader.isWord('SELECT', 1);
  if (isSemiJoin && (operator === 'IN' || operator === 'NOT IN')) {
    reader.take();
    const statement = parseInner(reader);
    reader.expectSymbol(')');
    return { kind: 'semiJoin', operand, negated: operator === 'NOT IN', statement };
  }
  const isListBind = reader.next.kind === 'bind';
  const values = isListBind ? [parseBind(reader)] : parseList(reader);
  return { kind: 'comparison', operand, operator, operatorAt, values, isListBind };
}

function parseList(reader: TokenReader): readonly ValueSyntax[] {
  reader.expectSymbol('(');
  const values = [parseValue(reader)];
  while (reader.takeSymbol(',')) values.push(parseValue(reader));
  reader.expectSymbol(')');
  return values;
}

const SYMBOLS: Readonly<Record<string, ParsedOperator>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function parseOperator(reader: TokenReader): ParsedOperator {
  const symbol = reader.next.kind === 'symbol' ? SYMBOLS[reader.next.text] : undefined;
  if (symbol !== undefined) {
    reader.take();
    return symbol;
  }
  if (reader.takeWords('NOT', 'IN')) return 'NOT IN';
  for (const word of ['LIKE', 'IN', 'INCLUDES', 'EXCLUDES'] as const) {
    if (reader.takeWords(word)) return word;
  }
  throw reader.unexpected('an operator');
}

function parseCall(reader: TokenReader, fn: CallSyntax['fn']): CallSyntax {
  reader.expectSymbol('(');
  const args: CallSyntax['args'][number][] = [];
  while (!reader.isSymbol(')')) {
    if (args.length > 0) reader.expectSymbol(',');
    args.push(
      reader.next.kind === 'word' && literalType(reader.next) === null
        ? parseOperand(reader, 'a field')
        : parseValue(reader, 'a field'),
    );
  }
  reader.take();
  return { kind: 'call', fn, args };
}

/** `:name`, or `:name?` where its condition may be left out. */
function parseBind(reader: TokenReader): BindSyntax {
  const token = reader.take();
  const name = token.text.trim();
  if (name.includes('.') || name.startsWith('__')) {
    throw new StatementError(
      `:${name} cannot be an argument: a bind is one name. Who asks is pinned in operations: of skybridge.yaml.`,
      token.at,
    );
  }
  return { kind: 'bind', name, optional: reader.takeSymbol('?'), at: token.at };
}

function literalType(token: Token): Extract<ValueSyntax, { kind: 'literal' }>['type'] | null {
  switch (token.kind) {
    case 'string':
    case 'number':
    case 'date':
    case 'dateTime':
    case 'time':
      return token.kind;
    case 'word': {
      const word = token.text.toUpperCase();
      if (word === 'TRUE' || word === 'FALSE') return 'boolean';
      if (word === 'NULL') return 'null';
      return isDateLiteral(word) || isDateLiteral(`${word}:1`) ? 'dateLiteral' : null;
    }
    case 'bind':
    case 'symbol':
    case 'end':
      return null;
  }
}

/** `LAST_N_DAYS:30`, whose parts are tokens of their own. */
function parseCountedLiteral(reader: TokenReader, word: Token): ValueSyntax {
  if (reader.next.kind === 'bind') {
    throw new StatementError(
      'The number of a date literal cannot be a bind: compare the field with a bind, whose value may be a date literal.',
      reader.next.at,
    );
  }
  reader.expectSymbol(':');
  if (reader.next.kind !== 'number') throw reader.unexpected('a whole number');
  const text = `${word.text}:${reader.take().text}`;
  if (isDateLiteral(text.toUpperCase())) {
    return { kind: 'literal', type: 'dateLiteral', text, at: word.at };
  }
  throw new StatementError(`${text} is not a date literal of SOQL.`, word.at);
}
