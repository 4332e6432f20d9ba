/** What carrying out writes needs beyond reading: the call itself, what was begun before, and who is told of it. */

import type { Audit } from '../auth/audit.ts';
import type { TransactionRunner } from '../salesforce/transaction.ts';
import type { WriteLedger } from '../store/write-ledger.ts';

export interface WriteServices {
  readonly transactions: TransactionRunner;
  readonly ledger: WriteLedger;
  readonly audit: Audit;
  /** Drops what is cached of these objects, by API name. */
  readonly forget: (objects: readonly string[]) => void;
  /** Waits between two attempts. */
  readonly pause: (milliseconds: number) => Promise<void>;
}
