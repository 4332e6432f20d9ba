/** The records of a transaction as they are after it: from the call's own answer, with what further statements bring. */

import { AppError } from '../common/errors.ts';
import type { RereadPlan, TransactionPlan } from '../plan/mutation-plan.ts';
import { shortId } from '../plan/visibility-checks.ts';
import { checkQueryPage } from '../salesforce/query-page.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import type { PartAnswer } from '../salesforce/transaction.ts';
import { areRecords, rereadId, selectRecords } from './compose-transaction.ts';
import { idOf, type Row } from './rows.ts';
import { runList, type ListRows } from './run-list.ts';
import type { WrittenRecord } from './write-result.ts';

export type ReadRecords = readonly (WrittenRecord | AppError | undefined)[];

interface Written {
  readonly id: string;
}

/** @param written by the index of the write. */
export async function readBack(
  plan: TransactionPlan,
  answers: ReadonlyMap<string, PartAnswer>,
  written: readonly Written[],
  statements: StatementRunner,
): Promise<ReadRecords> {
  const pages = plan.rereads.map(
    (_reread, index) => () => Promise.resolve(checkQueryPage(answers.get(rereadId(index))?.body)),
  );
  return await readEach(plan, pages, written, statements);
}

/** The same where the records were written earlier. */
export async function readRecords(
  plan: TransactionPlan,
  written: readonly Written[],
  statements: StatementRunner,
): Promise<ReadRecords> {
  const pages = plan.rereads.map((reread) => async () => {
    const ids = reread.writes.map((at) => ({ type: 'id', value: written[at]?.id ?? '' }) as const);
    return await statements.query(selectRecords(reread, areRecords(ids)));
  });
  return await readEach(plan, pages, written, statements);
}

// Private:

/** The write is done whatever happens here: a failure stands in the record's place only. */
async function readEach(
  { rereads }: TransactionPlan,
  pages: readonly (() => Promise<QueryPage>)[],
  written: readonly Written[],
  statements: StatementRunner,
): Promise<ReadRecords> {
  const records: (WrittenRecord | AppError | undefined)[] = written.map(() => undefined);
  for (const [index, reread] of rereads.entries()) {
    const loaded = await load(reread, pages[index], statements);
    for (const at of reread.writes) {
      records[at] = loaded instanceof AppError ? loaded : recordIn(loaded, written[at]?.id ?? '');
    }
  }
  return records;
}

async function load(
  { list }: RereadPlan,
  page: (() => Promise<QueryPage>) | undefined,
  statements: StatementRunner,
): Promise<ListRows | AppError> {
  try {
    if (page === undefined) throw new TypeError('A reread has a page.');
    return await runList(list, statements, allRows(await page(), statements));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** A row with many children may fill a page by itself. */
async function allRows(first: QueryPage, statements: StatementRunner): Promise<readonly Row[]> {
  const rows = [...first.records];
  let page = first;
  while (!page.done && page.nextRecordsUrl !== undefined) {
    page = await statements.queryMore(page.nextRecordsUrl);
    rows.push(...page.records);
  }
  return rows;
}

function recordIn(loaded: ListRows, id: string): WrittenRecord {
  const row = loaded.rows.find((one) => shortId(idOf(one) ?? '') === shortId(id));
  return { row: row ?? null, loaded };
}
