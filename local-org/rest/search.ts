/** `/search` (SOSL) and `/parameterizedSearch`: records by words. */
import { jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { malformedSearch } from '../search/search-terms.ts';
import { runParameterizedSearch, runSearch } from '../search/run-search.ts';
import type { SearchParameters, SearchResult } from '../search/run-search.ts';

/** Before this version the answer was the bare list. */
const ENVELOPE_SINCE = 37;

export function search(call: DataCall): ApiResponse {
  const sosl = call.request.query.get('q') ?? '';
  return answer(call, runSearch(call.platform.org, call.session, sosl));
}

/** By GET in the query string, or by POST in a JSON body. */
export function parameterizedSearch(call: DataCall): ApiResponse {
  const { method, query, body } = call.request;
  const parameters = method === 'POST' ? fromBody(jsonObject(body)) : fromQuery(query);
  return answer(call, runParameterizedSearch(call.platform.org, call.session, parameters));
}

const answer = (call: DataCall, result: SearchResult): ApiResponse =>
  ok(Number(call.version) < ENVELOPE_SINCE ? result.searchRecords : result);

type Target = NonNullable<SearchParameters['sobjects']>[number];

/** `?q=Acme&sobject=Account&Account.fields=id,name&Account.limit=10`; names in any case. */
function fromQuery(query: URLSearchParams): SearchParameters {
  const lower = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  const all = (name: string) => lower.filter(([key]) => key === name).map(([, value]) => value);
  const first = (name: string) => all(name)[0];
  const targets = all('sobject').map((name) => {
    const of = (key: string) => first(`${name.toLowerCase()}.${key}`);
    return toTarget(name, {
      fields: of('fields'),
      where: of('where'),
      orderBy: of('orderby'),
      limit: of('limit'),
    });
  });
  return toParameters(
    {
      q: first('q'),
      in: first('in'),
      fields: first('fields'),
      overallLimit: first('overalllimit'),
      defaultLimit: first('defaultlimit'),
    },
    targets,
  );
}

/** `{"q": "Acme", "in": "NAME", "fields": ["id"], "sobjects": [{"name": "Account", "limit": 10}]}` */
function fromBody(body: Readonly<Record<string, unknown>>): SearchParameters {
  const sobjects = body['sobjects'] ?? [];
  if (!Array.isArray(sobjects)) throw jsonParserError('sobjects must be a list');
  const targets = sobjects.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry['name'] !== 'string') {
      throw jsonParserError('Every entry of sobjects must have a name');
    }
    return toTarget(entry['name'], entry);
  });
  return toParameters(body, targets);
}

function toTarget(name: string, source: Readonly<Record<string, unknown>>): Target {
  const limit = wholeNumber(source['limit']);
  return {
    name,
    ...(source['fields'] === undefined ? {} : { fields: list(source['fields']) }),
    ...(typeof source['where'] === 'string' ? { where: source['where'] } : {}),
    ...(typeof source['orderBy'] === 'string' ? { orderBy: source['orderBy'] } : {}),
    ...(limit === undefined ? {} : { limit }),
  };
}

function toParameters(
  source: Readonly<Record<string, unknown>>,
  targets: readonly Target[],
): SearchParameters {
  const overallLimit = wholeNumber(source['overallLimit']);
  const defaultLimit = wholeNumber(source['defaultLimit']);
  return {
    q: typeof source['q'] === 'string' ? source['q'] : '',
    ...(typeof source['in'] === 'string' ? { in: source['in'] } : {}),
    ...(source['fields'] === undefined ? {} : { fields: list(source['fields']) }),
    ...(targets.length === 0 ? {} : { sobjects: targets }),
    ...(overallLimit === undefined ? {} : { overallLimit }),
    ...(defaultLimit === undefined ? {} : { defaultLimit }),
  };
}

/** A comma-separated text or a JSON list of names. */
function list(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(',').map((name) => name.trim());
  return Array.isArray(value) ? value.map(String) : [];
}

function wholeNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw malformedSearch('limits must be positive whole numbers');
  }
  return number;
}
