/** How `toLabel()` and `FORMAT()` show a value to a user of the en_US locale. */
import type { CatalogField } from '../data/definition-types.ts';
import { toJson, type JsonValue, type StoredValue } from '../data/stored-values.ts';

/** The label of a picklist value; several of a multi-select picklist stay joined by `;`. */
export function labelOf(field: CatalogField, value: StoredValue): JsonValue {
  if (typeof value !== 'string') return toJson(field, value);
  const labels = new Map(field.picklistValues.map((entry) => [entry.value, entry.label]));
  return value
    .split(field.type === 'multipicklist' ? ';' : /(?!)/)
    .map((part) => labels.get(part) ?? part)
    .join(';');
}

/** The text that the user interface would show. */
export function formattedValue(
  type: CatalogField['type'],
  scale: number,
  value: StoredValue,
  timeZone: string,
): JsonValue {
  if (value === null) return null;
  switch (type) {
    case 'currency':
      return number(value, { style: 'currency', currency: 'USD' });
    case 'percent':
      return `${number(value, { maximumFractionDigits: scale })}%`;
    case 'double':
    case 'int':
    case 'long':
      return number(value, { minimumFractionDigits: scale, maximumFractionDigits: scale });
    case 'date':
      return date(Date.parse(`${String(value)}T00:00:00Z`), 'UTC');
    case 'datetime':
      return `${date(Number(value), timeZone)}, ${time(Number(value), timeZone)}`;
    case 'time':
      return time(Date.parse(`1970-01-01T${String(value)}`), 'UTC');
    default:
      return String(value);
  }
}

function number(value: StoredValue, options: Intl.NumberFormatOptions): string {
  return numberFormat(options).format(Number(value));
}

function date(moment: number, timeZone: string): string {
  return dateFormat({ timeZone, year: 'numeric', month: 'numeric', day: 'numeric' }).format(moment);
}

function time(moment: number, timeZone: string): string {
  return dateFormat({ timeZone, hour: 'numeric', minute: '2-digit' })
    .format(moment)
    .replaceAll('\u202F', ' ');
}

/** Making a format costs a hundred times what using it does. */
function remembered<Options, Format>(make: (options: Options) => Format) {
  const formats = new Map<string, Format>();
  return (options: Options): Format => {
    const key = JSON.stringify(options);
    const format = formats.get(key) ?? make(options);
    formats.set(key, format);
    return format;
  };
}

const numberFormat = remembered(
  (options: Intl.NumberFormatOptions) => new Intl.NumberFormat('en-US', options),
);
const dateFormat = remembered(
  (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-US', options),
);
