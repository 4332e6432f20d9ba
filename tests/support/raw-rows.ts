/** All rows of an object of a running local org, as its own REST API gives them: what answers are compared with. */

import { fetchAdminToken } from './admin-token.ts';

export type RawRow = Readonly<Record<string, unknown>>;

interface Page {
  readonly records: readonly RawRow[];
  readonly nextRecordsUrl?: string;
}

export async function readRawRows(
  orgUrl: string,
  object: string,
  fields: readonly string[],
): Promise<readonly RawRow[]> {
  const token = await fetchAdminToken(orgUrl);
  const rows: RawRow[] = [];
  const soql = `SELECT ${['Id', ...fields].join(', ')} FROM ${object} ORDER BY Id`;
  let next: string | undefined = `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`;
  while (next !== undefined) {
    const response = await fetch(orgUrl + next, { headers: { authorization: `Bearer ${token}` } });
    const page = (await response.json()) as Page;
    if (!response.ok) throw new Error(JSON.stringify(page));
    rows.push(...page.records);
    next = page.nextRecordsUrl;
  }
  return rows;
}
