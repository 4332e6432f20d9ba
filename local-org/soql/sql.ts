/** SQL fragments: text whose every value is bound, so that no value is ever part of the text. */

export type SqlValue = string | number | null;

export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export const sql = (text: string, ...values: readonly SqlValue[]): Sql => ({ text, values });

export const NOTHING: Sql = { text: '', values: [] };
export const TRUE: Sql = { text: '1', values: [] };
export const FALSE: Sql = { text: '0', values: [] };

/** Fragments in a row; strings are trusted SQL text. */
export function concat(...parts: readonly (Sql | string)[]): Sql {
  const fragments = parts.map((part) => (typeof part === 'string' ? sql(part) : part));
  return {
    text: fragments.map((fragment) => fragment.text).join(''),
    values: fragments.flatMap((fragment) => fragment.values),
  };
}

export function joinSql(fragments: readonly Sql[], separator: string): Sql {
  return {
    text: fragments.map((fragment) => fragment.text).join(separator),
    values: fragments.flatMap((fragment) => fragment.values),
  };
}

/**
 * `a AND b AND c...` as a balanced tree: SQLite limits the depth of an expression, and a
 * flat chain is as deep as it is long.
 */
export function combine(operator: 'AND' | 'OR', conditions: readonly Sql[]): Sql {
  const [only] = conditions;
  if (conditions.length === 0) return operator === 'AND' ? TRUE : FALSE;
  if (conditions.length === 1 && only) return only;
  const middle = conditions.length >> 1;
  const left = combine(operator, conditions.slice(0, middle));
  const right = combine(operator, conditions.slice(middle));
  return concat('(', left, ` ${operator} `, right, ')');
}

/** `column IN (the values)` with one bound parameter however long the list. */
export const inList = (column: string, values: readonly SqlValue[]): Sql =>
  sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
