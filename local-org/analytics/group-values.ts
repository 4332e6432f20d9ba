/** Which group a row belongs to: the group's value, its label and its place among the others. */
import { offsetAt } from '../soql/time-zones.ts';
import { dayText } from '../soql/date-literals.ts';
import { BLANK, labelOfValue, momentOf } from './cells.ts';
import type { DateGranularity } from './report-metadata.ts';
import type { ReportValue } from './report-rows.ts';
import type { ReportColumn } from './report-type.ts';

export interface GroupValue {
  readonly value: string | number | boolean | null;
  readonly label: string;
  /** Groups of one column stand in this order; null comes first. */
  readonly order: string | number | null;
}

const NOTHING: GroupValue = { value: null, label: BLANK, order: null };

export function groupValueOf(
  column: ReportColumn,
  granularity: DateGranularity,
  entry: ReportValue,
  timeZone: string,
): GroupValue {
  const { value, id } = entry;
  if (value === null || value === '') return NOTHING;
  if (column.idPath !== null) {
    return { value: id, label: String(value), order: foldedOrder(String(value)) };
  }
  switch (column.field.type) {
    case 'date':
      return dateGroup(granularity, Date.parse(`${String(value)}T00:00:00Z`));
    case 'datetime':
      return dateGroup(granularity, dayOf(timeZone, momentOf(value)));
    case 'picklist':
    case 'combobox':
      return {
        value,
        label: labelOfValue(column, value, timeZone),
        order: picklistOrder(column, value),
      };
    default:
      return {
        value,
        label: labelOfValue(column, value, timeZone),
        order: typeof value === 'string' ? foldedOrder(value) : Number(value),
      };
  }
}

/** The zone's calendar day of a moment, as its UTC midnight. */
function dayOf(timeZone: string, moment: number): number {
  const quarterHour = Math.floor(moment / QUARTER_HOUR);
  const key = `${timeZone} ${quarterHour}`;
  // Asking the zone is slow, reports have many rows, and zones change on quarter hours.
  const offset = offsets.get(key) ?? offsetAt(timeZone, moment);
  if (offsets.size > MOST_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return Math.floor((moment + offset) / DAY) * DAY;
}

const offsets = new Map<string, number>();
const MOST_OFFSETS = 100_000;
const QUARTER_HOUR = 15 * 60_000;
const DAY = 86_400_000;

/** Negative, zero or positive, as sort functions want it. */
export function compareOrder(a: GroupValue['order'], b: GroupValue['order']): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

const foldedOrder = (text: string): string => text.toLowerCase();

/** In setup order; values that the field does not list come after, by name. */
function picklistOrder(column: ReportColumn, value: string | number | boolean): string {
  const entries = column.field.picklistValues;
  const position = entries.findIndex((entry) => entry.value === value);
  return position === -1
    ? `~${foldedOrder(String(value))}`
    : String(position).padStart(ORDER_DIGITS, '0');
}

const ORDER_DIGITS = 5;

/** @param day a calendar day as its UTC midnight. */
function dateGroup(granularity: DateGranularity, day: number): GroupValue {
  const date = new Date(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const from = (start: number, label: string): GroupValue => ({
    value: dayText(start),
    label,
    order: start,
  });
  switch (granularity) {
    case 'None':
    case 'Day':
      return from(day, american(day));
    case 'Week': {
      const start = day - date.getUTCDay() * DAY;
      return from(start, `${american(start)} - ${american(start + 6 * DAY)}`);
    }
    case 'Month':
      return from(Date.UTC(year, month, 1), `${MONTHS[month] ?? ''} ${year}`);
    case 'Quarter':
      return quarter(year, month, 'CY');
    case 'FiscalQuarter':
      return quarter(year, month, 'FY');
    case 'Year':
      return from(Date.UTC(year, 0, 1), `CY${year}`);
    case 'FiscalYear':
      return from(Date.UTC(year, 0, 1), `FY${year}`);
    case 'MonthInYear':
      return { value: String(month + 1), label: MONTHS[month] ?? '', order: month };
    case 'DayInMonth':
      return {
        value: String(date.getUTCDate()),
        label: String(date.getUTCDate()),
        order: date.getUTCDate(),
      };
  }
}

/** The org's fiscal year begins in January. */
function quarter(year: number, month: number, kind: 'CY' | 'FY'): GroupValue {
  const start = Date.UTC(year, Math.floor(month / 3) * 3, 1);
  const label = `Q${Math.floor(month / 3) + 1} ${kind}${year}`;
  return { value: dayText(start), label, order: start };
}

function american(day: number): string {
  const date = new Date(day);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
