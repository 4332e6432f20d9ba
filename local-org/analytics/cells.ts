/** How a value is shown in a report: a label for people beside a value for programs. */
import { formattedValue, labelOf } from '../soql/formats.ts';
import type { Cell } from './report-result.ts';
import type { ReportValue } from './report-rows.ts';
import type { ReportColumn } from './report-type.ts';

/** A label where there is nothing. */
export const BLANK = '-';

/** The cell of a detail row. Source: recorded runs (reportforce tabular and summary). */
export function detailCell(column: ReportColumn, entry: ReportValue, timeZone: string): Cell {
  const { value, id } = entry;
  if (column.idPath !== null) {
    return { label: value === null ? BLANK : String(value), value: id };
  }
  if (value === null || value === '') return { label: BLANK, value: null };
  const label = labelOfValue(column, value, timeZone);
  switch (column.field.type) {
    case 'currency':
      // In an org with one currency no cell names it.
      return { label, value: { amount: value, currency: null } };
    case 'datetime':
      return { label, value: new Date(momentOf(value)).toISOString().replace('.000Z', 'Z') };
    default:
      return FREE_TEXT.has(column.field.type)
        ? { escapedLabel: escapeHtml(label), label, value }
        : { label, value };
  }
}

/** Recorded for some columns of text (reportforce summary), which are unnamed there. */
const FREE_TEXT = new Set(['string', 'textarea', 'email', 'phone', 'url']);

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => HTML_ENTITIES[char] ?? char);
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function labelOfValue(
  column: ReportColumn,
  value: string | number | boolean,
  timeZone: string,
): string {
  const { type, scale } = column.field;
  if (type === 'boolean') return String(value);
  if (type === 'picklist' || type === 'multipicklist' || type === 'combobox') {
    return shown(labelOf(column.field, String(value)));
  }
  const stored = type === 'datetime' ? momentOf(value) : (value as string | number);
  return shown(formattedValue(type, scale, stored, timeZone));
}

/** A number as the user's locale shows it. */
export const formattedNumber = (value: number | string, scale: number, timeZone: string): string =>
  shown(formattedValue('double', scale, value, timeZone));

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Milliseconds of `2026-11-23T09:00:00.000+0000`. */
export const momentOf = (value: unknown): number =>
  Date.parse(String(value).replace(/\+0000$/, 'Z'));
