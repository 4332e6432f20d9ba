/** `/query?explain=`: the plan Salesforce would weigh; here always the one table scan or Id lookup. */
import { statementOfReport } from '../analytics/reports.ts';
import type { DataCall } from '../platform.ts';
import { parseSoql } from '../soql/parse.ts';
import { runQuery } from '../soql/query.ts';
import { statementOfListView } from './list-views.ts';
import { countRows } from './rows-query.ts';

/** @param statementOrId a statement, or the id of a list view or report. */
export function explain(call: DataCall, statementOrId: string): object {
  const source =
    statementOfListView(call, statementOrId) ??
    statementOfReport(call, statementOrId) ??
    statementOrId;
  // Refuses what the org would refuse to run.
  const { totalSize } = runQuery(call.platform.org, call.session, source);
  const objectName = parseSoql(source).from[0]?.name.text ?? '';
  const sobjectCardinality = countRows(call, objectName);
  return {
    plans: [
      {
        cardinality: totalSize,
        fields: [],
        leadingOperationType: 'TableScan',
        notes: [],
        relativeCost: sobjectCardinality === 0 ? 0 : Math.max(0.1, totalSize / sobjectCardinality),
        sobjectCardinality,
        sobjectType: objectName,
      },
    ],
    sourceQuery: source,
  };
}
