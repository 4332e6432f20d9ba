/** Spans of calendar days in report filters: what the words mean, and the SOQL that asks for them. */
import type { Session } from '../data/access.ts';
import { dateLiteralRange, dayText, momentsOf } from '../soql/date-literals.ts';
import type { DayRange } from '../soql/date-literals.ts';
import type { ReportColumn } from './report-type.ts';

/** Whose clock and time zone a run reckons with. */
export interface ReportMoment {
  readonly session: Session;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const DAY = 86_400_000;

/** `TODAY`, `LAST_N_DAYS:30` or, as people type it, `last 30 days`; undefined for anything else. */
export function literalRange(text: string, at: ReportMoment): DayRange | undefined {
  const words = text.trim().toUpperCase().replaceAll(/\s+/g, '_');
  const spoken = /^(LAST|NEXT)_(\d{1,4})_([A-Z_]+S)$/.exec(words);
  const [name = '', count] =
    spoken === null
      ? words.split(':')
      : [`${spoken[1] ?? ''}_N_${spoken[3] ?? ''}`, spoken[2] ?? ''];
  const literal = { name, count: count === undefined ? undefined : Number(count) };
  return dateLiteralRange(literal, at.now, at.session.timeZone);
}

/** The one day that `2026-11-23` or `11/23/2026` names; undefined for anything else. */
export function dayRange(text: string): DayRange | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const iso =
    american === null
      ? text.trim()
      : [american[3], american[1]?.padStart(2, '0'), american[2]?.padStart(2, '0')].join('-');
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return undefined;
  const start = Date.parse(`${iso}T00:00:00Z`);
  // 30 February parses, as a day in March.
  if (Number.isNaN(start) || dayText(start) !== iso) return undefined;
  return { start, end: start + DAY };
}

/** The last day of a range, which ends before its `end`. */
export const lastDay = (range: DayRange): string => dayText(range.end - DAY);

/** The SOQL literal of a range's bound: a date, or for a datetime column the moment it begins at. */
export function boundOf(
  column: ReportColumn,
  range: DayRange,
  bound: 'start' | 'end',
  at: ReportMoment,
): string {
  if (column.field.type === 'date') return dayText(range[bound]);
  return new Date(momentsOf(range, at.session.timeZone)[bound]).toISOString();
}
