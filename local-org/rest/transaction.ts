/** Work on the org's data that is undone when its own result says so. */
import { inTransaction } from '../data/transactions.ts';
import type { LocalOrg } from '../local-org.ts';

/** Keeps what `work` did only if `keep` says so of its result; a throw undoes it too. */
export function keptOnlyIf<Result>(
  org: LocalOrg,
  keep: (result: Result) => boolean,
  work: () => Result,
): Result {
  try {
    return inTransaction(org, () => {
      const result = work();
      if (!keep(result)) throw new Undone(result);
      return result;
    });
  } catch (error) {
    // The result travels as an error because only a throw makes the transaction roll back.
    if (error instanceof Undone) return error.result as Result;
    throw error;
  }
}

class Undone extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('undone');
    this.result = result;
  }
}
