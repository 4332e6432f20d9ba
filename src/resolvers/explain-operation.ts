/** Plans an operation and writes down its statements without running them. */

import { getOperationAST, getVariableValues, OperationTypeNode } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { MutationPlan, MutationStep } from '../plan/mutation-plan.ts';
import type { AccessDecision, PlanInputs } from '../plan/plan-context.ts';
import { planMutation } from '../plan/plan-mutation.ts';
import { listsOf, type ListPlan, type OperationPlan, type RootPlan } from '../plan/plan.ts';
import { fragmentsOf, planOperation } from '../plan/plan-operation.ts';
import { compileSearch, compileSelect } from '../soql/compile.ts';
import type { OperationRequest } from './execute-operation.ts';

export interface Explanation {
  readonly plan: OperationPlan | MutationPlan;
  /** SOQL, and SOSL of searches, in the order of the root fields; a statement that waits for ids is shown without them. */
  readonly soql: readonly string[];
  /** What the policy was asked while the operation was planned, in that order. */
  readonly decisions: readonly AccessDecision[];
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
  const decisions: AccessDecision[] = [];
  const inputs: PlanInputs = {
    schema,
    fragments: fragmentsOf(document.definitions),
    variables: variables.coerced,
    model: context.model,
    policy: context.policy,
    viewer: context.viewer,
    cursors: context.cursors,
    onDecision: (decision) => decisions.push(decision),
  };
  if (operation.operation === OperationTypeNode.MUTATION) {
    const mutation = planMutation(inputs, operation);
    return { plan: mutation, soql: mutation.steps.flatMap(statementsOfStep), decisions };
  }
  const plan = planOperation(inputs, operation);
  return { plan, soql: plan.roots.flatMap(statementsOfRoot), decisions };
}

// Private:

function statementsOfRoot(root: RootPlan): readonly string[] {
  const sosl = root.kind === 'search' ? root.search.sosl : null;
  return [...(sosl === null ? [] : [compileSearch(sosl)]), ...listsOf(root).flatMap(statementsOf)];
}

function statementsOfStep(step: MutationStep): readonly string[] {
  if (step.kind === 'refused') return [];
  const { checks, rereads } = step.transaction;
  return [
    ...checks.flatMap(({ select }) => (select === null ? [] : [compileSelect(select)])),
    ...rereads.flatMap(({ list }) => statementsOf(list)),
  ];
}

function statementsOf(list: ListPlan): readonly string[] {
  const selects = [
    ...(list.rows === null ? [] : [list.rows]),
    ...list.sides.map((side) => side.select),
  ];
  return selects.map(compileSelect);
}
