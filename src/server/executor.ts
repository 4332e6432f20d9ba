/** Runs one validated operation against the schema it was validated with: the executor behind Apollo's gateway seam. */

import { getOperationAST, OperationTypeNode } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { AppError } from '../common/errors.ts';
import { createCachedStatements } from '../execution/cached-statements.ts';
import type { CacheRules } from '../execution/cached-statements.ts';
import { notedStatements } from '../execution/noted-statements.ts';
import { viewerScope } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { executeOperation } from '../resolvers/execute-operation.ts';
import { explainOperation } from '../resolvers/explain-operation.ts';
import { createPlanCache } from '../resolvers/plan-cache.ts';
import type { StatementRunner } from '../salesforce/statement.ts';
import type { ChangeTags } from './changes/change-tags.ts';
import { asGraphQLError } from './http-status.ts';
import { isStaff } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { schemaVersionOf } from './live-schema.ts';
import type { LiveSchema } from './live-schema.ts';
import { OperationContext } from './operation-context.ts';
import type { ContextOptions } from './operation-context.ts';
import { policyFor } from './policy-for.ts';

export interface ExecutorOptions extends ContextOptions {
  readonly liveOf: (schema: GraphQLSchema) => LiveSchema;
  /** Lets requests without a credential read what the policy opens to `anonymous`. */
  readonly publicAnonymous: boolean;
  readonly cacheRules: CacheRules;
  /** Null where no changes are followed. */
  readonly changeTags: ChangeTags | null;
}

export interface ValidatedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** `extensions` of the request. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  readonly context: IncomingContext;
}

export type Executor = (operation: ValidatedOperation) => Promise<ExecutionResult>;

export function createExecutor(options: ExecutorOptions): Executor {
  const prepare = createPlanCache();
  return async ({ schema, document, operationName, variables, extensions, context: incoming }) => {
    const { viewer, report } = incoming;
    // The schema Apollo validated against, even if another was swapped in since.
    const live = options.liveOf(schema);
    report.schema = schemaVersionOf(live);
    const policy = await policyFor(incoming, live, options.publicAnonymous);
    const isMutation =
      getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
    const statements = chooseStatements(incoming, live, policy, isMutation, options);
    // A site keeps what it asks for itself; what it had signed for others is none of its pages.
    const isKept = !isMutation && incoming.signature?.coversRequest === true;
    const tags = isKept ? options.changeTags : null;
    const noted = tags === null ? null : notedStatements(statements.runner);
    const runner = noted ?? statements.runner;
    const context = new OperationContext(incoming, live, policy, runner, options);
    const request = { schema, document, operationName, variables, context };
    if (extensions?.explain === true) {
      if (!isStaff(viewer)) return { errors: [asGraphQLError(explainForbidden())] };
      report.explanation = explainOperation(request);
      return { data: null };
    }
    const result = await executeOperation(request, prepare);
    report.cache = statements.report();
    if (tags !== null && noted !== null && noted.asked.length > 0) {
      report.changeTags = tags.ofStatements(live.model, noted.asked);
    }
    return result;
  };
}

/** Staff, and whoever writes, see what is in Salesforce now; everybody else may get what another equal viewer just read. */
function chooseStatements(
  { viewer, statements }: IncomingContext,
  live: LiveSchema,
  policy: Policy,
  isMutation: boolean,
  options: ExecutorOptions,
): { readonly runner: StatementRunner; report(): RequestReportCache } {
  if (isStaff(viewer) || isMutation) return { runner: statements, report: () => null };
  const runner = createCachedStatements({
    inner: statements,
    cache: options.cache,
    scope: {
      org: options.orgName,
      orgId: live.model.orgId,
      model: live.model.version,
      viewer: viewerScope(viewer, policy),
    },
    rules: options.cacheRules,
  });
  return { runner, report: runner.report };
}

type RequestReportCache = IncomingContext['report']['cache'];

function explainForbidden(): AppError {
  return new AppError('FORBIDDEN', 'Only staff may ask for an operation’s plan.', {
    hint: 'Leave out extensions.explain, or use a staff credential.',
  });
}
