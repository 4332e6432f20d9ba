/** Checks a literal against the type it is compared with and gives its stored form. */
import { collationKey, fold } from '../data/collation.ts';
import { hasKey } from '../data/storage.ts';
import { normalizeId } from '../data/record-ids.ts';
import { parseDate, parseDatetime } from '../data/stored-values.ts';
import type { Compilation } from './compilation.ts';
import { dateLiteralRange, dayText, END_OF_DAYS, FIRST_DAY, momentsOf } from './date-literals.ts';
import type { Operand } from './operand.ts';
import type { SqlValue } from './sql.ts';
import type { LiteralNode } from './syntax.ts';

/** A single value, or the half-open range that a date literal means. */
export type Comparand =
  | { readonly kind: 'value'; readonly value: SqlValue }
  | { readonly kind: 'range'; readonly start: SqlValue; readonly end: SqlValue };

export function toComparand(
  compilation: Compilation,
  operand: Operand,
  literal: LiteralNode,
): Comparand {
  if (literal.kind === 'null') return single(operand.type === 'boolean' ? 0 : null);
  switch (operand.type) {
    case 'boolean':
      return single(booleanValue(compilation, operand, literal));
    case 'id':
    case 'reference':
      return single(idValue(compilation, operand, literal));
    case 'currency':
    case 'double':
    case 'int':
    case 'long':
    case 'percent':
      return single(numberValue(compilation, operand, literal));
    case 'date':
      return dateComparand(compilation, operand, literal);
    case 'datetime':
      return datetimeComparand(compilation, operand, literal);
    case 'time':
      return single(timeValue(compilation, operand, literal));
    default:
      return single(textValue(compilation, operand, literal));
  }
}

/** The form in which an operand's text is compared, equal or ordered. */
export const comparableText = (operand: Operand, text: string): string =>
  isCollated(operand) ? collationKey(text) : patternText(operand, text);

/** The form in which an operand's text is matched with a pattern. */
export const patternText = (operand: Operand, text: string): string =>
  keepsCase(operand) ? text : fold(text);

/** Whether what is compared is a collation key; long text and case-sensitive text have none. */
export const isCollated = ({ field }: Operand): boolean =>
  field !== undefined && hasKey(field.field);

const keepsCase = (operand: Operand): boolean =>
  !isCollated(operand) && operand.type !== 'textarea';

const single = (value: SqlValue): Comparand => ({ kind: 'value', value });

export function wrongType(compilation: Compilation, operand: Operand, literal: LiteralNode) {
  const field = operand.name.path[operand.name.path.length - 1] ?? operand.name.text;
  const quotes = QUOTED_TYPES.has(operand.type)
    ? 'should be enclosed in quotes'
    : 'should not be enclosed in quotes';
  return compilation.errors.field(
    `value of filter criterion for field '${field}' must be of type ${TYPE_NAMES[operand.type] ?? operand.type} and ${quotes}`,
    literal.at,
  );
}

const QUOTED_TYPES: ReadonlySet<string> = new Set([
  'combobox',
  'email',
  'id',
  'multipicklist',
  'phone',
  'picklist',
  'reference',
  'string',
  'textarea',
  'url',
]);
const TYPE_NAMES: Readonly<Record<string, string>> = {
  combobox: 'string',
  datetime: 'dateTime',
  email: 'string',
  id: 'id',
  multipicklist: 'string',
  phone: 'string',
  picklist: 'string',
  reference: 'id',
  textarea: 'string',
  url: 'string',
};

function booleanValue(compilation: Compilation, operand: Operand, literal: LiteralNode): SqlValue {
  if (literal.kind !== 'boolean') throw wrongType(compilation, operand, literal);
  return literal.value ? 1 : 0;
}

function idValue(compilation: Compilation, operand: Operand, literal: LiteralNode): SqlValue {
  const text = writtenText(compilation, operand, literal);
  if (text === '') return null;
  const id = normalizeId(text);
  if (id !== undefined) return id;
  compilation.breaks('well-formed-id', () =>
    compilation.errors.filterOperator(`invalid ID field: ${text}`, operand.name.at),
  );
  return text;
}

function numberValue(compilation: Compilation, operand: Operand, literal: LiteralNode): SqlValue {
  if (literal.kind !== 'number' && literal.kind !== 'currency') {
    throw wrongType(compilation, operand, literal);
  }
  return literal.value;
}

function textValue(compilation: Compilation, operand: Operand, literal: LiteralNode): SqlValue {
  const text = writtenText(compilation, operand, literal);
  return text === '' ? null : comparableText(operand, text);
}

/** The text of a literal that is compared with text; only a string should be. */
function writtenText(compilation: Compilation, operand: Operand, literal: LiteralNode): string {
  switch (literal.kind) {
    case 'string':
      return literal.value;
    case 'number':
      compilation.breaks('literal-type', () => wrongType(compilation, operand, literal));
      return String(literal.value);
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'time':
    case 'currency':
    case 'dateLiteral':
    case 'null':
      throw wrongType(compilation, operand, literal);
  }
}

function timeValue(compilation: Compilation, operand: Operand, literal: LiteralNode): SqlValue {
  if (literal.kind !== 'time') throw wrongType(compilation, operand, literal);
  const match = /^(\d{2}:\d{2}:\d{2})(?:\.(\d{1,3}))?/.exec(literal.text);
  return `${match?.[1] ?? ''}.${(match?.[2] ?? '').padEnd(3, '0')}Z`;
}

function dateComparand(
  compilation: Compilation,
  operand: Operand,
  literal: LiteralNode,
): Comparand {
  if (literal.kind === 'dateLiteral' && operand.wrapper !== 'date') {
    const range = rangeOf(compilation, literal);
    return { kind: 'range', start: dayText(range.start), end: dayText(range.end) };
  }
  if (literal.kind !== 'date') throw wrongType(compilation, operand, literal);
  return single(checkedDate(compilation, literal));
}

function datetimeComparand(
  compilation: Compilation,
  operand: Operand,
  literal: LiteralNode,
): Comparand {
  if (literal.kind === 'dateLiteral') {
    const range = rangeOf(compilation, literal);
    return { kind: 'range', ...momentsOf(range, compilation.session.timeZone) };
  }
  if (literal.kind === 'date') {
    compilation.breaks('literal-type', () => wrongType(compilation, operand, literal));
    return single(Date.parse(`${checkedDate(compilation, literal)}T00:00:00Z`));
  }
  if (literal.kind !== 'datetime') throw wrongType(compilation, operand, literal);
  const moment = parseDatetime(literal.text);
  if (moment === undefined || moment < FIRST_DAY || moment >= END_OF_DAYS) {
    throw compilation.errors.malformed(`Invalid dateTime: ${literal.text}`, literal.at);
  }
  return single(moment);
}

function checkedDate(
  compilation: Compilation,
  literal: LiteralNode & { readonly text: string },
): string {
  const date = parseDate(literal.text);
  const moment = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  if (date === undefined || moment < FIRST_DAY || moment >= END_OF_DAYS) {
    throw compilation.errors.malformed(`Invalid date: ${literal.text}`, literal.at);
  }
  return date;
}

function rangeOf(
  compilation: Compilation,
  literal: LiteralNode & { readonly kind: 'dateLiteral' },
) {
  const now = compilation.org.clock.now().getTime();
  const range = dateLiteralRange(literal, now, compilation.session.timeZone);
  if (!range) throw compilation.errors.malformed(`unexpected token: '${literal.name}'`, literal.at);
  return range;
}
