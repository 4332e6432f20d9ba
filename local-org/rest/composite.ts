/** `POST /composite`: up to 25 dependent subrequests, together one API call. */
import { invalidInput, jsonParserError } from '../http/api-errors.ts';
import { json, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { parseSubrequest, resourceOf } from './subrequest.ts';
import type { Subrequest } from './subrequest.ts';
import { halted, isFailure, runSubrequests } from './subrequest-results.ts';
import type { SubrequestResult } from './subrequest-results.ts';
import { keptOnlyIf } from './transaction.ts';

const MAX_SUBREQUESTS = 25;
/** Queries and sObject collections together (resources_composite_composite_post). */
const MAX_QUERIES = 5;

const ROLLED_BACK =
  'The transaction was rolled back since another operation in the same transaction failed.';

export function compositeResources(call: DataCall): ApiResponse {
  const base = `${call.basePath}/composite`;
  return ok({
    tree: `${base}/tree`,
    batch: `${base}/batch`,
    sobjects: `${base}/sobjects`,
    graph: `${base}/graph`,
  });
}

export function composite(call: DataCall): ApiResponse {
  const body = jsonObject(call.request.body);
  const isTooling = call.request.segments[3] === TOOLING;
  const subrequests = readSubrequests(body['compositeRequest'], isTooling);
  const refusal = checkCounts(subrequests);
  if (refusal !== null) return refusal;
  const allOrNone = body['allOrNone'] === true;
  const results = keptOnlyIf(
    call.platform.org,
    (done) => !allOrNone || !done.some(isFailure),
    () => runSubrequests(call, subrequests, allOrNone),
  );
  const failed = allOrNone && results.some(isFailure);
  return ok({ compositeResponse: failed ? rollBack(subrequests, results) : results });
}

/** The Tooling API's own composite calls are `/tooling/composite`. */
const TOOLING = 'tooling';

function readSubrequests(source: unknown, isTooling: boolean): readonly Subrequest[] {
  if (!Array.isArray(source)) throw jsonParserError('Required field compositeRequest is missing');
  const subrequests = source.map(parseSubrequest);
  const seen = new Set<string>();
  for (const { referenceId, url } of subrequests) {
    checkReferenceId(referenceId, seen);
    checkResource(url, isTooling);
  }
  return subrequests;
}

export function checkReferenceId(referenceId: string, seen: Set<string>): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_]*$/.test(referenceId)) {
    throw invalidInput(
      `Provided referenceId ('${referenceId}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`,
    );
  }
  if (seen.has(referenceId)) {
    throw invalidInput(`Duplicate referenceId provided in the request: ${referenceId}`);
  }
  seen.add(referenceId);
}

/** A composite holds no other composite, and no blob resource; tooling resources stand in tooling's alone. */
function checkResource(url: string, isTooling: boolean): void {
  const [first, second] = inFamily(url);
  const nested = first === 'composite' && second !== 'sobjects';
  if (nested || (resourceOf(url)[0] === TOOLING) !== isTooling)
    throw invalidInput(`The url ${url} is not supported in a composite request`);
}

/** Recorded: the composite answer to 26 subrequests; it names none of them. */
function checkCounts(subrequests: readonly Subrequest[]): ApiResponse | null {
  if (subrequests.length > MAX_SUBREQUESTS) {
    return tooMany(`The request can’t contain more than ${MAX_SUBREQUESTS} operations.`);
  }
  const queries = subrequests.filter(({ url }) => isQueryOrCollection(url)).length;
  if (queries > MAX_QUERIES) {
    return tooMany(
      `The request can’t contain more than ${MAX_QUERIES} query or sObject collection operations.`,
    );
  }
  return null;
}

/** The resource, whichever of the two APIs it is of. */
function inFamily(url: string): readonly string[] {
  const resource = resourceOf(url);
  return resource[0] === TOOLING ? resource.slice(1) : resource;
}

function isQueryOrCollection(url: string): boolean {
  const [first] = inFamily(url);
  return first === 'query' || first === 'queryAll' || first === 'composite';
}

function tooMany(message: string): ApiResponse {
  const entry = {
    body: [{ errorCode: 'LIMIT_EXCEEDED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: null,
  };
  return json(400, { compositeResponse: [entry] });
}

/** Everything but the failure itself reports that it was undone, whether it ran before or would have after. */
function rollBack(
  subrequests: readonly Subrequest[],
  results: readonly SubrequestResult[],
): readonly SubrequestResult[] {
  return subrequests.map(({ referenceId }, index) => {
    const result = results[index];
    return result !== undefined && isFailure(result) ? result : halted(referenceId, ROLLED_BACK);
  });
}
