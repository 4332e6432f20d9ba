/** `/query`, `/queryAll` and their locators: SOQL in, pages of records out. */
import { malformedQuery } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import { columnMetadata } from './column-metadata.ts';
import { refreshMetadataRows } from '../metadata/metadata-rows.ts';
import { explain } from './query-plan.ts';

export function query(call: DataCall): ApiResponse {
  return answer(call, false);
}

/** Deleted and archived rows too. */
export function queryAll(call: DataCall): ApiResponse {
  return answer(call, true);
}

export function nextPage(call: DataCall): ApiResponse {
  return ok(queryMore(call.platform.org, call.session, call.params['locator'] ?? ''));
}

function answer(call: DataCall, includesDeleted: boolean): ApiResponse {
  const { org } = call.platform;
  const plan = call.request.query.get('explain');
  if (plan !== null) return ok(explain(call, plan));
  const soql = call.request.query.get('q');
  if (soql === null) throw malformedQuery('A query string has to be specified');
  refreshMetadataRows(org, soql);
  if (call.request.query.get('columns') === 'true') return ok(columnMetadata(call, soql));
  return ok(runQuery(org, call.session, soql, { ...batchSize(call), includesDeleted }));
}

/** `Sforce-Query-Options: batchSize=500`; the query brings it within bounds. */
function batchSize(call: DataCall): { readonly batchSize?: number } {
  const header = call.request.headers['sforce-query-options'] ?? '';
  const asked = /batchSize\s*=\s*(\d+)/i.exec(header)?.[1];
  return asked === undefined ? {} : { batchSize: Number(asked) };
}
