/** Groups of the children of many parents: an aggregate statement answers 2,000 rows at most, so parents are split until every answer is whole. */

import { AppError } from '../common/errors.ts';
import { MAX_AGGREGATE_ROWS } from '../soql/limits.ts';
import type { Row } from './rows.ts';

/** Statements for the groups of one child list; what needs more is asked too widely. */
const MAX_GROUP_STATEMENTS = 20;

export interface GroupsRequest {
  readonly batches: readonly (readonly string[])[];
  /** Groups of one parent that the answer has room for. */
  readonly groupsPerKey: number;
  /** Runs the statement for these parents, with that LIMIT. */
  readonly query: (ids: readonly string[], limit: number) => Promise<readonly Row[]>;
}

/** @throws AppError QUERY_TOO_EXPENSIVE when the groups are too many. */
export async function readGroups(request: GroupsRequest): Promise<readonly Row[]> {
  let statements = 0;
  const read = async (ids: readonly string[]): Promise<readonly Row[]> => {
    statements += 1;
    if (statements > MAX_GROUP_STATEMENTS) throw tooManyGroups();
    // The groups of a single parent come in their order, so the first of them can be asked for.
    if (ids.length === 1) return await request.query(ids, request.groupsPerKey);
    const rows = await request.query(ids, MAX_AGGREGATE_ROWS);
    if (rows.length < MAX_AGGREGATE_ROWS) return rows;
    const middle = Math.ceil(ids.length / 2);
    return await readAll([ids.slice(0, middle), ids.slice(middle)]);
  };
  const readAll = async (batches: readonly (readonly string[])[]): Promise<readonly Row[]> =>
    (await Promise.all(batches.map(read))).flat();
  return await readAll(request.batches);
}

// Private:

function tooManyGroups(): AppError {
  return new AppError(
    'QUERY_TOO_EXPENSIVE',
    `The groups of a child list would take more than ${MAX_GROUP_STATEMENTS} queries.`,
    { hint: 'Group by fewer fields, list fewer parents, or group the child list at the root.' },
  );
}
