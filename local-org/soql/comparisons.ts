/** Compiles one comparison of an operand with literals, null rules included. */
import { baseLetters, collationKey, fold, KEY_MARK_SQL } from '../data/collation.ts';
import { picklistKey } from '../data/picklist-order.ts';
import type { Compilation } from './compilation.ts';
import { isCollated, patternText, toComparand, wrongType, type Comparand } from './literals.ts';
import type { Operand } from './operand.ts';
import { combine, concat, FALSE, inList, sql, type Sql, type SqlValue } from './sql.ts';
import type { ComparisonOperator, ConditionNode, LiteralNode } from './syntax.ts';

/** One string of a WHERE. Source: SOQL and SOSL limits. */
const LONGEST_STRING = 4_000;
const ORDERLESS: ReadonlySet<string> = new Set(['boolean', 'multipicklist']);

export function compareOperand(
  compilation: Compilation,
  operand: Operand,
  operator: ComparisonOperator,
  literal: LiteralNode,
): Sql {
  checkLength(compilation, literal);
  if (operand.wrapper === 'label') return compareLabel(operand, operator, [literal], compilation);
  checkOperator(compilation, operand, operator, literal);
  return compare(operand.comparable, operator, toComparand(compilation, operand, literal));
}

export function membership(
  compilation: Compilation,
  operand: Operand,
  negated: boolean,
  literals: readonly LiteralNode[],
): Sql {
  for (const literal of literals) checkLength(compilation, literal);
  if (operand.wrapper === 'label') {
    return compareLabel(operand, negated ? '!=' : '=', literals, compilation);
  }
  if (operand.wrapper === 'distance') throw distanceOperator(compilation, operand);
  const comparands = literals.map((literal) => toComparand(compilation, operand, literal));
  const values = comparands.flatMap((entry) => (entry.kind === 'value' ? [entry.value] : []));
  const ranges = comparands.filter((entry) => entry.kind === 'range');
  const { comparable } = operand;
  const present = values.filter((value) => value !== null);
  const alternatives = [
    ...(present.length > 0 ? [listOf(comparable, present)] : []),
    ...(present.length < values.length ? [concat(comparable, ' IS NULL')] : []),
    ...ranges.map((range) => compare(comparable, '=', range)),
  ];
  const inside = combine('OR', alternatives);
  return negated ? concat('((', inside, ') IS NOT TRUE)') : inside;
}

export function like(
  compilation: Compilation,
  operand: Operand,
  condition: ConditionNode & { readonly kind: 'like' },
): Sql {
  if (condition.pattern.length > LONGEST_STRING) throw stringTooLong(compilation, condition.at);
  if (operand.wrapper === 'label') {
    return labelsWhere(operand, (label) => likePattern(condition.pattern).test(label));
  }
  if (operand.type === 'id' || operand.type === 'reference') {
    throw compilation.errors.filterOperator('invalid operator on id field', condition.at);
  }
  if (!TEXT_TYPES.has(operand.type) || operand.wrapper !== 'none') {
    throw compilation.errors.filterOperator(
      `invalid operator on ${operand.type} field`,
      condition.at,
    );
  }
  const pattern = patternText(operand, condition.pattern);
  const matches = concat(matchable(operand), sql(" LIKE ? ESCAPE '\\'", pattern));
  const prefix = /^[^%_\\]+/.exec(pattern)?.[0];
  if (prefix === undefined || !isCollated(operand)) return matches;
  // The range lets SQLite use the index of the keys: a text that begins so has a key that does.
  const least = baseLetters(prefix);
  const above = concat(operand.comparable, sql(' >= ?', least));
  const below = concat(operand.comparable, sql(' < ?', `${least}\u{10FFFF}`));
  return concat('(', above, ' AND ', below, ' AND ', matches, ')');
}

/** The operand's folded text: what patterns match and multi-select values are parts of. */
function matchable(operand: Operand): Sql {
  const key = operand.comparable;
  if (!isCollated(operand)) return key;
  const mark = concat('instr(', key, `, ${KEY_MARK_SQL})`);
  return concat('iif(', mark, ' = 0, ', key, ', substr(', key, ', ', mark, ' + 1))');
}

/** `INCLUDES ('A;B', 'C')` is (A and B) or C. */
export function includes(
  compilation: Compilation,
  operand: Operand,
  condition: ConditionNode & { readonly kind: 'includes' },
): Sql {
  if (operand.type !== 'multipicklist') {
    throw compilation.errors.filterOperator(
      'includes or excludes operator only valid on multipicklist field',
      operand.name.at,
    );
  }
  const alternatives = condition.values.map((literal) => {
    if (literal.kind !== 'string' && literal.kind !== 'null') {
      throw wrongType(compilation, operand, literal);
    }
    const text = literal.kind === 'string' ? literal.value : '';
    const parts = text.split(';').map((part) => fold(part.trim()));
    const all = parts.map((part) =>
      concat("instr(';' || ", matchable(operand), sql(" || ';', ?) > 0", `;${part};`)),
    );
    return literal.kind === 'null' ? concat(operand.comparable, ' IS NULL') : combine('AND', all);
  });
  const included = combine('OR', alternatives);
  return condition.negated ? concat('((', included, ') IS NOT TRUE)') : included;
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  'combobox',
  'email',
  'encryptedstring',
  'phone',
  'picklist',
  'string',
  'textarea',
  'url',
]);

