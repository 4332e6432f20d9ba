/** The date range that every report has: its choices, what they mean today, and the condition. */
import {
  invalidDateBound,
  invalidDateColumn,
  invalidDuration,
  notADateColumn,
} from './analytics-errors.ts';
import { boundOf, dayRange, lastDay, literalRange } from './day-ranges.ts';
import type { ReportMoment } from './day-ranges.ts';
import type { StandardDateFilter } from './report-metadata.ts';
import type { ReportColumn, ReportType } from './report-type.ts';
import { dayText } from '../soql/date-literals.ts';

export const CUSTOM_DURATION = 'CUSTOM';

/** The duration's dates as of now; what is set by hand stays. */
export function resolveDateFilter(
  filter: StandardDateFilter,
  at: ReportMoment,
): StandardDateFilter {
  if (filter.durationValue === CUSTOM_DURATION) return filter;
  const range = literalRange(filter.durationValue, at);
  if (range === undefined) throw invalidDuration(filter.durationValue);
  return { ...filter, startDate: dayText(range.start), endDate: lastDay(range) };
}

/** @param filter resolved; without bounds it asks for nothing. */
export function dateFilterConditions(
  type: ReportType,
  filter: StandardDateFilter,
  at: ReportMoment,
): readonly string[] {
  const column = requireDateColumn(type, filter.column);
  const bound = (which: 'start' | 'end', day: string | null): string | null => {
    if (day === null) return null;
    const range = dayRange(day);
    if (range === undefined) throw invalidDateBound(which, filter.column);
    return boundOf(column, range, which, at);
  };
  const start = bound('start', filter.startDate);
  const end = bound('end', filter.endDate);
  return [
    ...(start === null ? [] : [`${column.path} >= ${start}`]),
    ...(end === null ? [] : [`${column.path} < ${end}`]),
  ];
}

function requireDateColumn(type: ReportType, name: string): ReportColumn {
  const column = type.column(name);
  if (column === undefined) throw invalidDateColumn(name);
  if (column.field.type !== 'date' && column.field.type !== 'datetime') throw notADateColumn(name);
  return column;
}

/** The choices of the report builder, by group. */
export const DURATION_GROUPS: readonly {
  readonly label: string;
  readonly durations: Readonly<Record<string, string>>;
}[] = [
  { label: '', durations: { [CUSTOM_DURATION]: 'Custom' } },
  {
    label: 'Fiscal Year',
    durations: {
      THIS_FISCAL_YEAR: 'Current FY',
      LAST_FISCAL_YEAR: 'Previous FY',
      NEXT_FISCAL_YEAR: 'Next FY',
    },
  },
  {
    label: 'Fiscal Quarter',
    durations: {
      THIS_FISCAL_QUARTER: 'Current FQ',
      LAST_FISCAL_QUARTER: 'Previous FQ',
      NEXT_FISCAL_QUARTER: 'Next FQ',
    },
  },
  {
    label: 'Calendar Year',
    durations: { THIS_YEAR: 'Current CY', LAST_YEAR: 'Previous CY', NEXT_YEAR: 'Next CY' },
  },
  {
    label: 'Calendar Quarter',
    durations: {
      THIS_QUARTER: 'Current CQ',
      LAST_QUARTER: 'Previous CQ',
      NEXT_QUARTER: 'Next CQ',
    },
  },
  {
    label: 'Calendar Month',
    durations: { THIS_MONTH: 'This Month', LAST_MONTH: 'Last Month', NEXT_MONTH: 'Next Month' },
  },
  {
    label: 'Calendar Week',
    durations: { THIS_WEEK: 'This Week', LAST_WEEK: 'Last Week', NEXT_WEEK: 'Next Week' },
  },
  {
    label: 'Day',
    durations: {
      TODAY: 'Today',
      YESTERDAY: 'Yesterday',
      TOMORROW: 'Tomorrow',
      'LAST_N_DAYS:7': 'Last 7 Days',
      'LAST_N_DAYS:30': 'Last 30 Days',
      'LAST_N_DAYS:60': 'Last 60 Days',
      'LAST_N_DAYS:90': 'Last 90 Days',
      'LAST_N_DAYS:120': 'Last 120 Days',
      'NEXT_N_DAYS:7': 'Next 7 Days',
      'NEXT_N_DAYS:30': 'Next 30 Days',
      'NEXT_N_DAYS:60': 'Next 60 Days',
      'NEXT_N_DAYS:90': 'Next 90 Days',
      'NEXT_N_DAYS:120': 'Next 120 Days',
    },
  },
];
