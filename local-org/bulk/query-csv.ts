/** The rows of a bulk query as CSV, parents flattened to dotted columns. */
import type { DataCall } from '../platform.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import type { QueryResult } from '../soql/query.ts';
import { writeCsv } from './csv.ts';

export interface CsvRows {
  readonly csv: string;
  readonly recordCount: number;
}

export function queryAsCsv(call: DataCall, soql: string, includesDeleted: boolean): CsvRows {
  const rows = allRecords(call, soql, includesDeleted).map(flatten);
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const csv = writeCsv([header, ...rows.map((row) => header.map((name) => row[name] ?? ''))]);
  return { csv, recordCount: rows.length };
}

function allRecords(call: DataCall, soql: string, includesDeleted: boolean): readonly object[] {
  const { org } = call.platform;
  let page: QueryResult = runQuery(org, call.session, soql, { includesDeleted });
  const records: object[] = [...page.records];
  while (page.nextRecordsUrl !== undefined) {
    page = queryMore(org, call.session, page.nextRecordsUrl.split('/').at(-1) ?? '');
    records.push(...page.records);
  }
  return records;
}

function flatten(record: object): Record<string, string> {
  const cells = Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'attributes') return [];
    if (typeof value !== 'object' || value === null) return [[name, cellText(value)] as const];
    const inner = Object.entries(flatten(value));
    return inner.map(([key, text]) => [`${name}.${key}`, text] as const);
  });
  return Object.fromEntries(cells);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
