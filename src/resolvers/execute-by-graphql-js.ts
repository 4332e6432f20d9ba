/** The same answer by graphql-js alone: the oracle that the fast executor is tested against. */

import {
  defaultTypeResolver,
  execute,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLTypeResolver,
} from 'graphql';
import type { RequestContext } from '../execution/request-context.ts';
import { runPlan, type RootResult } from '../execution/run-plan.ts';
import { TYPE_NAME } from '../execution/shape-rows.ts';
import { prepareOperation, type OperationRequest } from './prepare-operation.ts';
import { planError, rootError } from './response-errors.ts';

/** Runs the plan, then lets graphql-js complete every value by its type, with all its checks. */
export async function executeByGraphqlJs(request: OperationRequest): Promise<ExecutionResult> {
  const preparation = prepareOperation(request);
  if (!preparation.ok) return { errors: preparation.errors };
  const { plan, operation } = preparation.prepared;
  const results = await runPlan(plan, request.context);
  const completed = await execute({
    schema: request.schema,
    document: request.document,
    operationName: operation.name?.value,
    variableValues: request.variables,
    rootValue: new RootValue(results, request.context),
    fieldResolver: byResponseKey,
    typeResolver: byTypeName,
  });
  const errors = [...(completed.errors ?? []), ...plan.errors.map(planError)];
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
    throw rootError(result.error, key, []);
  }
}

/** Shaped rows already carry response keys; what is not ours stands under field names. */
const byResponseKey: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
  const key = String(info.path.key);
  if (source instanceof RootValue) return source.read(key, info.fieldName);
  const record = source as Readonly<Record<string, unknown>>;
  return Object.hasOwn(record, key) ? record[key] : record[info.fieldName];
};

const byTypeName: GraphQLTypeResolver<unknown, unknown> = (value, context, info, type) => {
  const name = (value as Readonly<Record<typeof TYPE_NAME, unknown>>)[TYPE_NAME];
  return typeof name === 'string' ? name : defaultTypeResolver(value, context, info, type);
};
