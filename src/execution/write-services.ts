/** What carrying out writes needs beyond reading: the call itself, what was begun before, and who is told of it. */

import { AppError } from '../common/errors.ts';
import type { Audit } from '../auth/audit.ts';
import type { TransactionRunner } from '../salesforce/transaction.ts';
import type { WriteLedger } from '../store/write-ledger.ts';

/** For operations that are tried rather than run: every write is refused before anything is sent. */
export const NO_WRITES: WriteServices = Object.freeze({
  transactions: { transact: () => Promise.reject(nothingIsWritten()) },
  ledger: {
    begin: () => Promise.reject(nothingIsWritten()),
    done: () => Promise.resolve(),
    failed: () => Promise.resolve(),
  },
  audit: { record: () => Promise.resolve() },
  forget: () => undefined,
  pause: () => Promise.resolve(),
});

export interface WriteServices {
  readonly transactions: TransactionRunner;
  readonly ledger: WriteLedger;
  readonly audit: Audit;
  /** Drops what is cached of these objects, by API name. */
  readonly forget: (objects: readonly string[]) => void;
  /** Waits between two attempts. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

// Private:

function nothingIsWritten(): AppError {
  return new AppError('FORBIDDEN', 'Nothing is written here.', {
    hint: 'Send the mutation to the gateway.',
  });
}
