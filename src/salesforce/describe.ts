/** Asks the org what its objects look like: 25 describes to an API call, and only what changed since the last look. */

import { compactDescribe } from '../model/catalogue.ts';
import type { CatalogueObject } from '../model/catalogue.ts';
import type { DescribeSObjectResult } from '../model/describe-types.ts';
import type { AppError } from '../common/errors.ts';
import { apiErrorFrom, malformedAnswer } from './api-error.ts';
import type { OrgConnection } from './org-connection.ts';

export interface DescribeRequest {
  readonly object: string;
  /** Ask only for what changed after this moment; null asks for the whole describe. */
  readonly changedSince: Date | null;
}

export type DescribeOutcome =
  | {
      readonly kind: 'described';
      readonly object: string;
      readonly described: CatalogueObject;
    }
  | { readonly kind: 'unchanged'; readonly object: string }
  /** The org has no such object, or hides it from the gateway's user. */
  | { readonly kind: 'missing'; readonly object: string };

export interface DescribeBatch {
  readonly outcomes: readonly DescribeOutcome[];
  /** The org's clock when it answered: what to pass as `changedSince` next time. */
  readonly answeredAt: Date;
}

/** Subrequests one composite call may hold; describes do not count as queries. @see resources_composite_composite_post.htm */
const DESCRIBES_PER_CALL = 25;
const PARALLEL_CALLS = 3;
/** Taken off `changedSince`, since HTTP dates are whole seconds and metadata may commit while it is read. */
const OVERLAP_MS = 30_000;

/**
 * @param onBatch called as each API call's worth arrives, in no particular order.
 * @throws AppError where a call fails as a whole.
 */
export async function describeObjects(
  connection: OrgConnection,
  requests: readonly DescribeRequest[],
  onBatch: (batch: DescribeBatch) => Promise<void>,
): Promise<void> {
  const batches: (readonly DescribeRequest[])[] = [];
  for (let start = 0; start < requests.length; start += DESCRIBES_PER_CALL) {
    batches.push(requests.slice(start, start + DESCRIBES_PER_CALL));
  }
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      await onBatch(await describeBatch(connection, batch));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, batches.length) }, worker));
}

/** API names of every object that can be queried. */
export async function listQueryableObjects(connection: OrgConnection): Promise<readonly string[]> {
  const { body } = await connection.request({
    method: 'GET',
    path: `/services/data/v${connection.apiVersion}/sobjects`,
  });
  const objects = (body as { sobjects?: unknown } | undefined)?.sobjects;
  if (!Array.isArray(objects)) throw malformedAnswer('the object list lacks sobjects');
  return (objects as { name: string; queryable: boolean; deprecatedAndHidden?: boolean }[])
    .filter((object) => object.queryable && object.deprecatedAndHidden !== true)
    .map((object) => object.name);
}

interface SubResponse {
  readonly referenceId: string;
  readonly httpStatusCode: number;
  readonly body: unknown;
}

async function describeBatch(
  connection: OrgConnection,
  batch: readonly DescribeRequest[],
): Promise<DescribeBatch> {
  const base = `/services/data/v${connection.apiVersion}`;
  const { body, headers } = await connection.request({
    method: 'POST',
    path: `${base}/composite`,
    body: {
      allOrNone: false,
      compositeRequest: batch.map(({ object, changedSince }, index) => ({
        method: 'GET',
        url: `${base}/sobjects/${encodeURIComponent(object)}/describe`,
        referenceId: `describe${index}`,
        ...(changedSince !== null && {
          httpHeaders: {
            'If-Modified-Since': new Date(changedSince.getTime() - OVERLAP_MS).toUTCString(),
          },
        }),
      })),
    },
  });
  const parts = (body as { compositeResponse?: unknown } | undefined)?.compositeResponse;
  if (!Array.isArray(parts)) throw malformedAnswer('a composite answer lacks compositeResponse');
  const byReference = new Map((parts as SubResponse[]).map((part) => [part.referenceId, part]));
  return {
    outcomes: batch.map(({ object }, index) =>
      outcomeOf(object, byReference.get(`describe${index}`)),
    ),
    answeredAt: dateOf(headers.date),
  };
}

function outcomeOf(object: string, part: SubResponse | undefined): DescribeOutcome {
  if (part === undefined)
    throw malformedAnswer(`a composite answer lacks the describe of ${object}`);
  if (part.httpStatusCode === 304) return { kind: 'unchanged', object };
  if (part.httpStatusCode === 200) {
    return { kind: 'described', object, described: checkDescribe(object, part.body) };
  }
  const error = apiErrorFrom(part.httpStatusCode, part.body);
  if (isMissing(error)) return { kind: 'missing', object };
  throw error;
}

/** @throws AppError SALESFORCE_UNAVAILABLE where the body is no describe of that object. */
export function checkDescribe(object: string, body: unknown): CatalogueObject {
  const describe = body as DescribeSObjectResult | null | undefined;
  if (
    typeof describe !== 'object' ||
    describe?.name !== object ||
    !Array.isArray(describe.fields)
  ) {
    throw malformedAnswer(`the describe of ${object} lacks its name or fields`);
  }
  const fields = describe.fields as readonly { readonly name: unknown; readonly type: unknown }[];
  if (fields.some((field) => typeof field.name !== 'string' || typeof field.type !== 'string')) {
    throw malformedAnswer(`the describe of ${object} has a field without name or type`);
  }
  return compactDescribe(describe);
}

function isMissing(error: AppError): boolean {
  return error.code === 'NOT_FOUND' || error.code === 'INVALID_FIELD' || error.code === 'FORBIDDEN';
}

function dateOf(header: string | undefined): Date {
  const parsed = new Date(header ?? Number.NaN);
  return Number.isNaN(parsed.getTime()) ? new Date() : parsed;
}
