/**
 * An independent evaluation of SOQL conditions: plain JavaScript over record objects, sharing
 * nothing with the compiler under test. Tests compare the two on random statements.
 */

export type Value = string | number | boolean | null;
export type Plain = Readonly<Record<string, Value>>;

export type Condition =
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: string;
      readonly value: Value;
    }
  | {
      readonly kind: 'in';
      readonly field: string;
      readonly negated: boolean;
      readonly values: readonly Value[];
    }
  | { readonly kind: 'like'; readonly field: string; readonly pattern: string }
  | {
      readonly kind: 'includes';
      readonly field: string;
      readonly negated: boolean;
      readonly sets: readonly string[];
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** Fields whose literals are not quoted. */
export type LiteralStyle = (field: string) => 'quoted' | 'bare';

export function toSoql(condition: Condition, style: LiteralStyle): string {
  switch (condition.kind) {
    case 'compare':
      return `${condition.field} ${condition.operator} ${literal(condition.value, style(condition.field))}`;
    case 'in': {
      const list = condition.values
        .map((value) => literal(value, style(condition.field)))
        .join(', ');
      return `${condition.field} ${condition.negated ? 'NOT IN' : 'IN'} (${list})`;
    }
    case 'like':
      return `${condition.field} LIKE '${condition.pattern.replaceAll("'", "\\'")}'`;
    case 'includes': {
      const sets = condition.sets.map((set) => literal(set, 'quoted')).join(', ');
      return `${condition.field} ${condition.negated ? 'EXCLUDES' : 'INCLUDES'} (${sets})`;
    }
    case 'and':
    case 'or':
      return condition.parts
        .map((part) => `(${toSoql(part, style)})`)
        .join(condition.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${toSoql(condition.part, style)})`;
  }
}

export function holds(condition: Condition, record: Plain): boolean {
  switch (condition.kind) {
    case 'compare':
      return compare(record, condition.field, condition.operator, condition.value);
    case 'in': {
      const inside = condition.values.some((value) => compare(record, condition.field, '=', value));
      return condition.negated ? !inside : inside;
    }
    case 'like': {
      const value = record[condition.field];
      return typeof value === 'string' && likeRegExp(condition.pattern).test(value);
    }
    case 'includes': {
      const chosen = String(record[condition.field] ?? '')
        .toLowerCase()
        .split(';');
      const included = condition.sets.some((set) =>
        set
          .toLowerCase()
          .split(';')
          .every((part) => chosen.includes(part)),
      );
      return condition.negated ? !included : included;
    }
    case 'and':
      return condition.parts.every((part) => holds(part, record));
    case 'or':
      return condition.parts.some((part) => holds(part, record));
    case 'not':
      return !holds(condition.part, record);
  }
}

/** Orders by one field, nulls first unless said otherwise, then by id. */
export function ordered(
  records: readonly Plain[],
  field: string,
  descending: boolean,
  nullsLast: boolean,
): readonly Plain[] {
  return [...records].sort((a, b) => {
    const [left, right] = [folded(a[field] ?? null), folded(b[field] ?? null)];
    if (left === null || right === null) {
      if (left !== right) return (left === null ? -1 : 1) * (nullsLast ? -1 : 1);
    } else if (left !== right) {
      return (precedes(left, right) ? -1 : 1) * (descending ? -1 : 1);
    }
    return String(a.Id) < String(b.Id) ? -1 : 1;
  });
}

/** Ids keep their case; every other text is compared without it. */
function compare(record: Plain, field: string, operator: string, right: Value): boolean {
  const left = record[field] ?? null;
  const [a, b] = field.endsWith('Id') ? [left, right] : [folded(left), folded(right)];
  if (operator === '=') return a === b;
  if (operator === '!=') return a !== b;
  if (a === null || b === null) return false;
  const before = field.endsWith('Id') ? a < b : precedes(a, b);
  switch (operator) {
    case '<':
      return before;
    case '<=':
      return before || a === b;
    case '>':
      return !before && a !== b;
    case '>=':
      return !before;
    default:
      throw new Error(`Unknown operator: ${operator}`);
  }
}

const folded = (value: Value): Value =>
  typeof value === 'string' ? (value === '' ? null : value.toLowerCase()) : value;

/** Letters beside their base letters, as English sorts; what is the same but for marks is told apart by them. */
function precedes(left: string | number | boolean, right: string | number | boolean): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return left < right;
  const [a, b] = [withoutMarks(left), withoutMarks(right)];
  return a === b ? left < right : a < b;
}

const withoutMarks = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');

function literal(value: Value, style: 'quoted' | 'bare'): string {
  if (value === null) return 'null';
  if (style === 'bare') return String(value);
  return `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** `%` and `_` without escapes: the tests' patterns hold none. */
function likeRegExp(pattern: string): RegExp {
  const source = Array.from(pattern)
    .map((char) =>
      char === '%'
        ? '[\\s\\S]*'
        : char === '_'
          ? '[\\s\\S]'
          : char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`, 'iu');
}
