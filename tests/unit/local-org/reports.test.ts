import fc from 'fast-check';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';
import {
  allRows,
  average,
  expectFacts,
  largest,
  rowCount,
  smallest,
  sum,
} from './report-evaluation.ts';
import type { Expectation, ReportJson, Row } from './report-evaluation.ts';

let local: LocalOrgClient;
let ids: ReadonlyMap<string, string>;
let opportunities: readonly Row[];
let cases: readonly Row[];

beforeAll(async () => {
  local = await openLocalOrg();
  const reports = await allRows(local, 'SELECT Id, DeveloperName FROM Report');
  ids = new Map(reports.map((row) => [String(row['DeveloperName']), String(row['Id'])]));
  opportunities = await allRows(
    local,
    'SELECT Id, Name, StageName, Type, Amount, Probability, CloseDate, IsWon, IsClosed, OwnerId, LeadSource, NextStep FROM Opportunity',
  );
  cases = await allRows(
    local,
    'SELECT Id, Status, Priority, Origin, Reason, OwnerId, IsClosed, CreatedDate FROM Case',
  );
});

afterAll(async () => {
  await local.running.close();
});

const pathOf = (name: string): string => `/analytics/reports/${ids.get(name) ?? name}`;

async function run(name: string, reportMetadata?: object): Promise<ReportJson> {
  const path = `${pathOf(name)}?includeDetails=true`;
  const answer =
    reportMetadata === undefined
      ? await local.api('GET', path)
      : await local.api('POST', path, { reportMetadata });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
}

const field =
  (name: string) =>
  (row: Row): unknown =>
    row[name] ?? null;

const yearStart = (row: Row): string => `${String(row['CloseDate']).slice(0, 4)}-01-01`;

const quarterStart = (day: string): string => {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
};

/** The user's calendar day: the seeded users live in Los Angeles. */
const localDay = (moment: unknown): string =>
  new Date(String(moment).replace('+0000', 'Z')).toLocaleDateString('en-CA', {
    timeZone: 'America/Los_Angeles',
  });

