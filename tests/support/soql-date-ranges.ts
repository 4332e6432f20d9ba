/** What SOQL's dates stand for, as plain comparisons: written apart from the local org's own reader. */

const DAY = 86_400_000;

/** Days since the epoch: the first of the span and the first after it. */
type Span = readonly [from: number, until: number];

/**
 * `datetime > LAST_N_DAYS:3` over the field `CreatedDate` as the literal that the statement has
 * and a comparison that needs no literal's rules. `at` is `<type> <operator> <literal>`.
 */
export function datePlain(
  field: string,
  at: string,
  now: Date,
  timeZone: string,
): { readonly soql: string; readonly plain: string } {
  const [type = '', operator = '', literal = ''] = at.split(' ');
  const shown = /^\d/.test(literal) ? ofType(literal, type) : literal;
  if (/^\d/.test(literal)) return { soql: shown, plain: `${field} ${operator} ${shown}` };
  const [from, until] = spanOf(literal.toUpperCase(), today(now, timeZone));
  const edge = (day: number): string =>
    type === 'date' ? isoDay(day) : midnight(day, timeZone).toISOString();
  return { soql: literal, plain: compared(field, operator, edge(from), edge(until)) };
}

function compared(field: string, operator: string, from: string, until: string): string {
  switch (operator) {
    case '=':
      return `(${field} >= ${from} AND ${field} < ${until})`;
    case '!=':
      return `(NOT (${field} >= ${from} AND ${field} < ${until}))`;
    case '<':
      return `${field} < ${from}`;
    case '<=':
      return `${field} < ${until}`;
    case '>':
      return `${field} >= ${until}`;
    default:
      return `${field} >= ${from}`;
  }
}

function ofType(literal: string, type: string): string {
  const day = literal.slice(0, 10);
  return type === 'date' ? day : `${day}T00:00:00Z`;
}

function spanOf(literal: string, day: number): Span {
  const [name = '', count = '1'] = literal.split(':');
  const n = Number(count);
  if (name === 'YESTERDAY') return [day - 1, day];
  if (name === 'TODAY') return [day, day + 1];
  if (name === 'TOMORROW') return [day + 1, day + 2];
  if (name === 'LAST_90_DAYS') return [day - 90, day + 1];
  if (name === 'NEXT_90_DAYS') return [day + 1, day + 91];
  if (name === 'LAST_N_DAYS') return [day - n, day + 1];
  const unit = /(DAY|WEEK|MONTH|QUARTER|YEAR)S?(_AGO)?$/.exec(name)?.[1] ?? '';
  const start = (steps: number): number => startOf(unit, day, steps);
  if (name.startsWith('THIS_')) return [start(0), start(1)];
  if (name.endsWith('_AGO')) return [start(-n), start(1 - n)];
  return name.startsWith('LAST_') ? [start(-n), start(0)] : [start(1), start(n + 1)];
}

/** The first day of the unit that is `steps` from today's; the fiscal year is the calendar's. */
function startOf(unit: string, day: number, steps: number): number {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case 'DAY':
      return day + steps;
    case 'WEEK':
      return day - date.getUTCDay() + 7 * steps;
    case 'MONTH':
      return Date.UTC(year, month + steps) / DAY;
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * steps) / DAY;
    default:
      return Date.UTC(year + steps, 0) / DAY;
  }
}

function today(now: Date, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now);
  return Date.parse(`${shown}T00:00:00Z`) / DAY;
}

const isoDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Tries each quarter of an hour that could be the zone's midnight. */
function midnight(day: number, timeZone: string): Date {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hour12: false,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  for (let quarter = -56; quarter <= 48; quarter += 1) {
    const at = new Date(day * DAY - quarter * 900_000 * -1);
    const shown = format.format(at);
    if (shown.startsWith(isoDay(day)) && /\b(00|24):00/.test(shown)) return at;
  }
  throw new Error(`no midnight of ${isoDay(day)} in ${timeZone}`);
}
