import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';
import { allRows } from './report-evaluation.ts';
import type { ReportJson, Row } from './report-evaluation.ts';

let local: LocalOrgClient;
let reportId: string;
let rows: readonly Row[];

/** A Monday; the integration user lives in Los Angeles, where it is 1 a.m. */
const NOW = '2026-11-23T09:00:00Z';

beforeAll(async () => {
  local = await openLocalOrg();
  await local.control({ action: 'clock', now: NOW });
  const [report] = await allRows(
    local,
    "SELECT Id FROM Report WHERE DeveloperName = 'Opportunities_by_Stage'",
  );
  reportId = String(report?.['Id']);
  await local.api('POST', '/sobjects/Opportunity', {
    Name: 'Odd, "100%" _name_',
    StageName: 'Prospecting',
    CloseDate: '2026-11-23',
    Amount: 12.5,
  });
  rows = await allRows(
    local,
    'SELECT Id, Name, StageName, Type, NextStep, Amount, CloseDate, CreatedDate, IsWon, AccountId, Account.Name, OwnerId FROM Opportunity',
  );
});

afterAll(async () => {
  await local.running.close();
});

async function found(reportMetadata: object): Promise<readonly string[]> {
  const answer = await local.api('POST', `/analytics/reports/${reportId}?includeDetails=true`, {
    reportMetadata: {
      reportFormat: 'TABULAR',
      groupingsDown: [],
      detailColumns: ['OPPORTUNITY_ID'],
      aggregates: ['RowCount'],
      sortBy: [],
      ...reportMetadata,
    },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  const report: ReportJson = answer.json;
  return (report.factMap['T!T']?.rows ?? []).map(({ dataCells }) => String(dataCells[0]?.value));
}

const idsOf = (predicate: (row: Row) => boolean): readonly string[] =>
  rows.filter(predicate).map((row) => String(row['Id']));

const text = (row: Row, field: string): string | null => {
  const value = row[field];
  return typeof value === 'string' ? value.toLowerCase() : null;
};
const amount = (row: Row): number | null =>
  typeof row['Amount'] === 'number' ? row['Amount'] : null;
const day = (row: Row): string => String(row['CloseDate']);
const account = (row: Row): string =>
  (row['Account'] as { Name?: string } | null)?.Name?.toLowerCase() ?? '';

const filter = (column: string, operator: string, value: string) => ({ column, operator, value });

describe('operators', () => {
  const cases: readonly (readonly [ReturnType<typeof filter>, (row: Row) => boolean])[] = [
    [filter('STAGE_NAME', 'equals', 'Prospecting'), (r) => r['StageName'] === 'Prospecting'],
    [
      filter('STAGE_NAME', 'equals', 'prospecting, Closed Won'),
      (r) => ['Prospecting', 'Closed Won'].includes(String(r['StageName'])),
    ],
    [
      filter('STAGE_NAME', 'notEqual', 'Prospecting,Closed Won'),
      (r) => !['Prospecting', 'Closed Won'].includes(String(r['StageName'])),
    ],
    [filter('TYPE', 'equals', ''), (r) => r['Type'] === null],
    [filter('TYPE', 'notEqual', ''), (r) => r['Type'] !== null],
    [filter('TYPE', 'notEqual', 'New Business'), (r) => r['Type'] !== 'New Business'],
    [
      filter('OPPORTUNITY_NAME', 'contains', 'box'),
      (r) => text(r, 'Name')?.includes('box') === true,
    ],
    [
      filter('OPPORTUNITY_NAME', 'notContain', 'box,node'),
      (r) => !/box|node/.test(text(r, 'Name') ?? ''),
    ],
    [
      filter('OPPORTUNITY_NAME', 'startsWith', 'bridge,odd'),
      (r) => /^(bridge|odd)/.test(text(r, 'Name') ?? ''),
    ],
    [filter('OPPORTUNITY_NAME', 'contains', '100%'), (r) => String(r['Name']).includes('100%')],
    [filter('OPPORTUNITY_NAME', 'contains', '_name_'), (r) => String(r['Name']).includes('_name_')],
    [
      filter('OPPORTUNITY_NAME', 'startsWith', '"Odd, """'),
      (r) => String(r['Name']).startsWith('Odd, "'),
    ],
    [filter('OPPORTUNITY_NAME', 'contains', "' OR Name != '"), () => false],
    [
      filter('NEXT_STEP', 'notContain', 'call'),
      (r) => text(r, 'NextStep')?.includes('call') !== true,
    ],
    [filter('ACCOUNT_NAME', 'contains', 'energy'), (r) => account(r).includes('energy')],
    [filter('AMOUNT', 'lessThan', '"$20,000.00"'), (r) => (amount(r) ?? Infinity) < 20_000],
    [filter('AMOUNT', 'greaterOrEqual', 'USD 990000'), (r) => (amount(r) ?? -1) >= 990_000],
    [filter('AMOUNT', 'equals', '12.5'), (r) => amount(r) === 12.5],
    [filter('WON', 'equals', 'True'), (r) => r['IsWon'] === true],
    [filter('WON', 'notEqual', '1'), (r) => r['IsWon'] === false],
    [filter('CLOSE_DATE', 'equals', 'TODAY'), (r) => day(r) === '2026-11-23'],
    [filter('CLOSE_DATE', 'equals', '11/23/2026'), (r) => day(r) === '2026-11-23'],
    [filter('CLOSE_DATE', 'lessThan', 'THIS_YEAR'), (r) => day(r) < '2026-01-01'],
    [filter('CLOSE_DATE', 'lessOrEqual', 'THIS_YEAR'), (r) => day(r) <= '2026-12-31'],
    [filter('CLOSE_DATE', 'greaterThan', 'THIS_QUARTER'), (r) => day(r) > '2026-12-31'],
    [
      filter('CLOSE_DATE', 'equals', 'last 30 days'),
      (r) => day(r) >= '2026-10-24' && day(r) <= '2026-11-23',
    ],
    [
      filter('CLOSE_DATE', 'notEqual', 'LAST_N_DAYS:30'),
      (r) => day(r) < '2026-10-24' || day(r) > '2026-11-23',
    ],
    // 22 November in Los Angeles begins at 08:00 UTC.
    [
      filter('CREATED_DATE', 'greaterOrEqual', '2026-11-22'),
      (r) => String(r['CreatedDate']) >= '2026-11-22T08:00',
    ],
    [
      filter('CREATED_DATE', 'lessThan', '2026-01-01T00:00:00Z'),
      (r) => String(r['CreatedDate']) < '2026-01-01T00:00',
    ],
  ];

  it.each(cases)('%j', async (one, predicate) => {
    const wanted = idsOf(predicate);
    expect([...(await found({ reportFilters: [one] }))].sort()).toEqual([...wanted].sort());
  });

  it('compares ids in either length', async () => {
    const id = String(rows[0]?.['AccountId']);
    const wanted = idsOf((row) => row['AccountId'] === id);
    for (const value of [id, id.slice(0, 15)]) {
      const reportFilters = [filter('ACCOUNT_ID', 'equals', value)];
      expect(await found({ reportFilters })).toEqual(wanted);
    }
  });
});

describe('logic and dates', () => {
  const three = [
    filter('STAGE_NAME', 'equals', 'Prospecting'),
    filter('TYPE', 'equals', 'New Business'),
    filter('AMOUNT', 'greaterThan', '500000'),
  ];
  const [p, t, a] = [
    (r: Row) => r['StageName'] === 'Prospecting',
    (r: Row) => r['Type'] === 'New Business',
    (r: Row) => (amount(r) ?? 0) > 500_000,
  ];
  const cases: readonly (readonly [string | null, (row: Row) => boolean])[] = [
    [null, (r) => p(r) && t(r) && a(r)],
    ['1 OR 2 OR 3', (r) => p(r) || t(r) || a(r)],
    ['1 and (2 or not 3)', (r) => p(r) && (t(r) || !a(r))],
    ['1 OR 2 AND 3', (r) => p(r) || (t(r) && a(r))],
    ['(1 OR 2) AND NOT (3)', (r) => (p(r) || t(r)) && !a(r)],
  ];

  it.each(cases)('%s', async (reportBooleanFilter, predicate) => {
    const ids = await found({ reportFilters: three, reportBooleanFilter });
    expect([...ids].sort()).toEqual([...idsOf(predicate)].sort());
  });

  it.each([
    ['THIS_FISCAL_YEAR', '2026-01-01', '2026-12-31'],
    ['LAST_FISCAL_QUARTER', '2026-07-01', '2026-09-30'],
    ['NEXT_MONTH', '2026-12-01', '2026-12-31'],
    ['LAST_WEEK', '2026-11-15', '2026-11-21'],
    ['LAST_N_DAYS:7', '2026-11-16', '2026-11-23'],
  ])('the duration %s lasts from %s to %s', async (durationValue, start, end) => {
    const standardDateFilter = { column: 'CLOSE_DATE', durationValue };
    const wanted = idsOf((row) => day(row) >= start && day(row) <= end);
    expect([...(await found({ standardDateFilter }))].sort()).toEqual([...wanted].sort());
    const run = await local.api('POST', `/analytics/reports/${reportId}`, {
      reportMetadata: { standardDateFilter },
    });
    expect((run.json as ReportJson).reportMetadata['standardDateFilter']).toEqual({
      column: 'CLOSE_DATE',
      durationValue,
      startDate: start,
      endDate: end,
    });
  });

  it('takes dates of one’s own, with either end open', async () => {
    const standardDateFilter = { column: 'CLOSE_DATE', startDate: '2026-06-01', endDate: null };
    const wanted = idsOf((row) => day(row) >= '2026-06-01');
    expect([...(await found({ standardDateFilter }))].sort()).toEqual([...wanted].sort());
  });

  it('leaves the standard filters as they were saved', async () => {
    const standardFilters = [{ name: 'open', value: 'closedwon' }];
    expect(await found({ standardFilters })).toHaveLength(rows.length);
  });

  it('gives a user their own rows for the scope "user"', async () => {
    const [me] = await allRows(
      local,
      "SELECT Id FROM User WHERE Username = 'integration@local.example'",
    );
    const wanted = idsOf((row) => row['OwnerId'] === me?.['Id']);
    expect(wanted).toHaveLength(1);
    expect(await found({ scope: 'user' })).toEqual(wanted);
  });
});
