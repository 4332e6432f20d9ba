/** The rows of a report, column by column. */
import type { Session } from '../data/access.ts';
import type { LocalOrg } from '../org.ts';
import { allRecords } from '../soql/all-records.ts';
import type { ReportColumn } from './report-type.ts';

/** What stands in one column of one row; `id` is that of the record it names. */
export interface ReportValue {
  readonly value: string | number | boolean | null;
  readonly id: string | null;
}

/** By column name. */
export type ReportRow = Readonly<Record<string, ReportValue>>;

export function readRows(
  org: LocalOrg,
  session: Session,
  soql: string,
  columns: readonly ReportColumn[],
): readonly ReportRow[] {
  const readers = columns.map((column) => ({
    name: column.name,
    path: column.path.split('.'),
    idPath: column.idPath?.split('.') ?? null,
  }));
  return Array.from(allRecords(org, session, soql), (record) => {
    const row: Record<string, ReportValue> = {};
    for (const { name, path, idPath } of readers) {
      row[name] = {
        value: scalarAt(record, path),
        id: idPath === null ? null : (scalarAt(record, idPath) as string | null),
      };
    }
    return row;
  });
}

/** Null where a parent on the way is missing. */
function scalarAt(record: unknown, path: readonly string[]): ReportValue['value'] {
  let value: unknown = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return (value ?? null) as ReportValue['value'];
}