describe('fact maps equal an independent evaluation', () => {
  const shipped: readonly (readonly [string, () => Expectation])[] = [
    [
      'Opportunities_by_Stage',
      () => ({
        rows: opportunities,
        down: [field('StageName')],
        aggregates: [
          sum('Amount'),
          average('Amount'),
          largest('Amount'),
          smallest('Amount'),
          rowCount,
        ],
      }),
    ],
    [
      'Revenue_by_Year_Type_and_Stage',
      () => ({
        rows: opportunities,
        down: [yearStart, field('Type'), field('StageName')],
        aggregates: [sum('Amount'), average('Probability'), rowCount],
      }),
    ],
    [
      'Pipeline_by_Stage_Type_and_Quarter',
      () => ({
        rows: opportunities.filter((row) => row['IsClosed'] === false),
        down: [field('StageName'), field('Type')],
        across: [(row) => quarterStart(String(row['CloseDate']))],
        aggregates: [sum('Amount'), rowCount],
      }),
    ],
    [
      'Cases_by_Status_and_Priority',
      () => ({
        rows: cases,
        down: [field('Status')],
        across: [field('Priority')],
        aggregates: [rowCount],
      }),
    ],
    [
      'Cases_by_Owner_Reason_Origin_and_Quarter',
      () => ({
        rows: cases.filter((row) => row['IsClosed'] === false),
        down: [field('OwnerId'), field('Reason')],
        across: [field('Origin'), (row) => quarterStart(localDay(row['CreatedDate']))],
        aggregates: [rowCount],
      }),
    ],
    [
      'Open_Cases',
      () => ({ rows: cases.filter((row) => row['IsClosed'] === false), aggregates: [rowCount] }),
    ],
  ];

  it.each(shipped)('%s', async (name, expectation) => {
    expectFacts(await run(name), expectation());
  });

  it('whatever the groupings, summaries and filters of a run', async () => {
    const dimensions = {
      STAGE_NAME: field('StageName'),
      TYPE: field('Type'),
      LEAD_SOURCE: field('LeadSource'),
      FULL_NAME: field('OwnerId'),
      WON: field('IsWon'),
    } as const;
    const summaries = {
      's!AMOUNT': sum('Amount'),
      'a!AMOUNT': average('Amount'),
      'mx!PROBABILITY': largest('Probability'),
      'm!AMOUNT': smallest('Amount'),
      RowCount: rowCount,
    } as const;
    const columns = fc.shuffledSubarray(Object.keys(dimensions) as (keyof typeof dimensions)[], {
      minLength: 4,
    });
    const wanted = fc.record({
      columns,
      down: fc.integer({ min: 0, max: 2 }),
      across: fc.integer({ min: 0, max: 2 }),
      aggregates: fc.shuffledSubarray(Object.keys(summaries) as (keyof typeof summaries)[], {
        minLength: 1,
      }),
      least: fc.integer({ min: 0, max: 900_000 }),
      descending: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(wanted, async (one) => {
        const down = one.columns.slice(0, one.down);
        const across = one.columns.slice(2, 2 + one.across);
        const groupings = (names: readonly string[]) =>
          names.map((name) => ({ name, sortOrder: one.descending ? 'Desc' : 'Asc' }));
        const result = await run('Pipeline_by_Stage_Type_and_Quarter', {
          reportFormat: 'MATRIX',
          groupingsDown: groupings(down),
          groupingsAcross: groupings(across),
          aggregates: one.aggregates,
          reportFilters: [
            { column: 'AMOUNT', operator: 'greaterOrEqual', value: String(one.least) },
          ],
        });
        expectFacts(result, {
          rows: opportunities.filter(
            (row) => row['IsClosed'] === false && Number(row['Amount'] ?? -1) >= one.least,
          ),
          down: down.map((name) => dimensions[name]),
          across: across.map((name) => dimensions[name]),
          aggregates: one.aggregates.map((name) => summaries[name]),
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('a run', () => {
  it('gives details only when asked, and then in the order of the columns', async () => {
    const bare: ReportJson = (await local.api('GET', pathOf('Closed_Won_This_Year'))).json;
    expect([bare.hasDetailRows, bare.factMap['T!T']?.rows]).toEqual([false, undefined]);
    const full = await run('Closed_Won_This_Year', {
      detailColumns: ['OPPORTUNITY_NAME', 'AMOUNT', 'PROBABILITY', 'CLOSE_DATE', 'WON'],
      sortBy: [{ sortColumn: 'AMOUNT', sortOrder: 'Desc' }],
    });
    const [first] = full.factMap['T!T']?.rows ?? [];
    const best = opportunities
      .filter((row) => row['IsWon'] === true && String(row['CloseDate']).startsWith('2026'))
      .sort((a, b) => Number(b['Amount']) - Number(a['Amount']))[0];
    const amount = Number(best?.['Amount']);
    const [year, month, day] = String(best?.['CloseDate']).split('-').map(Number);
    expect(first?.dataCells).toEqual([
      { label: best?.['Name'], value: best?.['Id'] },
      {
        label: `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2 })}`,
        value: { amount, currency: null },
      },
      { label: '100%', value: 100 },
      { label: `${month ?? 0}/${day ?? 0}/${year ?? 0}`, value: best?.['CloseDate'] },
      { label: 'true', value: true },
    ]);
  });

  it('puts picklist groups in setup order, blanks first, or by a summary', async () => {
    const describe = (await local.api('GET', '/sobjects/Opportunity/describe')).json as {
      fields: readonly { name: string; picklistValues: readonly { value: string }[] }[];
    };
    const stages = describe.fields
      .find(({ name }) => name === 'StageName')
      ?.picklistValues.map(({ value }) => value);
    const labels = (report: ReportJson) => report.groupingsDown.groupings.map(({ label }) => label);
    const result = await run('Opportunities_by_Stage');
    expect(labels(result)).toEqual(stages?.filter((stage) => labels(result).includes(stage)));
    const byType = await run('Opportunities_by_Stage', { groupingsDown: [{ name: 'TYPE' }] });
    expect(labels(byType)[0]).toBe('-');
    const byAmount = await run('Opportunities_by_Stage', {
      groupingsDown: [{ name: 'STAGE_NAME', sortAggregate: 's!AMOUNT', sortOrder: 'Desc' }],
    });
    const amounts = byAmount.groupingsDown.groupings.map(({ key }) =>
      Number(byAmount.factMap[`${key}!T`]?.aggregates[0]?.value),
    );
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  });

  it('gives the first 2,000 rows and the totals of all', async () => {
    const result = await run('Open_Cases');
    const open = cases.filter((row) => row['IsClosed'] === false).length;
    expect(open).toBeGreaterThan(2_000);
    expect([
      result.allData,
      result.factMap['T!T']?.rows?.length,
      result.factMap['T!T']?.aggregates[0],
    ]).toEqual([false, 2_000, { label: open.toLocaleString('en-US'), value: open }]);
  });

  it('sees what its user sees', async () => {
    const token = await local.signIn('portal@local.example');
    const answer = await local.api('GET', pathOf('Open_Cases'), undefined, { token });
    expect([answer.status, answer.json]).toEqual([
      403,
      [
        {
          message:
            "You don't have permission to run reports. Check that you have the Run Reports user permission.",
          errorCode: 'FORBIDDEN',
        },
      ],
    ]);
  });

  it('follows a change of the data', async () => {
    const before = await run('Staff_by_Department');
    const made = await local.api('POST', '/sobjects/Contact', {
      LastName: 'Newcomer',
      Email: 'newcomer@local.example',
      Department: 'Night Watch',
      Is_Staff__c: true,
    });
    const after = await run('Staff_by_Department');
    const totals = (report: ReportJson) => Number(report.factMap['T!T']?.aggregates[0]?.value);
    expect(totals(after)).toBe(totals(before) + 1);
    expect(after.groupingsDown.groupings.map(({ label }) => label)).toContain('Night Watch');
    await local.api('DELETE', `/sobjects/Contact/${(made.json as { id: string }).id}`);
  });

  it('takes back the metadata that a describe gave', async () => {
    const described = (await local.api('GET', `${pathOf('Staff_by_Department')}/describe`))
      .json as { reportMetadata: object };
    const result = await run('Staff_by_Department', described.reportMetadata);
    expect(result.factMap['T!T']?.aggregates[0]?.value).toBe(50);
  });

  it.each([
    [
      'an unknown filter column',
      { reportFilters: [{ column: 'NOPE', operator: 'equals', value: 'x' }] },
      'Specify a valid filterable column because NOPE is invalid.',
    ],
    [
      'an operator of another type',
      { reportFilters: [{ column: 'AMOUNT', operator: 'contains', value: '1' }] },
      'Specify a valid condition because contains is invalid.',
    ],
    [
      'a bad date',
      { reportFilters: [{ column: 'CLOSE_DATE', operator: 'equals', value: '2026-02-30' }] },
      "Filter the date in the correct format. Accepted formats are yyyy-MM-dd'T'HH:mm:ss'Z' and yyyy-MM-dd.",
    ],
    [
      'a bad id',
      { reportFilters: [{ column: 'ACCOUNT_ID', operator: 'equals', value: '42' }] },
      'The filter value for ID 42 is incorrect. Specify an ID that is 15 or 18 characters long, such as 006D000000CrRLw or 005U0000000Rg2CIAS.',
    ],
    [
      'logic that leaves a filter out',
      {
        reportFilters: [
          { column: 'TYPE', operator: 'equals', value: 'x' },
          { column: 'TYPE', operator: 'equals', value: 'y' },
        ],
        reportBooleanFilter: '1',
      },
      'The filter logic is invalid: 1',
    ],
    [
      'an unknown duration',
      { standardDateFilter: { column: 'CLOSE_DATE', durationValue: 'SOMETIME' } },
      'The duration SOMETIME specified for the standard date filter is invalid.',
    ],
    [
      'a date filter on text',
      { standardDateFilter: { column: 'TYPE' } },
      'The column TYPE cannot be a standard date filter because it is not a date column.',
    ],
    [
      'no columns',
      { detailColumns: [] },
      "Can't run the report because it doesn't have any columns selected. Be sure to add fields as columns to the report through the user interface.",
    ],
    [
      'two sort columns',
      { sortBy: [{ sortColumn: 'AMOUNT' }, { sortColumn: 'CLOSE_DATE' }] },
      'A report can only be sorted by one column.',
    ],
    [
      'a sort column that is not shown',
      { sortBy: [{ sortColumn: 'WON' }] },
      'The sort column name must be from a selected column.',
    ],
    [
      '21 filters',
      {
        reportFilters: Array.from({ length: 21 }, () => ({
          column: 'TYPE',
          operator: 'equals',
          value: 'x',
        })),
      },
      'A report can have no more than 20 field filters.',
    ],
  ])('refuses %s', async (_name, reportMetadata, message) => {
    const answer = await local.api('POST', pathOf('Opportunities_by_Stage'), { reportMetadata });
    expect([answer.status, answer.json]).toEqual([400, [{ message, errorCode: 'BAD_REQUEST' }]]);
  });

  it('answers 404 for a report that is not there', async () => {
    const answer = await local.api('GET', '/analytics/reports/00OLO0000009999AAA');
    expect([answer.status, (answer.json as { errorCode: string }[])[0]?.errorCode]).toEqual([
      404,
      'NOT_FOUND',
    ]);
  });
});