function compare(column: Sql, operator: ComparisonOperator, comparand: Comparand): Sql {
  return comparand.kind === 'range'
    ? compareRange(column, operator, comparand.start, comparand.end)
    : compareValue(column, operator, comparand.value);
}

function compareValue(column: Sql, operator: ComparisonOperator, value: SqlValue): Sql {
  switch (operator) {
    case '=':
      return value === null ? concat(column, ' IS NULL') : concat(column, sql(' = ?', value));
    case '!=':
      // Unlike SQL's, SOQL's != is also true of rows that hold nothing.
      return concat(column, sql(' IS NOT ?', value));
    default:
      return concat(column, sql(` ${operator} ?`, value));
  }
}

function compareRange(
  column: Sql,
  operator: ComparisonOperator,
  start: SqlValue,
  end: SqlValue,
): Sql {
  const from = concat(column, sql(' >= ?', start));
  const until = concat(column, sql(' < ?', end));
  switch (operator) {
    case '=':
      return concat('(', from, ' AND ', until, ')');
    case '!=':
      return concat('((', from, ' AND ', until, ') IS NOT TRUE)');
    case '<':
      return concat(column, sql(' < ?', start));
    case '<=':
      return until;
    case '>':
      return concat(column, sql(' >= ?', end));
    case '>=':
      return from;
  }
}

const listOf = (column: Sql, values: readonly SqlValue[]): Sql => {
  const list = inList(column.text, values);
  return { text: list.text, values: [...column.values, ...list.values] };
};

function compareLabel(
  operand: Operand,
  operator: ComparisonOperator,
  literals: readonly LiteralNode[],
  compilation: Compilation,
): Sql {
  const wanted = new Set(
    literals.map((literal) => (literal.kind === 'string' ? fold(literal.value) : undefined)),
  );
  if (operator !== '=' && operator !== '!=') {
    throw compilation.errors.filterOperator(
      'toLabel() can only be compared with = and !=',
      operand.name.at,
    );
  }
  const matches = labelsWhere(operand, (label) => wanted.has(label));
  return operator === '=' ? matches : concat('((', matches, ') IS NOT TRUE)');
}

/** Rows whose value has a label for which `accepts` holds; labels come folded. */
function labelsWhere(operand: Operand, accepts: (label: string) => boolean): Sql {
  const entries = operand.field?.field.picklistValues ?? [];
  const values = entries
    .filter((entry) => accepts(fold(entry.label)))
    .map((entry) => collationKey(entry.value));
  return values.length === 0 ? FALSE : listOf(operand.comparable, values);
}

function likePattern(pattern: string): RegExp {
  const source = fold(pattern).replace(
    /\\([%_\\])|([%_])|[.*+?^${}()|[\]\\]/g,
    (whole, escaped?: string, wildcard?: string) => {
      if (wildcard === '%') return '[\\s\\S]*';
      if (wildcard === '_') return '[\\s\\S]';
      return `\\${escaped ?? whole}`;
    },
  );
  return new RegExp(`^${source}$`, 'u');
}

function checkOperator(
  compilation: Compilation,
  operand: Operand,
  operator: ComparisonOperator,
  literal: LiteralNode,
): void {
  const ordering = operator !== '=' && operator !== '!=';
  if (operand.wrapper === 'distance' && !/^[<>]$/.test(operator)) {
    throw distanceOperator(compilation, operand);
  }
  if (ordering && ORDERLESS.has(operand.type)) {
    throw compilation.errors.filterOperator(
      `invalid operator on ${operand.type} field`,
      operand.name.at,
    );
  }
  if (ordering && literal.kind === 'null') {
    throw compilation.errors.malformed(`unexpected token: 'null'`, literal.at);
  }
}

const distanceOperator = (compilation: Compilation, operand: Operand) =>
  compilation.errors.filterOperator('DISTANCE can only be compared with < and >', operand.name.at);

function checkLength(compilation: Compilation, literal: LiteralNode): void {
  if (literal.kind === 'string' && literal.value.length > LONGEST_STRING) {
    throw stringTooLong(compilation, literal.at);
  }
}

const stringTooLong = (compilation: Compilation, at: LiteralNode['at']) =>
  compilation.errors.malformed(
    `string literal longer than the maximum of ${LONGEST_STRING} characters`,
    at,
  );

/** SQL that gives a picklist value's place in setup order. */
export const picklistPosition = (operand: Operand): Sql => {
  const { field, relation } = operand.field ?? {};
  if (!field || !relation) return operand.comparable;
  const position = concat(
    sql(
      '(SELECT position FROM "$picklist" WHERE field = ? AND value = ',
      picklistKey(relation.object, field),
    ),
    operand.comparable,
    ')',
  );
  // A value that was never set up sorts after those that were; no value stays null.
  return concat(
    'CASE WHEN ',
    operand.comparable,
    ' IS NOT NULL THEN coalesce(',
    position,
    ', 1000000) END',
  );
};
