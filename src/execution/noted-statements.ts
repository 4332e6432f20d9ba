/** Notes what a request asks of the org, whether Salesforce or memory answers it. */

import type { StatementRunner } from '../salesforce/statement.ts';

export interface NotedStatements extends StatementRunner {
  /** SOQL and SOSL, in the order in which they were asked. */
  readonly asked: readonly string[];
}

export function notedStatements(inner: StatementRunner): NotedStatements {
  const asked: string[] = [];
  return {
    asked,
    query: (soql) => {
      asked.push(soql);
      return inner.query(soql);
    },
    search: (sosl) => {
      asked.push(sosl);
      return inner.search(sosl);
    },
    // Of a query that was noted when it began.
    queryMore: (nextRecordsUrl) => inner.queryMore(nextRecordsUrl),
  };
}
