/** Parses the text of one SOQL SELECT statement with binds, keeping the place of everything in it. */

import { parseCondition, parseOperand, parseValue } from './parse-conditions.ts';
import type {
  GroupBySyntax,
  NameSyntax,
  OrderSyntax,
  PathSyntax,
  SelectItemSyntax,
  StatementSyntax,
} from './statement-syntax.ts';
import { isReservedWord, StatementError, tokenizeStatement } from './statement-tokens.ts';
import { TokenReader } from './token-reader.ts';

export interface ParsedStatement {
  readonly statement: StatementSyntax;
  /** Lines of the comments before the statement. */
  readonly comments: readonly string[];
}

/** @throws StatementError */
export function parseStatement(text: string): ParsedStatement {
  const { tokens, comments } = tokenizeStatement(text);
  const reader = new TokenReader(tokens);
  if (reader.isAtEnd()) throw new StatementError('There is no statement.', reader.next.at);
  const statement = parseSelect(reader);
  if (!reader.isAtEnd()) throw refuseRest(reader);
  return { statement, comments };
}

// Private:

function parseSelect(reader: TokenReader): StatementSyntax {
  const { at } = reader.next;
  reader.expectWords('SELECT');
  refuseDistinct(reader);
  const items = [parseItem(reader)];
  while (reader.takeSymbol(',')) items.push(parseItem(reader));
  reader.expectWords('FROM');
  const [from, owner] = parseFrom(reader);
  const alias = parseAlias(reader);
  if (reader.isSymbol(',')) {
    throw new StatementError('Only one object can stand after FROM.', reader.next.at);
  }
  const scope = reader.takeWords('USING', 'SCOPE') ? reader.name('a scope') : null;
  const where = reader.takeWords('WHERE') ? parseCondition(reader, parseSelect) : null;
  const groupBy = parseGroupBy(reader);
  const having = reader.takeWords('HAVING') ? parseCondition(reader, parseSelect) : null;
  const orderBy = parseOrders(reader);
  const limit = reader.takeWords('LIMIT') ? parseValue(reader, 'a number') : null;
  const offset = reader.takeWords('OFFSET') ? parseValue(reader, 'a number') : null;
  return { at, items, from, owner, alias, scope, where, groupBy, having, orderBy, limit, offset };
}

function refuseDistinct(reader: TokenReader): void {
  const { kind, text } = reader.peek(1);
  if (!reader.isWord('DISTINCT') || kind !== 'word' || isReservedWord(text)) return;
  throw new StatementError('SOQL has no DISTINCT: use GROUP BY.', reader.next.at);
}

/** `Contacts`, or `Account.Contacts` of a subquery. */
function parseFrom(reader: TokenReader): readonly [NameSyntax, NameSyntax | null] {
  const first = reader.name('an object');
  return reader.takeSymbol('.') ? [reader.name('a name after the dot'), first] : [first, null];
}

/** Words that can follow where an alias could stand, besides the reserved ones. */
const CLAUSES: ReadonlySet<string> = new Set([
  ...['GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'FOR', 'ALL', 'UPDATE', 'JOIN'],
  ...['FIRST', 'LAST'],
  ...['WHEN', 'THEN', 'ELSE', 'END'],
]);

function parseAlias(reader: TokenReader): NameSyntax | null {
  reader.takeWords('AS');
  const { kind, text } = reader.next;
  const canBeAlias = kind === 'word' && !isReservedWord(text) && !CLAUSES.has(text.toUpperCase());
  return canBeAlias ? reader.name('an alias') : null;
}

function parseItem(reader: TokenReader): SelectItemSyntax {
  if (reader.takeSymbol('(')) {
    const statement = parseSelect(reader);
    if (!reader.isSymbol(')')) throw refuseRest(reader);
    reader.take();
    return { kind: 'subquery', statement };
  }
  if (reader.isWord('TYPEOF') && reader.peek(1).kind === 'word') return parseTypeOf(reader);
  const operand = parseOperand(reader, 'a field');
  return { kind: 'field', operand, alias: parseAlias(reader) };
}

function parseTypeOf(reader: TokenReader): SelectItemSyntax {
  reader.take();
  const relationship = reader.name('a relationship');
  const whens: { object: NameSyntax; fields: readonly PathSyntax[] }[] = [];
  while (reader.takeWords('WHEN')) {
    const object = reader.name('an object');
    reader.expectWords('THEN');
    whens.push({ object, fields: parsePaths(reader) });
  }
  if (whens.length === 0) throw reader.unexpected('WHEN');
  const otherwise = reader.takeWords('ELSE') ? parsePaths(reader) : null;
  reader.expectWords('END');
  return { kind: 'typeOf', relationship, whens, otherwise };
}

function parsePaths(reader: TokenReader): readonly PathSyntax[] {
  const paths = [reader.path('a field')];
  while (reader.takeSymbol(',')) paths.push(reader.path('a field'));
  return paths;
}

function parseGroupBy(reader: TokenReader): GroupBySyntax | null {
  const { at } = reader.next;
  if (!reader.takeWords('GROUP')) return null;
  reader.expectWords('BY');
  for (const mode of ['ROLLUP', 'CUBE'] as const) {
    if (!reader.isWord(mode) || !reader.isSymbol('(', 1)) continue;
    reader.take();
    reader.expectSymbol('(');
    const operands = parseOperands(reader);
    reader.expectSymbol(')');
    return { mode, operands, at };
  }
  return { mode: 'PLAIN', operands: parseOperands(reader), at };
}

function parseOperands(reader: TokenReader) {
  const operands = [parseOperand(reader, 'a field')];
  while (reader.takeSymbol(',')) operands.push(parseOperand(reader, 'a field'));
  return operands;
}

function parseOrders(reader: TokenReader): readonly OrderSyntax[] {
  if (!reader.takeWords('ORDER')) return [];
  reader.expectWords('BY');
  const orders = [parseOrder(reader)];
  while (reader.takeSymbol(',')) orders.push(parseOrder(reader));
  return orders;
}

function parseOrder(reader: TokenReader): OrderSyntax {
  const operand = parseOperand(reader, 'a field');
  const direction = reader.takeWords('DESC') ? 'DESC' : 'ASC';
  if (direction === 'ASC') reader.takeWords('ASC');
  if (!reader.takeWords('NULLS')) return { operand, direction, nulls: null };
  if (reader.takeWords('FIRST')) return { operand, direction, nulls: 'FIRST' };
  reader.expectWords('LAST');
  return { operand, direction, nulls: 'LAST' };
}

const KEPT_OUT: Readonly<Record<string, string>> = {
  WITH: 'WITH is for Apex: the policy decides what a viewer may read.',
  FOR: 'FOR VIEW, FOR REFERENCE and FOR UPDATE have no place in a declared query.',
  UPDATE: 'UPDATE has no place in a declared query.',
  ALL: 'ALL ROWS is for Apex.',
  JOIN: 'SOQL has no JOIN: name a parent by its relationship (Account.Name), children by a subquery.',
};

function refuseRest(reader: TokenReader): StatementError {
  const { kind, text, at } = reader.next;
  const known = kind === 'word' ? KEPT_OUT[text.toUpperCase()] : undefined;
  return known === undefined
    ? reader.unexpected('the end of the statement or another clause')
    : new StatementError(known, at);
}
