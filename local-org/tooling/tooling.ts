/** The Tooling API as the Salesforce CLI uses it: queries and describes over the same catalog, under its own paths. */
import { BlobContent } from '../data/blob-store.ts';
import { describeGlobal, describeObject } from '../data/describe.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { malformedQuery } from '../errors.ts';
import type { DataCall, DataHandler } from '../platform.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import { columnMetadata } from '../rest/column-metadata.ts';
import { customFieldMetadata } from '../metadata/custom-rows.ts';
import { fieldOfCustomField, refreshMetadataRows } from '../metadata/metadata-rows.ts';
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
  const page = runQuery(call.platform.org, toolingSession(call.session), soql);
  refuseMetadataOfMany(page);
  return ok(toolingPage(call, page));
}

/** Source: Tooling API guide, "Metadata" and "FullName" of every object that has them. */
function refuseMetadataOfMany({ totalSize, records: [first] }: Page): void {
  if (totalSize < 2 || first === undefined || !('Metadata' in first || 'FullName' in first)) return;
  throw malformedQuery(
    `When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: ${totalSize}`,
  );
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
  refreshMetadataRows(call.platform.org, object.name);
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

const toolingPage = (call: DataCall, page: Page): object => toolingUrls(call, page);

/** Recorded: rows of a relation say as much of themselves as the page around them. */
function pageFacts({ totalSize, done, nextRecordsUrl, records }: Page): object {
  const [first] = records;
  const attributes = first?.['attributes'] as { readonly type?: string } | undefined;
  return {
    // A count has no records and all the size.
    size: records.length === 0 ? totalSize : records.length,
    totalSize,
    done,
    ...(nextRecordsUrl === undefined ? {} : { nextRecordsUrl }),
    queryLocator: nextRecordsUrl?.split('/').at(-1) ?? null,
    entityTypeName: attributes?.type ?? null,
    records,
  };
}

/** `Metadata` of a CustomField is made of the catalog's field. */
function withMetadata(call: DataCall, record: object): object {
  const { attributes, Metadata } = record as Readonly<Record<string, unknown>>;
  const { type, url = '' } = (attributes ?? {}) as {
    readonly type?: string;
    readonly url?: string;
  };
  if (type !== 'CustomField' || Metadata === undefined) return record;
  const field = fieldOfCustomField(call.platform.org, url.split('/').at(-1) ?? '');
  return { ...record, Metadata: field === undefined ? null : customFieldMetadata(field) };
}

const isPage = (value: object): value is Page =>
  'totalSize' in value && 'done' in value && 'records' in value;

/** Record and describe URLs lead back into the Tooling API. */
function toolingUrls(call: DataCall, value: unknown): object {
  const prefix = `${call.basePath}/`;
  const rewrite = (item: unknown): unknown => {
    if (typeof item === 'string') {
      return item.startsWith(prefix) ? `${prefix}tooling/${item.slice(prefix.length)}` : item;
    }
    if (Array.isArray(item)) return item.map(rewrite);
    if (typeof item !== 'object' || item === null) return item;
    const facts = isPage(item) ? pageFacts(item) : withMetadata(call, item);
    return Object.fromEntries(Object.entries(facts).map(([key, inner]) => [key, rewrite(inner)]));
  };
  return rewrite(value) as object;
}
