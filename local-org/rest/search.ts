/** `/search` (SOSL) and `/parameterizedSearch`: records by words. */
import { malformedQuery } from '../errors.ts';
import { jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { runSearch } from '../search/run-search.ts';
import { MAX_RESULTS, noSearchTerm } from '../search/search-request.ts';
import type { SearchRequest, SearchTarget } from '../search/search-request.ts';
import { parseGroup, parseSosl } from '../search/sosl.ts';

/** Before this version the answer was the bare list. */
const ENVELOPE_SINCE = 37;

export function search(call: DataCall): ApiResponse {
  const sosl = call.request.query.get('q');
  if (sosl === null) throw noSearchTerm();
  return answer(call, parseSosl(sosl));
}

/** By GET in the query string, or by POST in a JSON body. */
export function parameterizedSearch(call: DataCall): ApiResponse {
  const { method, query, body } = call.request;
  return answer(call, method === 'POST' ? fromBody(jsonObject(body)) : fromQuery(query));
}

function answer(call: DataCall, request: SearchRequest): ApiResponse {
  const searchRecords = runSearch(call.platform.org, call.session, request);
  return ok(Number(call.version) < ENVELOPE_SINCE ? searchRecords : { searchRecords });
}

/** `?q=Acme&sobject=Account&Account.fields=id,name&Account.limit=10`; names in any case. */
function fromQuery(query: URLSearchParams): SearchRequest {
  const lower = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  const all = (name: string) => lower.filter(([key]) => key === name).map(([, value]) => value);
  const first = (name: string) => all(name)[0] ?? null;
  const targets = all('sobject').map((objectName): SearchTarget => {
    const of = (key: string) => first(`${objectName.toLowerCase()}.${key}`);
    return {
      objectName,
      fields: list(of('fields') ?? first('fields')),
      where: of('where'),
      orderBy: of('orderby'),
      limit: wholeNumber(of('limit') ?? first('defaultlimit')),
    };
  });
  return toRequest(first('q'), first('in'), targets, wholeNumber(first('overalllimit')));
}

/** `{"q": "Acme", "in": "NAME", "fields": ["id"], "sobjects": [{"name": "Account", "limit": 10}]}` */
function fromBody(body: Readonly<Record<string, unknown>>): SearchRequest {
  const sobjects = body['sobjects'] ?? [];
  if (!Array.isArray(sobjects)) throw jsonParserError('sobjects must be a list');
  const targets = sobjects.map((entry: unknown): SearchTarget => {
    if (!isObject(entry) || typeof entry['name'] !== 'string') {
      throw jsonParserError('Every entry of sobjects must have a name');
    }
    return {
      objectName: entry['name'],
      fields: list(entry['fields'] ?? body['fields']),
      where: text(entry['where']),
      orderBy: text(entry['orderBy']),
      limit: wholeNumber(entry['limit'] ?? body['defaultLimit']),
    };
  });
  return toRequest(text(body['q']), text(body['in']), targets, wholeNumber(body['overallLimit']));
}

function toRequest(
  term: string | null,
  group: string | null,
  targets: readonly SearchTarget[],
  limit: number | null,
): SearchRequest {
  if (term === null || term === '') throw noSearchTerm();
  return {
    term,
    group: parseGroup(group ?? 'ALL'),
    targets,
    limit: Math.min(limit ?? MAX_RESULTS, MAX_RESULTS),
  };
}

/** A comma-separated text or a JSON list of names. */
function list(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(',').map((name) => name.trim());
  return Array.isArray(value) ? value.map(String) : [];
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function wholeNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw malformedQuery('limit must be a positive whole number');
  return number;
}
