/** Calendar arithmetic in the user's time zone. */
import type { LocalOrg } from '../local-org.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Milliseconds to add to UTC for the zone's wall clock at this moment. */
export function offsetAt(zone: string, moment: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(moment)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(moment / 1000) * 1000;
}

/** The moment at which the zone's wall clock shows midnight of a UTC-expressed day. */
export function startOfDay(zone: string, day: number): number {
  const guess = day - offsetAt(zone, day);
  return day - offsetAt(zone, guess);
}

/** Midnight of the zone's current calendar day, expressed in UTC. */
export function calendarDay(zone: string, moment: number): number {
  const local = new Date(moment + offsetAt(zone, moment));
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
}

const FIRST_YEAR = 1970;
const LAST_YEAR = 2060;
const HALF_MONTH = 15 * 86_400_000;

/** Makes a zone's offsets available to SQL, for `convertTimezone()`. */
export function loadTimeZone(org: LocalOrg, zone: string): void {
  const known = org.db.prepare('SELECT 1 FROM "$timezone" WHERE zone = ? LIMIT 1').get(zone);
  if (known !== undefined) return;
  const insert = org.db.prepare(
    'INSERT OR IGNORE INTO "$timezone" (zone, start, utc_offset) VALUES (?, ?, ?)',
  );
  const end = Date.UTC(LAST_YEAR, 0, 1);
  let before = offsetAt(zone, Date.UTC(FIRST_YEAR, 0, 1));
  insert.run(zone, Number.MIN_SAFE_INTEGER, before);
  for (let moment = Date.UTC(FIRST_YEAR, 0, 1); moment < end; moment += HALF_MONTH) {
    const after = offsetAt(zone, moment + HALF_MONTH);
    if (after === before) continue;
    insert.run(zone, transitionBetween(zone, moment, moment + HALF_MONTH), after);
    before = after;
  }
}

function transitionBetween(zone: string, low: number, high: number): number {
  const before = offsetAt(zone, low);
  let [left, right] = [low, high];
  while (right - left > 1000) {
    const middle = Math.floor((left + right) / 2000) * 1000;
    if (offsetAt(zone, middle) === before) left = middle;
    else right = middle;
  }
  return right;
}
