/** Bodies of RevenueReport: won revenue of a year, by group and quarter. */
import type { ApexClassSource, ApexContext, ApexRecord } from '../apex-class.ts';
import { ApexException } from '../apex-exception.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { apexSource } from './apex-source.ts';

const GROUPS: Readonly<Record<string, string>> = {
  StageName: 'StageName',
  Type: 'Type',
  LeadSource: 'LeadSource',
  Industry: 'Account.Industry',
};

export const REVENUE_REPORT: ApexClassSource = {
  body: apexSource('RevenueReport'),
  methods: {
    current(apex) {
      const asked = apex.request.params['year'] ?? '';
      if (asked !== '' && !/^\d{1,9}$/.test(asked)) {
        throw new ApexException('System.TypeException', `Invalid integer: ${asked}`);
      }
      const thisYear = new Date(apex.now()).getUTCFullYear();
      return compute(apex, asked === '' ? thisYear : Number(asked), 'Type', []);
    },
    compute(apex, { year, groupBy, stages }) {
      if (typeof year !== 'number') throw refusal('year is required');
      return compute(
        apex,
        year,
        typeof groupBy === 'string' ? groupBy : 'Type',
        Array.isArray(stages) ? stages.map(String) : [],
      );
    },
  },
};

const refusal = (message: string): ApexException =>
  new ApexException('RevenueReport.ReportException', message);

function compute(
  apex: ApexContext,
  year: number,
  groupBy: string,
  stages: readonly string[],
): JsonValue {
  const path = Object.hasOwn(GROUPS, groupBy) ? GROUPS[groupBy] : undefined;
  if (path === undefined) {
    throw refusal(`groupBy must be one of ${Object.keys(GROUPS).join(', ')}`);
  }
  const binds = { year, wanted: stages.length === 0 ? ['Closed Won'] : stages };
  const from =
    'FROM Opportunity WHERE StageName IN :wanted AND CALENDAR_YEAR(CloseDate) = :year GROUP BY';
  const lines = apex.query(
    `SELECT ${path} label, COUNT(Id) deals, SUM(Amount) revenue, AVG(Amount) average ${from} ${path}`,
    binds,
  );
  const quarters = apex.query(
    `SELECT CALENDAR_QUARTER(CloseDate) quarter, SUM(Amount) revenue ${from} CALENDAR_QUARTER(CloseDate)`,
    binds,
  );
  return {
    year,
    groupBy,
    currencyIsoCode: 'USD',
    generatedAt: new Date(apex.now()).toISOString(),
    total: lines.reduce((sum, row) => sum + (amount(row, 'revenue') ?? 0), 0),
    lines: lines.map(toLine),
    byQuarter: Object.fromEntries(
      quarters.map((row) => [`Q${String(row['quarter'])}`, amount(row, 'revenue')]),
    ),
  };
}

function toLine(row: ApexRecord): JsonValue {
  return {
    label: typeof row['label'] === 'string' ? row['label'] : null,
    deals: amount(row, 'deals'),
    revenue: amount(row, 'revenue'),
    average: amount(row, 'average'),
  };
}

function amount(row: ApexRecord, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : null;
}
