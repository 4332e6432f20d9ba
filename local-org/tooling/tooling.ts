/** The Tooling API as the Salesforce CLI uses it: queries and describes over the same catalog, under its own paths. */
import { BlobContent } from '../data/blob-store.ts';
import { describeGlobal, describeObject } from '../data/describe.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { malformedQuery } from '../errors.ts';
import type { DataCall, DataHandler } from '../platform.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import { columnMetadata } from '../rest/column-metadata.ts';
import { refreshMetadataRows } from '../rest/metadata-rows.ts';
import { requireObject } from '../rest/rows-query.ts';
import { readRow } from '../rest/row-access.ts';
import { invalidInput } from '../http/api-errors.ts';
import { executeAndLog } from './apex-logs.ts';
import { fillApexClassRows } from './apex-class-rows.ts';
import { toolingSession } from './tooling-session.ts';

/** A handler of the data API, seeing what the Tooling API sees and answering with its URLs. */
export const tooling =
  (handler: DataHandler): DataHandler =>
  (call) => {
    const { session } = call;
    const response = handler({ ...call, session: toolingSession(session) });
    const { body } = response;
    const isJson =
      typeof body === 'object' && !(body instanceof Uint8Array || body instanceof BlobContent);
    return isJson && body !== null ? { ...response, body: toolingUrls(call, body) } : response;
  };

export function toolingResources(call: DataCall): ApiResponse {
  const base = `${call.basePath}/tooling`;
  const names = [
    'sobjects',
    'query',
    'search',
    'completions',
    'executeAnonymous',
    'runTestsAsynchronous',
    'runTestsSynchronous',
  ];
  return ok(Object.fromEntries(names.map((name) => [name, `${base}/${name}`])));
}

/** Recorded: CumulusCI tooling query; a page says more about itself than the data API's does. */
export function toolingQuery(call: DataCall): ApiResponse {
  const soql = call.request.query.get('q');
  if (soql === null) throw malformedQuery('A query string has to be specified');
  refreshMetadataRows(call.platform.org, soql);
  fillApexClassRows(call.platform.org, soql);
  if (call.request.query.get('columns') === 'true') return ok(columnMetadata(call, soql));
  return ok(toolingPage(call, runQuery(call.platform.org, toolingSession(call.session), soql)));
}

export function toolingNextPage(call: DataCall): ApiResponse {
  const locator = call.params['locator'] ?? '';
  const session = toolingSession(call.session);
  return ok(toolingPage(call, queryMore(call.platform.org, session, locator)));
}

export const toolingGlobalDescribe = tooling((call) =>
  ok(describeGlobal(call.platform.org.catalog, call.session)),
);

export const toolingDescribe = tooling((call) => {
  const object = requireObject(call, call.params['object'] ?? '');
  return ok(describeObject(call.platform.org.catalog, call.session, object));
});

export const toolingRow = tooling((call) => {
  const object = requireObject(call, call.params['object'] ?? '');
  fillApexClassRows(call.platform.org, object.name);
  return ok(readRow(call, object, call.params['id'] ?? ''));
});

/** `?anonymousBody=`. */
export function executeAnonymousByRest(call: DataCall): ApiResponse {
  const source = call.request.query.get('anonymousBody');
  if (source === null) throw invalidInput('anonymousBody is required');
  return ok(executeAndLog(call.platform, call.session, source).result);
}

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

function toolingPage(call: DataCall, page: Page): object {
  const { totalSize, done, nextRecordsUrl, records } = page;
  const [first] = records;
  const attributes = first?.['attributes'] as { readonly type?: string } | undefined;
  return toolingUrls(call, {
    size: records.length,
    totalSize,
    done,
    ...(nextRecordsUrl === undefined ? {} : { nextRecordsUrl }),
    queryLocator: nextRecordsUrl?.split('/').at(-1) ?? null,
    entityTypeName: attributes?.type ?? null,
    records,
  });
}

/** Columns that hold JSON as text. */
const COMPLEX_VALUES: ReadonlySet<string> = new Set(['Coverage', 'Metadata', 'SymbolTable']);

/** Record and describe URLs lead back into the Tooling API. */
function toolingUrls(call: DataCall, value: unknown): object {
  const prefix = `${call.basePath}/`;
  const rewrite = (item: unknown, name?: string): unknown => {
    if (typeof item === 'string' && name !== undefined && COMPLEX_VALUES.has(name)) {
      return JSON.parse(item);
    }
    if (typeof item === 'string') {
      return item.startsWith(prefix) ? `${prefix}tooling/${item.slice(prefix.length)}` : item;
    }
    if (Array.isArray(item)) return item.map((inner) => rewrite(inner));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, inner]) => [key, rewrite(inner, key)]),
    );
  };
  return rewrite(value) as object;
}
