/** Checks that an answer of the query or search resource is what Salesforce documents before anything reads it. */

import { malformedAnswer } from './api-error.ts';
import type { QueryPage } from './statement.ts';

/** @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function checkQueryPage(body: unknown): QueryPage {
  if (typeof body !== 'object' || body === null) throw malformedAnswer('a query page is no object');
  const { totalSize, done, records, nextRecordsUrl } = body as Partial<
    Record<keyof QueryPage, unknown>
  >;
  if (typeof totalSize !== 'number' || typeof done !== 'boolean' || !Array.isArray(records)) {
    throw malformedAnswer('a query page lacks totalSize, done or records');
  }
  if (!done && typeof nextRecordsUrl !== 'string') {
    throw malformedAnswer('an unfinished query page lacks nextRecordsUrl');
  }
  return body as QueryPage;
}

/** Records of a search as one finished page. @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function checkSearchAnswer(body: unknown): QueryPage {
  const records = (body as { searchRecords?: unknown } | null)?.searchRecords;
  if (!Array.isArray(records)) throw malformedAnswer('a search answer lacks searchRecords');
  return { totalSize: records.length, done: true, records: records as QueryPage['records'] };
}
