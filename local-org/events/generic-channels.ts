/** Generic streaming: `POST /sobjects/StreamingChannel/{id}/push` tells a text to the channel's subscribers. */
import { readRow } from '../data/row-store.ts';
import { notFound } from '../errors.ts';
import { jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { requireRowId } from '../rest/row-access.ts';
import { requireObject } from '../rest/rows-query.ts';

export function pushEvents(call: DataCall): ApiResponse {
  const { org, events } = call.platform;
  const object = requireObject(call, 'StreamingChannel');
  const row = readRow(org.db, object, requireRowId(object, call.params['id'] ?? ''));
  if (row === undefined || row['IsDeleted'] === 1) throw notFound();
  const pushed = jsonObject(call.request.body)['pushEvents'];
  if (!Array.isArray(pushed)) throw jsonParserError('Required field pushEvents is missing');
  const channel = String(row['Name']);
  const time = org.clock.now().getTime();
  const createdDate = new Date(time).toISOString();
  const results = pushed.map((source: unknown) => {
    const payload = isObject(source) ? source['payload'] : undefined;
    if (typeof payload !== 'string') throw jsonParserError('Required field payload is missing');
    events.publish({
      channels: [channel],
      entity: null,
      time,
      data: (replayId) => ({ event: { createdDate, replayId }, payload }),
    });
    // -1: told to everybody, without asking who is there.
    return { fanoutCount: -1, userOnlineStatus: {} };
  });
  return ok(results);
}
