/** `/query`, `/queryAll` and their locators: SOQL in, pages of records out. */
import { malformedQuery } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { queryMore, runQuery } from '../soql/run-query.ts';
import { columnMetadata } from './column-metadata.ts';
import { explain } from './query-plan.ts';

const MIN_BATCH = 200;
const MAX_BATCH = 2_000;

export function query(call: DataCall): ApiResponse {
  return answer(call, false);
}

/** Deleted and archived rows too. */
export function queryAll(call: DataCall): ApiResponse {
  return answer(call, true);
}

export function nextPage(call: DataCall): ApiResponse {
  return ok(
    queryMore(call.platform.org, call.session, call.params['locator'] ?? '', queryOptions(call)),
  );
}

function answer(call: DataCall, includeDeleted: boolean): ApiResponse {
  const { org } = call.platform;
  const plan = call.request.query.get('explain');
  if (plan !== null) return ok(explain(call, plan));
  const soql = call.request.query.get('q');
  if (soql === null) throw malformedQuery('A query string has to be specified');
  if (call.request.query.get('columns') === 'true') return ok(columnMetadata(call, soql));
  return ok(runQuery(org, call.session, soql, { ...queryOptions(call), includeDeleted }));
}

function queryOptions(call: DataCall): { batchSize: number } {
  return { batchSize: batchSize(call.request.headers['sforce-query-options'] ?? '') };
}

/** `Sforce-Query-Options: batchSize=500`; values outside 200 to 2,000 are brought inside. */
function batchSize(header: string): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(header)?.[1];
  if (asked === undefined) return MAX_BATCH;
  return Math.min(MAX_BATCH, Math.max(MIN_BATCH, Number(asked)));
}
