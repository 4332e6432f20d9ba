/** A Bulk API job and its batches, as they are kept between requests. */
import type { SaveError } from '../rest/save-result.ts';

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

/** What the batches of a Bulk API 1.0 job are written in. */
export const CONTENT_TYPES = ['CSV', 'JSON', 'XML'] as const;

export type BulkContentType = (typeof CONTENT_TYPES)[number];

export interface BulkJob {
  readonly id: string;
  readonly operation: BulkOperation;
  readonly objectName: string;
  readonly externalIdFieldName: string | null;
  readonly contentType: BulkContentType;
  readonly concurrencyMode: 'Parallel' | 'Serial';
  readonly createdById: string;
  readonly createdDate: string;
  state: 'Open' | 'Closed' | 'Aborted';
  readonly batches: BulkBatch[];
}

export interface BulkBatch {
  readonly id: string;
  readonly createdDate: string;
  /** As it was handed over. */
  readonly request: string;
  /** One for each record written. */
  readonly results: readonly BulkRowResult[];
  /** The rows that a query found, in the job's content type; null for a write. */
  readonly found: string | null;
  readonly recordCount: number;
  /** Why none of it was done; null where the rows tell for themselves. */
  readonly failure: string | null;
}

export interface BulkRowResult {
  readonly id: string;
  readonly success: boolean;
  readonly created: boolean;
  /** Null on success. */
  readonly error: SaveError | null;
}

/** As CSV results name it: `CODE:message:fields --`, empty on success. */
export function errorText(error: SaveError | null): string {
  if (error === null) return '';
  return `${error.statusCode}:${error.message}:${error.fields.join(',')} --`;
}
