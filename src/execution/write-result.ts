/** How a transaction ended, and what a root field of a mutation answers of it. */

import type { AppError } from '../common/errors.ts';
import type { ListRows } from './run-list.ts';
import type { Row } from './rows.ts';

export type TransactionResult =
  | {
      readonly kind: 'done';
      /** By the index of the write. */
      readonly receipts: readonly WriteReceipt[];
      /** By the index of the write; the error where the write is done but could not be read back. */
      readonly records: readonly (WrittenRecord | AppError | undefined)[];
    }
  | {
      readonly kind: 'failed';
      /** Index of the write that is to blame. */
      readonly at: number;
      readonly error: AppError;
    };

export interface WriteReceipt {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly created: boolean;
  readonly requestId: string | null;
}

export interface WrittenRecord {
  /** Null where the viewer may not read it any more. */
  readonly row: Row | null;
  readonly loaded: ListRows;
}

/** What one root field answers: always a payload, with the errors that stand beside it in the response. */
export interface WriteResult {
  readonly key: string;
  readonly value: unknown;
  readonly errors: readonly WriteResultError[];
}

export interface WriteResultError {
  readonly path: readonly string[];
  readonly error: AppError;
}
