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
    rootValue: new RootValue(results, context),
    fieldResolver: byResponseKey,
  });
  const errors = [...(completed.errors ?? []), ...plan.errors.map(asGraphQLError)];
  return { ...completed, ...(errors.length > 0 ? { errors } : {}) };
}

// Private:

/** The root object: planned answers by response key, the rest by field name. */
class RootValue {
  readonly #results: ReadonlyMap<string, RootResult>;
  readonly #own: ReadonlyMap<string, unknown>;

  constructor(results: readonly RootResult[], context: RequestContext) {
    this.#results = new Map(results.map((result) => [result.key, result]));
    this.#own = new Map<string, unknown>([
      ['viewer', context.viewer],
      ['org', context.org],
    ]);
  }

  read(key: string, fieldName: string): unknown {
    const result = this.#results.get(key);
    if (result === undefined) return this.#own.get(fieldName);
    if (result.ok) return result.value;
    throw asThrowable(result.error);
  }
}

/** Shaped rows already carry response keys; what is not ours stands under field names. */
const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
  const key = String(info.path.key);
  if (source instanceof RootValue) return source.read(key, info.fieldName);
  const record = source as Readonly<Record<string, unknown>>;
  return Object.hasOwn(record, key) ? record[key] : record[info.fieldName];
};

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
    nodes: error.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', hint: 'Give the variables values of the declared types.' },
  });
}
