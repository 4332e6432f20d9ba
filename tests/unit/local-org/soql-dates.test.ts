import { dateLiteralRange, dayText } from '../../../local-org/soql/date-literals.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { calendarDay, startOfDay } from '../../../local-org/soql/time-zones.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

/** A Wednesday evening in UTC that is still Wednesday afternoon in Los Angeles. */
const NOW = Date.UTC(2026, 6, 15, 22, 30);

function range(name: string, count?: number, now = NOW, zone = 'UTC'): string {
  const found = dateLiteralRange({ name, count }, now, zone);
  return found ? `${dayText(found.start)}..${dayText(found.end - 86_400_000)}` : 'unknown';
}

describe('date literals, documented(SOQL guide, date formats and date literals)', () => {
  it.each([
    ['YESTERDAY', undefined, '2026-07-14..2026-07-14'],
    ['TODAY', undefined, '2026-07-15..2026-07-15'],
    ['TOMORROW', undefined, '2026-07-16..2026-07-16'],
    ['LAST_WEEK', undefined, '2026-07-05..2026-07-11'],
    ['THIS_WEEK', undefined, '2026-07-12..2026-07-18'],
    ['NEXT_WEEK', undefined, '2026-07-19..2026-07-25'],
    ['LAST_MONTH', undefined, '2026-06-01..2026-06-30'],
    ['THIS_MONTH', undefined, '2026-07-01..2026-07-31'],
    ['NEXT_MONTH', undefined, '2026-08-01..2026-08-31'],
    ['LAST_90_DAYS', undefined, '2026-04-16..2026-07-15'],
    ['NEXT_90_DAYS', undefined, '2026-07-16..2026-10-13'],
    ['LAST_N_DAYS', 3, '2026-07-12..2026-07-15'],
    ['NEXT_N_DAYS', 3, '2026-07-16..2026-07-18'],
    ['N_DAYS_AGO', 3, '2026-07-12..2026-07-12'],
    ['LAST_N_WEEKS', 2, '2026-06-28..2026-07-11'],
    ['NEXT_N_WEEKS', 2, '2026-07-19..2026-08-01'],
    ['N_WEEKS_AGO', 1, '2026-07-05..2026-07-11'],
    ['LAST_N_MONTHS', 2, '2026-05-01..2026-06-30'],
    ['NEXT_N_MONTHS', 2, '2026-08-01..2026-09-30'],
    ['N_MONTHS_AGO', 1, '2026-06-01..2026-06-30'],
    ['THIS_QUARTER', undefined, '2026-07-01..2026-09-30'],
    ['LAST_QUARTER', undefined, '2026-04-01..2026-06-30'],
    ['NEXT_QUARTER', undefined, '2026-10-01..2026-12-31'],
    ['LAST_N_QUARTERS', 2, '2026-01-01..2026-06-30'],
    ['THIS_YEAR', undefined, '2026-01-01..2026-12-31'],
    ['LAST_YEAR', undefined, '2025-01-01..2025-12-31'],
    ['NEXT_N_YEARS', 5, '2027-01-01..2031-12-31'],
    ['N_YEARS_AGO', 2, '2024-01-01..2024-12-31'],
    ['THIS_FISCAL_QUARTER', undefined, '2026-07-01..2026-09-30'],
    ['LAST_N_FISCAL_YEARS', 1, '2025-01-01..2025-12-31'],
    ['N_FISCAL_QUARTERS_AGO', 1, '2026-04-01..2026-06-30'],
    ['SOMEDAY', undefined, 'unknown'],
    ['LAST_N_DAYS', undefined, 'unknown'],
  ])('%s:%s is %s', (name, count, expected) => {
    expect(range(name, count)).toBe(expected);
  });

  it("reckons in the user's time zone", () => {
    const lateInTokyo = Date.UTC(2026, 6, 15, 16, 0);
    expect(range('TODAY', undefined, lateInTokyo, 'Asia/Tokyo')).toBe('2026-07-16..2026-07-16');
    expect(range('TODAY', undefined, lateInTokyo, 'America/Los_Angeles')).toBe(
      '2026-07-15..2026-07-15',
    );
  });

  it('begins a day at local midnight on both sides of daylight saving', () => {
    const zone = 'America/Los_Angeles';
    expect(new Date(startOfDay(zone, Date.UTC(2026, 0, 10))).toISOString()).toBe(
      '2026-01-10T08:00:00.000Z',
    );
    expect(new Date(startOfDay(zone, Date.UTC(2026, 6, 10))).toISOString()).toBe(
      '2026-07-10T07:00:00.000Z',
    );
    expect(calendarDay(zone, Date.UTC(2026, 6, 10, 6, 59))).toBe(Date.UTC(2026, 6, 9));
  });
});

