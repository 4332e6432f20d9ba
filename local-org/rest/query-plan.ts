/** `/query?explain=`: the plan Salesforce would weigh; here always the one table scan or Id lookup. */
import { malformedQuery } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/run-query.ts';
import { statementOfListView } from './list-views.ts';
import { countRows } from './rows-query.ts';

/** @param statementOrId a statement, or the id of a list view. */
export function explain(call: DataCall, statementOrId: string): object {
  const source = statementOfListView(call, statementOrId) ?? statementOrId;
  const objectName = /\bFROM\s+(\w+)(?![\s\S]*\bFROM\s)/i.exec(source)?.[1];
  if (objectName === undefined) throw malformedQuery('unable to parse query');
  // Refuses what the org would refuse to run.
  const { totalSize } = runQuery(call.platform.org, call.session, source, { batchSize: 200 });
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
