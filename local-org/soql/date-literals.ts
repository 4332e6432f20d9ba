/** The ranges that SOQL's date literals mean. Source: SOQL guide, date formats and literals. */
import { calendarDay, startOfDay } from './time-zones.ts';

/** Calendar days, expressed as UTC midnights; `end` is the first day after the range. */
export interface DayRange {
  readonly start: number;
  readonly end: number;
}

export interface DateLiteral {
  /** Upper case, e.g. `LAST_N_DAYS`. */
  readonly name: string;
  readonly count: number | undefined;
}

const DAY = 86_400_000;
/** The days that Salesforce knows: 1700-01-01 to 4000-12-31; the second is the first day after them. */
export const FIRST_DAY = Date.UTC(1700, 0, 1);
export const END_OF_DAYS = Date.UTC(4001, 0, 1);
/** English locales begin their weeks on Sunday. */
const FIRST_DAY_OF_WEEK = 0;

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The range a literal means at this moment in this zone; undefined for an unknown literal. */
export function dateLiteralRange(
  literal: DateLiteral,
  now: number,
  zone: string,
): DayRange | undefined {
  const today = calendarDay(zone, now);
  const name = literal.name.replace('FISCAL_', '');
  return literal.count === undefined
    ? fixedRange(name, today)
    : countedRange(name, literal.count, today);
}

/** The moments between which a datetime lies when its day lies in the range. */
export const momentsOf = (range: DayRange, zone: string): DayRange => ({
  start: startOfDay(zone, range.start),
  end: startOfDay(zone, range.end),
});

export const dayText = (day: number): string => new Date(day).toISOString().slice(0, 10);

function fixedRange(name: string, today: number): DayRange | undefined {
  switch (name) {
    case 'YESTERDAY':
      return days(today - DAY, 1);
    case 'TODAY':
      return days(today, 1);
    case 'TOMORROW':
      return days(today + DAY, 1);
    case 'LAST_90_DAYS':
      return { start: today - 90 * DAY, end: today + DAY };
    case 'NEXT_90_DAYS':
      return days(today + DAY, 90);
    default:
      break;
  }
  const match = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name);
  if (!match) return undefined;
  const offset = match[1] === 'LAST' ? -1 : match[1] === 'NEXT' ? 1 : 0;
  return unitRange(match[2] as Unit, today, offset, 1);
}

function countedRange(name: string, count: number, today: number): DayRange | undefined {
  const match =
    /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(name) ??
    /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_(AGO)$/.exec(name);
  if (!match) return undefined;
  if (match[2] === 'AGO') return unitRange(match[1] as Unit, today, -count, 1);
  const unit = match[2] as Unit;
  if (match[1] === 'NEXT') return unitRange(unit, today, 1, count);
  // The last n days include today; the last n of any longer unit leave out the current one.
  if (unit === 'DAY') return { start: unitStart(unit, today, -count), end: today + DAY };
  return unitRange(unit, today, -count, count);
}

const days = (start: number, length: number): DayRange => ({ start, end: start + length * DAY });

/** `length` units beginning `offset` units from the one that holds today. */
function unitRange(unit: Unit, today: number, offset: number, length: number): DayRange {
  return { start: unitStart(unit, today, offset), end: unitStart(unit, today, offset + length) };
}

/** Any count may be asked for; days that no record can have end the range. */
function unitStart(unit: Unit, today: number, offset: number): number {
  const start = exactUnitStart(unit, today, offset);
  if (Number.isNaN(start)) return offset < 0 ? FIRST_DAY : END_OF_DAYS;
  return Math.min(Math.max(start, FIRST_DAY), END_OF_DAYS);
}

function exactUnitStart(unit: Unit, today: number, offset: number): number {
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'DAY':
      return today + offset * DAY;
    case 'WEEK': {
      const sinceWeekStart = (date.getUTCDay() - FIRST_DAY_OF_WEEK + 7) % 7;
      return today - sinceWeekStart * DAY + offset * 7 * DAY;
    }
    case 'MONTH':
      return Date.UTC(year, month + offset, 1);
    case 'QUARTER':
      return Date.UTC(year, Math.floor(month / 3) * 3 + offset * 3, 1);
    case 'YEAR':
      // Counted in months, because Date.UTC takes the years 0 to 99 for the twentieth century's.
      return Date.UTC(year, offset * 12, 1);
  }
}
