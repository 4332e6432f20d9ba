/** Turns a frozen statement node into SOQL or SOSL text. */

import { AppError } from '../common/errors.ts';
import { MAX_STATEMENT_LENGTH } from './limits.ts';
import type {
  Condition,
  FieldPath,
  GroupByNode,
  Operand,
  OrderNode,
  SearchNode,
  SearchReturning,
  SelectColumn,
  SelectNode,
} from './nodes.ts';
import {
  combinationToText,
  likePatternToText,
  searchWordsToText,
  valueToText,
} from './value-to-text.ts';

/**
 * @throws AppError INVALID_QUERY when the text is longer than Salesforce takes, BAD_USER_INPUT for a value that has no
 * literal.
 */
export function compileSelect(select: SelectNode): string {
  return checkedLength(selectText(select), 'SOQL');
}

/** The same of a search. */
export function compileSearch(search: SearchNode): string {
  const words = searchWordsToText(nonEmpty(search.words, 'FIND'));
  const returning = nonEmpty(search.returning, 'RETURNING').map(returningText);
  return checkedLength(`FIND {${words}} IN ALL FIELDS RETURNING ${returning.join(', ')}`, 'SOSL');
}

/** A condition as it stands after WHERE; also the canonical form that a cursor is bound to. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return nonEmpty(condition.conditions, condition.kind)
        .map(nestedText)
        .join(condition.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${conditionText(condition.condition)})`;
    case 'compare':
      return `${operandText(condition.operand)} ${condition.operator} ${valueToText(condition.value)}`;
    case 'like':
      return `${operandText(condition.operand)} LIKE ${likePatternToText(condition.pattern)}`;
    case 'in': {
      const values = nonEmpty(condition.values, 'IN').map(valueToText);
      return `${operandText(condition.operand)} ${condition.negated ? 'NOT IN' : 'IN'} (${values.join(', ')})`;
    }
    case 'includes': {
      const sets = nonEmpty(condition.combinations, 'INCLUDES').map(combinationToText);
      return `${operandText(condition.operand)} ${condition.negated ? 'EXCLUDES' : 'INCLUDES'} (${sets.join(', ')})`;
    }
    case 'distance':
      return conditionOnDistance(condition);
    case 'semiJoin':
      return semiJoinText(condition);
  }
}

/** Order keys as they stand after ORDER BY. */
export function orderText(orders: readonly OrderNode[]): string {
  return orders
    .map((order) => {
      const nulls = order.nulls === null ? '' : ` NULLS ${order.nulls}`;
      return `${orderedText(order)} ${order.direction}${nulls}`;
    })
    .join(', ');
}

// Private:

function checkedLength(text: string, language: string): string {
  if (text.length <= MAX_STATEMENT_LENGTH) return text;
  throw new AppError(
    'INVALID_QUERY',
    `The query is ${text.length} characters of ${language}; Salesforce takes ${MAX_STATEMENT_LENGTH}.`,
    { hint: 'Ask for fewer fields, or put fewer values into the filter.' },
  );
}

function returningText({ object, columns, where, limit }: SearchReturning): string {
  const fields = nonEmpty(columns, 'RETURNING').map(pathText).join(', ');
  const filter = where === null ? '' : ` WHERE ${conditionText(where)}`;
  return `${identifier(object)}(${fields}${filter} LIMIT ${rowCount(limit)})`;
}

function selectText(select: SelectNode): string {
  const columns = nonEmpty(select.columns, 'SELECT').map(columnText).join(', ');
  return [
    `SELECT ${columns} FROM ${identifier(select.from)}`,
    select.scope === null ? '' : ` USING SCOPE ${identifier(select.scope)}`,
    select.where === null ? '' : ` WHERE ${conditionText(select.where)}`,
    select.groupBy === null ? '' : ` GROUP BY ${groupByText(select.groupBy)}`,
    select.having === null ? '' : ` HAVING ${conditionText(select.having)}`,
    select.orderBy.length === 0 ? '' : ` ORDER BY ${orderText(select.orderBy)}`,
    select.limit === null ? '' : ` LIMIT ${rowCount(select.limit)}`,
    select.offset === undefined ? '' : ` OFFSET ${rowCount(select.offset)}`,
  ].join('');
}

