/** Runs the subrequests of a composite or a graph in turn, resolving references as results come in. */
import type { ApiResponse } from '../http/message.ts';
import { json } from '../http/message.ts';
import { SalesforceError } from '../errors.ts';
import { errorBody } from '../http/api-errors.ts';
import type { DataCall } from '../platform.ts';
import { resolveBody, resolveUrl, UnresolvedReference } from './references.ts';
import { toRequest } from './subrequest.ts';
import type { Subrequest } from './subrequest.ts';

export interface SubrequestResult {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string | null;
}

export const isFailure = (result: SubrequestResult): boolean => result.httpStatusCode >= 400;

/** A result that stands for work which was not done, or was undone. */
export function halted(referenceId: string | null, message: string): SubrequestResult {
  return {
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId,
  };
}

/** @param stopOnFailure true: what follows a failure is not run (its result is left out). */
export function runSubrequests(
  call: DataCall,
  subrequests: readonly Subrequest[],
  stopOnFailure: boolean,
): readonly SubrequestResult[] {
  const values = new Map<string, unknown>();
  const results: SubrequestResult[] = [];
  for (const subrequest of subrequests) {
    const result = runOne(call, subrequest, values);
    results.push(result);
    call.trace.subrequests.push({
      method: subrequest.method,
      url: subrequest.url,
      status: result.httpStatusCode,
    });
    if (!isFailure(result)) values.set(subrequest.referenceId, result.body);
    else if (stopOnFailure) break;
  }
  return results;
}

function runOne(
  call: DataCall,
  { method, url, body, headers, referenceId }: Subrequest,
  values: ReadonlyMap<string, unknown>,
): SubrequestResult {
  try {
    const path = resolveUrl(url, values);
    const response = call.dispatch(
      toRequest(call, method, path, resolveBody(body, values), headers),
    );
    return toResult(response, referenceId);
  } catch (error) {
    if (error instanceof UnresolvedReference) return halted(referenceId, error.message);
    if (error instanceof SalesforceError) {
      return toResult(json(error.status, errorBody(error)), referenceId);
    }
    throw error;
  }
}

function toResult(response: ApiResponse, referenceId: string): SubrequestResult {
  const location = response.headers['Location'];
  return {
    body: response.body ?? null,
    httpHeaders: location === undefined ? {} : { Location: location },
    httpStatusCode: response.status,
    referenceId,
  };
}
