/** The steps before anything runs: find the operation, coerce its variables, plan it. */

import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { RequestContext } from '../execution/request-context.ts';
import { collectFields, type CollectedField } from '../plan/collect-fields.ts';
import { fragmentsOf, planOperation } from '../plan/plan-operation.ts';
import type { MutationPlan } from '../plan/mutation-plan.ts';
import { planMutation } from '../plan/plan-mutation.ts';
import type { OperationPlan } from '../plan/plan.ts';
import type { PlanInputs } from '../plan/plan-context.ts';
import { operationError } from './response-errors.ts';

export interface OperationRequest {
  readonly schema: GraphQLSchema;
  /** Validated against the schema. */
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: RequestContext;
}

export interface PreparedOperation {
  readonly operation: OperationDefinitionNode;
  readonly inputs: PlanInputs;
  readonly plan: OperationPlan;
  /** Root fields in the order of the answer. */
  readonly roots: readonly CollectedField[];
  /** Of a query: those that are not in the plan. */
  readonly others: readonly CollectedField[];
  /** Null where the operation is no mutation. */
  readonly mutation: MutationPlan | null;
}

export type Preparation =
  | { readonly ok: true; readonly prepared: PreparedOperation }
  | { readonly ok: false; readonly errors: readonly GraphQLError[] };

export function prepareOperation(request: OperationRequest): Preparation {
  const { schema, document, context } = request;
  const operation = getOperationAST(document, request.operationName);
  if (!operation) {
    return {
      ok: false,
      errors: [new GraphQLError('The document has no operation of this name, or several.')],
    };
  }
  const definitions = operation.variableDefinitions ?? [];
  const coerced = getVariableValues(schema, definitions, request.variables ?? {}, {
    maxErrors: MAX_VARIABLE_ERRORS,
  });
  if (coerced.errors) return { ok: false, errors: coerced.errors.map(asUserInputError) };
  const inputs: PlanInputs = {
    schema,
    fragments: fragmentsOf(document.definitions),
    variables: coerced.coerced,
    model: context.model,
    policy: context.policy,
    viewer: context.viewer,
    cursors: context.cursors,
  };
  return planOrRefuse(inputs, operation);
}

// Private:

function planOrRefuse(inputs: PlanInputs, operation: OperationDefinitionNode): Preparation {
  try {
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const mutation = isMutation ? planMutation(inputs, operation) : null;
    const plan = planOperation(inputs, operation);
    const roots = rootFields(inputs, operation);
    const planned = new Set(plan.roots.map(({ key }) => key));
    const others = roots.filter(({ key }) => !planned.has(key));
    return { ok: true, prepared: { operation, inputs, plan, roots, others, mutation } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, errors: [operationError(error)] };
  }
}

function rootFields(
  inputs: PlanInputs,
  operation: OperationDefinitionNode,
): readonly CollectedField[] {
  const type = inputs.schema.getRootType(operation.operation);
  if (!type) throw new TypeError(`The schema has no ${operation.operation}.`);
  return collectFields(inputs, type, [operation.selectionSet]);
}

const MAX_VARIABLE_ERRORS = 10;

function asUserInputError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: {
      code: 'BAD_USER_INPUT',
      hint: 'Give the variables values of the types that the operation declares.',
    },
  });
}
