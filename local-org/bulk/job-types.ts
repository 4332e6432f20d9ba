/** A Bulk API job and its batches, as they are kept between requests. */

export const OPERATIONS = [
  'insert',
  'update',
  'upsert',
  'delete',
  'hardDelete',
  'query',
  'queryAll',
] as const;

/** Of Bulk API 2.0's ingest jobs. */
export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;

export type BulkOperation = (typeof OPERATIONS)[number];

export interface BulkJob {
  readonly id: string;
  readonly operation: BulkOperation;
  readonly objectName: string;
  readonly externalIdFieldName: string | null;
  readonly createdById: string;
  readonly createdDate: string;
  state: 'Open' | 'Closed' | 'Aborted';
  readonly batches: BulkBatch[];
}

export interface BulkBatch {
  readonly id: string;
  readonly createdDate: string;
  /** One for each record written. */
  readonly results: readonly BulkRowResult[];
  /** The rows that a query found, as CSV; null for a write. */
  readonly csv: string | null;
  readonly recordCount: number;
  /** Why none of it was done; null where the rows tell for themselves. */
  readonly failure: string | null;
}

export interface BulkRowResult {
  readonly id: string;
  readonly success: boolean;
  readonly created: boolean;
  /** `CODE:message:fields --`, empty on success. */
  readonly error: string;
}
