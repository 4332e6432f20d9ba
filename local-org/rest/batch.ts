/** `POST /composite/batch`: up to 25 independent subrequests, each of which costs an API call. */
import { invalidInput, jsonParserError } from '../http/api-errors.ts';
import { isObject, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { errorBody } from '../http/api-errors.ts';
import { SalesforceError } from '../errors.ts';
import { json } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { parseMethod, toRequest } from './subrequest.ts';

const MAX_SUBREQUESTS = 25;

interface BatchResult {
  readonly statusCode: number;
  readonly result: unknown;
}

export function batch(call: DataCall): ApiResponse {
  const body = jsonObject(call.request.body);
  const requests = body['batchRequests'];
  if (!Array.isArray(requests)) throw jsonParserError('Required field batchRequests is missing');
  if (requests.length === 0 || requests.length > MAX_SUBREQUESTS) {
    throw invalidInput(
      `Batch request must contain at least 1 and at most ${MAX_SUBREQUESTS} subrequests`,
    );
  }
  const haltOnError = body['haltOnError'] === true;
  const results: BatchResult[] = [];
  for (const source of requests) {
    const stop = haltOnError && results.some(isFailure);
    results.push(stop ? HALTED : runOne(call, source));
  }
  // Halted ones were not run, so they cost nothing.
  call.trace.apiCalls = results.filter((result) => result !== HALTED).length;
  return ok({ hasErrors: results.some(isFailure), results });
}

function runOne(call: DataCall, source: unknown): BatchResult {
  if (!isObject(source) || typeof source['url'] !== 'string') {
    throw jsonParserError('Every entry of batchRequests must name a url');
  }
  const method = parseMethod(source['method']);
  const response = dispatch(call, method, absolutePath(source['url']), source['richInput']);
  call.trace.subrequests.push({ method, url: source['url'], status: response.status });
  return { statusCode: response.status, result: response.body ?? null };
}

function dispatch(
  call: DataCall,
  method: ReturnType<typeof parseMethod>,
  path: string,
  body: unknown,
): ApiResponse {
  try {
    return call.dispatch(toRequest(call, method, path, body));
  } catch (error) {
    if (error instanceof SalesforceError) return json(error.status, errorBody(error));
    throw error;
  }
}

/** Batch URLs begin at the version: `v62.0/limits`. */
function absolutePath(url: string): string {
  const path = url.replace(/^\/+/, '');
  return path.startsWith('services/') ? `/${path}` : `/services/data/${path}`;
}

const isFailure = ({ statusCode }: BatchResult): boolean => statusCode >= 400;

const HALTED: BatchResult = {
  statusCode: 412,
  result: [
    {
      errorCode: 'BATCH_PROCESSING_HALTED',
      message:
        'Batch processing halted per request.  A previous request in the batch was unsuccessful.',
    },
  ],
};