function columnText(column: SelectColumn): string {
  switch (column.kind) {
    case 'field':
      return column.alias === undefined
        ? pathText(column.path)
        : `${pathText(column.path)} ${identifier(column.alias)}`;
    case 'call':
      return `${callText(column)} ${identifier(column.alias)}`;
    case 'countAll':
      return 'COUNT()';
    case 'subquery':
      return `(${selectText(column.select)})`;
    case 'typeOf': {
      const whens = nonEmpty(column.whens, 'TYPEOF').map(
        (when) =>
          `WHEN ${identifier(when.object)} THEN ${nonEmpty(when.columns, 'THEN').map(pathText).join(', ')}`,
      );
      return `TYPEOF ${pathText(column.path)} ${whens.join(' ')} END`;
    }
  }
}

/** SOQL requires parentheses wherever AND, OR and NOT meet; nested groups get them always. */
function nestedText(condition: Condition): string {
  const text = conditionText(condition);
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'not':
      return `(${text})`;
    case 'compare':
    case 'like':
    case 'in':
    case 'includes':
    case 'distance':
    case 'semiJoin':
      return text;
  }
}

function orderedText({ operand, distanceFrom }: OrderNode): string {
  if (distanceFrom === undefined) return operandText(operand);
  return distanceText({ ...distanceFrom, operand, unit: 'km' });
}

function conditionOnDistance(condition: Extract<Condition, { kind: 'distance' }>): string {
  const within = valueToText({ type: 'number', value: condition.within });
  return `${distanceText(condition)} < ${within}`;
}

function distanceText(
  distance: Pick<
    Extract<Condition, { kind: 'distance' }>,
    'operand' | 'latitude' | 'longitude' | 'unit'
  >,
): string {
  const [latitude, longitude] = [distance.latitude, distance.longitude].map((value) =>
    valueToText({ type: 'number', value }),
  );
  const unit = valueToText({ type: 'string', value: distance.unit });
  return `DISTANCE(${operandText(distance.operand)}, GEOLOCATION(${latitude}, ${longitude}), ${unit})`;
}

function semiJoinText(condition: Extract<Condition, { kind: 'semiJoin' }>): string {
  const { column, from, where } = condition.select;
  const filter = where === null ? '' : ` WHERE ${conditionText(where)}`;
  const select = `SELECT ${identifier(column)} FROM ${identifier(from)}${filter}`;
  return `${operandText(condition.operand)} ${condition.negated ? 'NOT IN' : 'IN'} (${select})`;
}

function groupByText(groupBy: GroupByNode): string {
  const operands = nonEmpty(groupBy.operands, 'GROUP BY').map(operandText).join(', ');
  return groupBy.mode === 'PLAIN' ? operands : `${groupBy.mode}(${operands})`;
}

function operandText(operand: Operand): string {
  return operand.kind === 'field' ? pathText(operand.path) : callText(operand);
}

function callText({ fn, inner, path }: Omit<Extract<Operand, { kind: 'call' }>, 'kind'>): string {
  const argument = inner === undefined ? pathText(path) : `${inner}(${pathText(path)})`;
  return `${fn}(${argument})`;
}

function pathText(path: FieldPath): string {
  return nonEmpty(path, 'a field path').map(identifier).join('.');
}

/** Names come from the model; this refuses anything that could not have come from there. */
function identifier(name: string): string {
  if (!/^[A-Za-z]\w*$/.test(name)) {
    throw new TypeError(`A SOQL identifier must be an API name, but got: ${JSON.stringify(name)}`);
  }
  return name;
}

function rowCount(limit: number): string {
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new TypeError(`LIMIT must be a whole number, but got: ${String(limit)}`);
  }
  return String(limit);
}

/** An empty list would print as a wider or broken statement: it is refused instead. */
function nonEmpty<Item>(items: readonly Item[], where: string): readonly Item[] {
  if (items.length === 0) throw new TypeError(`${where} must have at least one member.`);
  return items;
}
