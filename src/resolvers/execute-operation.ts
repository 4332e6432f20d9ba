/** Executes one validated GraphQL operation: rows of Salesforce go straight into the response, the rest by graphql-js. */

import {
  execute,
  isNonNullType,
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import { runMutation } from '../execution/run-mutation.ts';
import { runPlan, type RootResult } from '../execution/run-plan.ts';
import type { CollectedField } from '../plan/collect-fields.ts';
import { completeSchema } from '../schema/lazy-schema.ts';
import type { PrepareOperation } from './plan-cache.ts';
import {
  prepareOperation,
  type OperationRequest,
  type PreparedOperation,
} from './prepare-operation.ts';
import { declaredRoots } from './declared-roots.ts';
import { describeRoot } from './describe-root.ts';
import { reportRoots } from './report-roots.ts';
import { planError, rootError, writeError } from './response-errors.ts';

export type { OperationRequest } from './prepare-operation.ts';

/**
 * The shape of the response is compiled from the plan, so graphql-js completes no value of a row one by one. That both
 * ways answer the same is tested against `executeByGraphqlJs`.
 * Never rejects for what an operation or Salesforce got wrong: those are errors of the result.
 */
export async function executeOperation(
  request: OperationRequest,
  prepare: PrepareOperation = prepareOperation,
): Promise<ExecutionResult> {
  const preparation = prepare(request);
  if (!preparation.ok) return { errors: preparation.errors };
  const { prepared } = preparation;
  if (prepared.mutation !== null) return await executeMutation(request, prepared);
  const { plan, operation, others } = prepared;
  const running = runPlan(plan, request.context);
  if (others.length === 0) return assemble(request, prepared, await running, NOTHING);
  const rest = executeOthers(request, operation, others);
  const [results, completed] = await Promise.all([running, rest]);
  return assemble(request, prepared, results, completed);
}

// Private:

/** Writes first, one after the other; then what the mutation asks besides. */
async function executeMutation(
  request: OperationRequest,
  prepared: PreparedOperation,
): Promise<ExecutionResult> {
  const { mutation, operation, roots } = prepared;
  const writes = mutation === null ? [] : await runMutation(mutation, request.context);
  const written = new Set(writes.map(({ key }) => key));
  const others = roots.filter((root) => !written.has(root.key));
  const completed = others.length === 0 ? NOTHING : await executeOthers(request, operation, others);
  const results = writes.map(({ key, value }) => ({ key, ok: true as const, value }));
  const answer = assemble(request, prepared, results, completed);
  const errors = [
    ...(answer.errors ?? []),
    ...writes.flatMap((write) => write.errors.map(({ error, path }) => writeError(error, path))),
    ...(mutation?.errors ?? []).map(planError),
  ];
  return { ...answer, ...(errors.length > 0 ? { errors } : {}) };
}

const NOTHING: ExecutionResult = { data: {} };

/** Introspection, viewer, org: graphql-js runs the operation with these root fields only. */
async function executeOthers(
  request: OperationRequest,
  operation: OperationDefinitionNode,
  others: readonly CollectedField[],
): Promise<ExecutionResult> {
  const selections: readonly FieldNode[] = others.flatMap((field) => field.nodes);
  const rest: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const definitions = request.document.definitions.map((one) => (one === operation ? rest : one));
  const document: DocumentNode = { ...request.document, definitions };
  const { viewer, org, reports } = request.context;
  const needsAllTypes = others.some((field) => field.name === '__schema');
  return await execute({
    schema: needsAllTypes ? completeSchema(request.schema) : request.schema,
    document,
    operationName: operation.name?.value,
    variableValues: request.variables,
    rootValue: {
      viewer,
      org,
      describe: describeRoot,
      ...reportRoots(reports.typed),
      ...declaredRoots(request.context),
    },
    contextValue: request.context,
  });
}

function assemble(
  request: OperationRequest,
  { operation, plan, roots }: PreparedOperation,
  results: readonly RootResult[],
  completed: ExecutionResult,
): ExecutionResult {
  const byKey = new Map(results.map((result) => [result.key, result]));
  const errors: GraphQLError[] = [...(completed.errors ?? [])];
  const data: Record<string, unknown> = {};
  let isNull = completed.data === null || completed.data === undefined;
  for (const root of roots) {
    const result = byKey.get(root.key);
    if (result === undefined) {
      data[root.key] = completed.data?.[root.key];
    } else if (result.ok) {
      data[root.key] = result.value;
    } else {
      errors.push(rootError(result.error, root.key, root.nodes));
      data[root.key] = null;
      isNull ||= isRequired(request, operation, root.name);
    }
  }
  errors.push(...plan.errors.map(planError));
  return { data: isNull ? null : data, ...(errors.length > 0 ? { errors } : {}) };
}

/** GraphQL: a null where the type allows none makes the object around it null, which here is the whole answer. */
function isRequired(
  { schema }: OperationRequest,
  operation: OperationDefinitionNode,
  name: string,
): boolean {
  const field = schema.getRootType(operation.operation)?.getFields()[name];
  return field !== undefined && isNonNullType(field.type);
}
