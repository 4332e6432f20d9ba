/** `/query?explain=`: the plan Salesforce would weigh; here always the one table scan or Id lookup. */
import { malformedQuery } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/run-query.ts';
import { countRows } from './rows-query.ts';

/** @param source a statement, or the id of a report or list view (which this org does not plan). */
export function explain(call: DataCall, source: string): object {
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
