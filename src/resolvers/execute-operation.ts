/** Executes one validated GraphQL operation: plans it, runs the plan, and completes what is not Salesforce's. */

import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { RequestContext } from '../execution/request-context.ts';
import { runPlan, type RootResult } from '../execution/run-plan.ts';
import type { PlanError } from '../plan/plan.ts';
import { fragmentsOf, planOperation } from '../plan/plan-operation.ts';

export interface OperationRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: RequestContext;
}

/** Never rejects for what an operation or Salesforce got wrong: those are errors of the result. */
export async function executeOperation(request: OperationRequest): Promise<ExecutionResult> {
  const { schema, document, context } = request;
  const operation = getOperationAST(document, request.operationName);
  if (!operation) {
    return { errors: [new GraphQLError('The document has no such operation, or several.')] };
  }
  const coerced = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    request.variables ?? {},
    { maxErrors: 10 },
  );
  if (coerced.errors) return { errors: coerced.errors.map(asUserInputError) };
  const plan = planOperation(
    {
      schema,
      fragments: fragmentsOf(document.definitions),
      variables: coerced.coerced,
      model: context.model,
      policy: context.policy,
      viewer: context.viewer,
      cursors: context.cursors,
    },
    operation,
  );
  const results = await runPlan(plan, context);
  const completed = await execute({
    schema,
    document,
    operationName: operation.name?.value,
    variableValues: request.variables,
    rootValue: rootValueOf(results, context),
    fieldResolver: byResponseKey,
  });
  const errors = [...(completed.errors ?? []), ...plan.errors.map(asGraphQLError)];
  return { ...completed, ...(errors.length > 0 ? { errors } : {}) };
}

// Private:

/** Marks a root that failed, so that its resolver throws and graphql-js places the error. */
class Failure {
  readonly error: Error;
  constructor(error: Error) {
    this.error = error;
  }
}

/** Shaped rows already carry response keys; other root fields stand under their names. */
const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
  const record = source as Readonly<Record<string, unknown>>;
  const key = String(info.path.key);
  const value = Object.hasOwn(record, key) ? record[key] : record[info.fieldName];
  if (value instanceof Failure) throw value.error;
  return value;
};

function rootValueOf(
  results: readonly RootResult[],
  context: RequestContext,
): Record<string, unknown> {
  const planned = results.map((result) => [
    result.key,
    result.ok ? result.value : new Failure(asThrowable(result.error)),
  ]);
  return {
    viewer: context.viewer,
    org: context.org,
    ...(Object.fromEntries(planned) as Record<string, unknown>),
  };
}

/** graphql-js keeps an original error's extensions; ours carry code, hint and retryAfter. */
function asThrowable(error: Error): Error {
  if (!(error instanceof AppError)) return error;
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: extensionsOf(error),
  });
}

function extensionsOf(error: AppError): Record<string, unknown> {
  return {
    code: error.code,
    hint: error.hint,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  };
}

function asGraphQLError(error: PlanError): GraphQLError {
  return new GraphQLError(error.message, {
    path: error.path,
    extensions: { code: error.code, hint: error.hint },
  });
}

function asUserInputError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    extensions: { code: 'BAD_USER_INPUT', hint: 'Give the variables values of the declared types.' },
  });
}
