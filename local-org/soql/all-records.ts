/** Every record of a statement, page after page, for the APIs that give them all at once. */
import type { Session } from '../data/access.ts';
import type { LocalOrg } from '../org.ts';
import { queryMore, runQuery } from './query.ts';
import type { QueryOptions, QueryResult } from './query.ts';

export function* allRecords(
  org: LocalOrg,
  session: Session,
  soql: string,
  options: QueryOptions = {},
): Iterable<QueryResult['records'][number]> {
  let page = runQuery(org, session, soql, options);
  yield* page.records;
  while (page.nextRecordsUrl !== undefined) {
    page = queryMore(org, session, page.nextRecordsUrl.split('/').at(-1) ?? '');
    yield* page.records;
  }
}
