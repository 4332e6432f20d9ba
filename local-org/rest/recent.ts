/** `/recent`: what the user viewed last. */
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { queryRecords } from './rows-query.ts';
import type { QueriedRecord } from './rows-query.ts';

const MAX_ITEMS = 200;
const SHOWN_WITH_DESCRIBE = 5;

export function recent(call: DataCall): ApiResponse {
  const limit = Number(call.request.query.get('limit') ?? MAX_ITEMS);
  const count = Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_ITEMS) : MAX_ITEMS;
  return ok(recordsOf(call, 'Account', count));
}

/** Newest first; this org keeps no record of views, so what was changed last stands in. */
export function recentlyViewed(call: DataCall, objectName: string): readonly QueriedRecord[] {
  return recordsOf(call, objectName, SHOWN_WITH_DESCRIBE);
}

function recordsOf(call: DataCall, objectName: string, count: number): readonly QueriedRecord[] {
  const object = call.platform.org.catalog.object(objectName);
  const name = object?.nameField?.name;
  if (object === undefined || name === undefined || object.field('LastModifiedDate') === undefined)
    return [];
  return queryRecords(
    call,
    `SELECT Id, ${name} FROM ${object.name} ORDER BY LastModifiedDate DESC LIMIT ${count}`,
  );
}
