/** Sends no statement for a lane that has used up its share of the org's API calls. */

import type { AppError } from '../common/errors.ts';
import type { StatementLoader } from './statement-loader.ts';

/** @param refusal asked for every statement; further pages of one that was sent are read to the end. */
export function withBudget(
  loader: StatementLoader,
  refusal: () => AppError | null,
): StatementLoader {
  /** Synchronous up to the loader: statements of one tick must stay in one batch. */
  const admit = <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const error = refusal();
    return error === null ? send() : Promise.reject(error);
  };
  return {
    // Writes, and further pages, go their own way.
    ...loader,
    query: (soql) => admit(() => loader.query(soql)),
    search: (sosl) => admit(() => loader.search(sosl)),
    get apiCalls() {
      return loader.apiCalls;
    },
    get sent() {
      return loader.sent;
    },
  };
}
