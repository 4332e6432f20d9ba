/** Bulk API 2.0 query: `/jobs/query`. The rows are read when the job is made, and given in pages. */
import { malformedQuery } from '../errors.ts';
import { invalidInput } from '../http/api-errors.ts';
import { jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { jobJson } from './job-v2.ts';
import { abort, csvResponse, openJob, requireJob } from './jobs-v2.ts';
import { queryRows } from './query-csv.ts';

const PAGE = 50_000;

export function createQueryJob(call: DataCall): ApiResponse {
  const body = jsonObject(call.request.body);
  const { operation, query } = body;
  if (operation !== 'query' && operation !== 'queryAll') {
    throw invalidInput('operation must be query or queryAll');
  }
  if (typeof query !== 'string') throw malformedQuery('A query string has to be specified');
  const { rows, objectName } = queryRows(call, query, operation === 'queryAll');
  const facts = { kind: 'query', operation, objectName, externalIdFieldName: null } as const;
  const job = openJob(call, body, { ...facts, state: 'UploadComplete' });
  const answer = jobJson(job);
  job.rows = rows;
  job.state = 'JobComplete';
  return ok(answer);
}

export function changeQueryJob(call: DataCall): ApiResponse {
  const job = requireJob(call, 'query');
  if (jsonObject(call.request.body)['state'] !== 'Aborted') {
    throw invalidInput('state must be Aborted');
  }
  abort(job);
  return ok(jobJson(job));
}

/** `?locator=&maxRecords=`; the locator of the next page is a header, `null` on the last. */
export function queryResults(call: DataCall): ApiResponse {
  const job = requireJob(call, 'query');
  const { query } = call.request;
  const from = offsetOf(query.get('locator'));
  const most = Number(query.get('maxRecords') ?? PAGE);
  if (!Number.isInteger(most) || most < 1) throw invalidInput('maxRecords must be a whole number');
  const [header = [], ...rows] = job.rows;
  const page = rows.slice(from, from + Math.min(most, PAGE));
  const end = from + page.length;
  return csvResponse(job, [header, ...page], {
    'Sforce-Locator': end < rows.length ? locatorOf(end) : 'null',
    'Sforce-NumberOfRecords': String(page.length),
  });
}

const locatorOf = (offset: number): string => Buffer.from(String(offset)).toString('base64url');

function offsetOf(locator: string | null): number {
  if (locator === null || locator === '' || locator === 'null') return 0;
  const text = Buffer.from(locator, 'base64url').toString();
  if (!/^\d+$/.test(text)) throw invalidInput('locator is not valid');
  return Number(text);
}
