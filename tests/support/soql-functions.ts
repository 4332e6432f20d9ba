/** Aggregate and date functions of SOQL over values in memory, written from the documentation and not from the local org. */

type DateFunction = (at: Date) => number | string;

const DAY = 86_400_000;

/** Days since 1 January, from 0. */
const dayOfYear = (at: Date): number =>
  Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY);

/** The fiscal year of the test org is the calendar year. */
const DATES: Readonly<Record<string, DateFunction>> = {
  CALENDAR_YEAR: (at) => at.getUTCFullYear(),
  CALENDAR_QUARTER: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  CALENDAR_MONTH: (at) => at.getUTCMonth() + 1,
  FISCAL_YEAR: (at) => at.getUTCFullYear(),
  FISCAL_QUARTER: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  FISCAL_MONTH: (at) => at.getUTCMonth() + 1,
  DAY_ONLY: (at) => at.toISOString().slice(0, 10),
  DAY_IN_MONTH: (at) => at.getUTCDate(),
  DAY_IN_WEEK: (at) => at.getUTCDay() + 1,
  DAY_IN_YEAR: (at) => dayOfYear(at) + 1,
  WEEK_IN_MONTH: (at) => Math.floor((at.getUTCDate() - 1) / 7) + 1,
  WEEK_IN_YEAR: (at) => Math.floor(dayOfYear(at) / 7) + 1,
  HOUR_IN_DAY: (at) => at.getUTCHours(),
};

type AggregateFunction = (values: readonly unknown[]) => unknown;

const smaller = (a: unknown, b: unknown): boolean => (a as number) < (b as number);

function sum(values: readonly unknown[]): number {
  return (values as readonly number[]).reduce((total, value) => total + value, 0);
}

const AGGREGATES: Readonly<Record<string, AggregateFunction>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
  MIN: (values) => (values.length === 0 ? null : values.reduce((a, b) => (smaller(a, b) ? a : b))),
  MAX: (values) => (values.length === 0 ? null : values.reduce((a, b) => (smaller(b, a) ? a : b))),
};

/** A function over the values of a group that are not null; throws what Salesforce says of a function there is not. */
export function called(name: string, values: readonly unknown[]): unknown {
  const aggregate = AGGREGATES[name];
  if (aggregate !== undefined) return aggregate(values);
  const date = DATES[name];
  if (date === undefined) throw new Error(`MALFORMED_QUERY: ${name}`);
  return values.length === 0 ? null : date(new Date(String(values[0])));
}
