/** The rows of a bulk query as CSV, parents flattened to dotted columns. */
import type { DataCall } from '../platform.ts';
import { allRecords } from '../soql/all-records.ts';
import { writeCsv } from './csv.ts';

export interface CsvRows {
  readonly csv: string;
  readonly recordCount: number;
}

export function queryAsCsv(call: DataCall, soql: string, includesDeleted: boolean): CsvRows {
  const { org } = call.platform;
  const rows = Array.from(allRecords(org, call.session, soql, { includesDeleted }), flatten);
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const csv = writeCsv([header, ...rows.map((row) => header.map((name) => row[name] ?? ''))]);
  return { csv, recordCount: rows.length };
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
