/** `/sobjects` and `/sobjects/{Type}[/describe]`: what objects and fields the user has. */
import { describeGlobal, describeObject } from '../data/describe.ts';
import { json, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { recentlyViewed } from './recent.ts';
import { requireObject } from './rows-query.ts';

export function globalDescribe(call: DataCall): ApiResponse {
  const { org } = call.platform;
  const modified = Math.max(...org.catalog.objects().map((object) => object.modified.getTime()));
  return conditional(call, modified, () => describeGlobal(org.catalog, call.session));
}

export function describe(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  return conditional(call, object.modified.getTime(), () =>
    describeObject(call.platform.org.catalog, call.session, object),
  );
}

/** The describe header and what the user looked at last. */
export function basicInformation(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  const { sobjects } = describeGlobal(call.platform.org.catalog, call.session);
  const objectDescribe = sobjects.find((entry) => entry.name === object.name);
  return ok({ objectDescribe, recentItems: recentlyViewed(call, object.name) });
}

/** `If-Modified-Since` answers 304, `If-Unmodified-Since` 412; both count whole seconds. */
function conditional(call: DataCall, modified: number, body: () => unknown): ApiResponse {
  const wholeSecond = Math.floor(modified / 1_000) * 1_000;
  const since = Date.parse(call.request.headers['if-modified-since'] ?? '');
  const unmodifiedSince = Date.parse(call.request.headers['if-unmodified-since'] ?? '');
  const headers = { 'Last-Modified': new Date(wholeSecond).toUTCString() };
  if (wholeSecond <= since) return { status: 304, headers, body: undefined };
  if (wholeSecond > unmodifiedSince) return { status: 412, headers, body: undefined };
  return json(200, body(), headers);
}
