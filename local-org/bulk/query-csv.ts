/** The rows of a bulk query as CSV, parents flattened to dotted columns. */
import type { DataCall } from '../platform.ts';
import { allRecords } from '../soql/all-records.ts';
import { columnNames } from '../rest/column-metadata.ts';
import { SalesforceError } from '../errors.ts';
import { parseSoql } from '../soql/parse.ts';
import type { QueryNode } from '../soql/syntax.ts';

export interface QueriedRows {
  /** The header first. */
  readonly rows: readonly (readonly string[])[];
  /** The object that the statement reads. */
  readonly objectName: string;
}

export function queryRows(call: DataCall, soql: string, includesDeleted: boolean): QueriedRows {
  const { org } = call.platform;
  checkBulkQuery(parseSoql(soql), false);
  const records = Array.from(allRecords(org, call.session, soql, { includesDeleted }), flatten);
  const header = columnNames(call, soql);
  const rows = records.map((record) => header.map((name) => record[name] ?? ''));
  const written = parseSoql(soql).from[0]?.name.text ?? '';
  return { rows: [header, ...rows], objectName: org.catalog.object(written)?.name ?? written };
}

/**
 * Source: Bulk API 2.0 guide, "Understanding Bulk API 2.0 Query": what no row of a CSV file can be made of.
 * @param allowsTypeof as JSON and XML batches do (recorded).
 */
export function checkBulkQuery({ select, group, offset }: QueryNode, allowsTypeof: boolean): void {
  const isGrouped = group !== undefined || select === 'count';
  const isFlat = (kind: string): boolean =>
    kind === 'expression' || (allowsTypeof && kind === 'typeof');
  const hasNested = !isGrouped && select.some(({ kind }) => !isFlat(kind));
  if (isGrouped || hasNested || offset !== undefined) {
    throw new SalesforceError(
      400,
      'FUNCTIONALITY_NOT_ENABLED',
      'FeatureNotEnabled : Aggregate Relationships not supported in Bulk Query',
    );
  }
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
