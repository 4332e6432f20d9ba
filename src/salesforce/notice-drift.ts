/** Tells when Salesforce refuses a statement for a field or object it does not have: the gateway's metadata is old. */

import { AppError } from '../common/errors.ts';
import type { StatementLoader } from './statement-loader.ts';

/** The refusal itself is passed on as it is. */
export function noticingDrift(loader: StatementLoader, onDrift: () => void): StatementLoader {
  const notice = (error: unknown): never => {
    if (error instanceof AppError && error.code === 'INVALID_FIELD') onDrift();
    throw error;
  };
  return {
    query: (soql) => loader.query(soql).catch(notice),
    search: (sosl) => loader.search(sosl).catch(notice),
    queryMore: (nextRecordsUrl) => loader.queryMore(nextRecordsUrl),
    transact: (parts) => loader.transact(parts).catch(notice),
    meter: loader.meter,
    sent: loader.sent,
  };
}