describe('dates in statements', () => {
  const { org, session } = openTestOrg({ rules: 'strict' });
  const admin = session(ADMIN);
  afterAll(() => org.close());
  const count = (where: string): number =>
    runQuery(org, admin, `SELECT COUNT() FROM Case WHERE ${where}`).totalSize;

  it('partitions rows by before, in and after a range', () => {
    org.clock.set(new Date(Date.UTC(2026, 4, 5, 12)));
    const parts = ['< LAST_MONTH', '= LAST_MONTH', '> LAST_MONTH'].map((test) =>
      count(`CreatedDate ${test}`),
    );
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(5000);
    expect(count('CreatedDate <= LAST_MONTH')).toBe((parts[0] ?? 0) + (parts[1] ?? 0));
    expect(count('CreatedDate != LAST_MONTH')).toBe((parts[0] ?? 0) + (parts[2] ?? 0));
    org.clock.reset();
  });

  it('agrees between date functions and ranges, in UTC and in the zone of the user', () => {
    const inYear = count(
      'CreatedDate >= 2025-01-01T00:00:00Z AND CreatedDate < 2026-01-01T00:00:00Z',
    );
    expect(count('CALENDAR_YEAR(CreatedDate) = 2025')).toBe(inYear);
    const local = count(
      'CreatedDate >= 2025-01-01T00:00:00-08:00 AND CreatedDate < 2026-01-01T00:00:00-08:00',
    );
    expect(count('CALENDAR_YEAR(convertTimezone(CreatedDate)) = 2025')).toBe(local);
  });

  it('groups by every date function without losing a row', () => {
    for (const name of [
      'CALENDAR_MONTH',
      'CALENDAR_QUARTER',
      'DAY_IN_MONTH',
      'DAY_IN_WEEK',
      'DAY_ONLY',
      'FISCAL_QUARTER',
      'FISCAL_YEAR',
      'HOUR_IN_DAY',
      'WEEK_IN_MONTH',
      'WEEK_IN_YEAR',
    ]) {
      const groups = runQuery(
        org,
        admin,
        `SELECT ${name}(CreatedDate) k, COUNT(Id) n FROM Case GROUP BY ${name}(CreatedDate)`,
      );
      const rows = groups.records as unknown as { n: number }[];
      expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(5000);
    }
  });

  it.each([
    'CreatedDate = LAST_N_DAYS:999999999',
    'CreatedDate >= LAST_N_WEEKS:999999999',
    'CreatedDate > N_MONTHS_AGO:999999999',
    'CreatedDate > N_QUARTERS_AGO:9999999999',
    // 1950 years ago is the year 76, which must not be taken for 1976.
    'CreatedDate > N_YEARS_AGO:1950',
    'CreatedDate > N_FISCAL_YEARS_AGO:999999999',
    'CreatedDate < NEXT_N_YEARS:999999999',
    'CreatedDate < NEXT_N_DAYS:999999999',
  ])('bounds %s by the first and last day there are', (where) => {
    org.clock.set(new Date(Date.UTC(2026, 11, 5, 12)));
    expect(count(where)).toBe(5000);
    org.clock.reset();
  });

  it('refuses days that do not exist and years out of range', () => {
    expect(() => count('CreatedDate > 2025-02-30T00:00:00Z')).toThrow();
    expect(() => count('CreatedDate > 1600-01-01T00:00:00Z')).toThrow(/Invalid dateTime/);
  });
});
