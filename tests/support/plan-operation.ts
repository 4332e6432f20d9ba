/** The plan of an operation over the test org, without running it. */

import { getOperationAST, parse } from 'graphql';
import { prepareOperation } from '../../src/resolvers/prepare-operation.ts';
import { listsOf, type OperationPlan } from '../../src/plan/plan.ts';
import { compileSearch, compileSelect } from '../../src/soql/compile.ts';
import { MemoryStatements } from './memory-statements.ts';
import { contextOf, TEST_SCHEMA } from './run-operation.ts';

export function planText(query: string): OperationPlan {
  const document = parse(query);
  const preparation = prepareOperation({
    schema: TEST_SCHEMA,
    document,
    operationName: getOperationAST(document)?.name?.value,
    variables: null,
    context: contextOf({}, new MemoryStatements()),
  });
  if (!preparation.ok) throw new Error(preparation.errors.map((error) => error.message).join('\n'));
  return preparation.prepared.plan;
}

/** SOQL and SOSL of all statements of a plan; those that wait for ids stand without them. */
export function soqlOf(plan: OperationPlan): readonly string[] {
  return plan.roots.flatMap((root) => {
    const sosl = root.kind === 'search' ? root.search.sosl : null;
    const selects = listsOf(root).flatMap(({ rows, sides }) => [
      ...(rows === null ? [] : [rows]),
      ...sides.map((side) => side.select),
    ]);
    return [...(sosl === null ? [] : [compileSearch(sosl)]), ...selects.map(compileSelect)];
  });
}
