/** Plans an operation and writes down its statements without running them. */

import { getOperationAST, getVariableValues } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { ListPlan, OperationPlan } from '../plan/plan.ts';
import { fragmentsOf, planOperation } from '../plan/plan-operation.ts';
import { compileSelect } from '../soql/compile.ts';
import type { OperationRequest } from './execute-operation.ts';

export interface Explanation {
  readonly plan: OperationPlan;
  /** In the order of the root fields; a statement that waits for ids is shown without them. */
  readonly soql: readonly string[];
}

/** @throws AppError BAD_USER_INPUT for variables that do not fit. */
export function explainOperation(request: OperationRequest): Explanation {
  const { schema, document, context } = request;
  const operation = getOperationAST(document, request.operationName);
  if (!operation) {
    throw new AppError('BAD_USER_INPUT', 'The document has no such operation, or several.', {
      hint: 'Name one of them in operationName.',
    });
  }
  const definitions = operation.variableDefinitions ?? [];
  const variables = getVariableValues(schema, definitions, request.variables ?? {});
  if (variables.errors) {
    throw new AppError('BAD_USER_INPUT', variables.errors[0]?.message ?? 'A variable is wrong.', {
      hint: 'Give the variables values of the declared types.',
    });
  }
  const plan = planOperation(
    {
      schema,
      fragments: fragmentsOf(document.definitions),
      variables: variables.coerced,
      model: context.model,
      policy: context.policy,
      viewer: context.viewer,
      cursors: context.cursors,
    },
    operation,
  );
  const soql = plan.roots.flatMap((root) =>
    root.kind === 'list' || root.kind === 'record' ? statementsOf(root.list) : [],
  );
  return { plan, soql };
}

function statementsOf(list: ListPlan): readonly string[] {
  const selects = [
    ...(list.rows === null ? [] : [list.rows]),
    ...list.sides.map((side) => side.select),
  ];
  return selects.map(compileSelect);
}
