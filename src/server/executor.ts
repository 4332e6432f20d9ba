/** Runs one validated operation against the schema it was validated with: the executor behind Apollo's gateway seam. */

import { setTimeout } from 'node:timers/promises';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Audit } from '../auth/audit.ts';
import { AppError } from '../common/errors.ts';
import { createCachedStatements } from '../execution/cached-statements.ts';
import type { CacheRules } from '../execution/cached-statements.ts';
import type { CursorCodec } from '../execution/cursor-codec.ts';
import { forgetResults } from '../execution/forget-results.ts';
import type { RequestContext } from '../execution/request-context.ts';
import type { WriteServices } from '../execution/write-services.ts';
import { viewerScope } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import { executeOperation } from '../resolvers/execute-operation.ts';
import { explainOperation } from '../resolvers/explain-operation.ts';
import { createPlanCache } from '../resolvers/plan-cache.ts';
import { createApexCaller } from '../salesforce/apex-caller.ts';
import type { RestClient } from '../salesforce/rest-client.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import { apexWithin } from '../salesforce/within-budget.ts';
import type { ResultCache } from '../store/result-cache.ts';
import type { WriteLedger } from '../store/write-ledger.ts';
import type { FileTickets } from './files/file-tickets.ts';
import { asGraphQLError } from './http-status.ts';
import { isStaff } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { schemaVersionOf } from './live-schema.ts';
import type { LiveSchema } from './live-schema.ts';
import { policyFor } from './policy-for.ts';
import type { ReportService } from './report-service.ts';

export interface ExecutorOptions {
  readonly liveOf: (schema: GraphQLSchema) => LiveSchema;
  readonly cursors: CursorCodec;
  readonly client: RestClient;
  /** Name of the org in skybridge.yaml. */
  readonly orgName: string;
  /** Lets requests without a credential read what the policy opens to `anonymous`. */
  readonly publicAnonymous: boolean;
  readonly cache: ResultCache<QueryPage>;
  readonly cacheRules: CacheRules;
  readonly ledger: WriteLedger;
  readonly fileTickets: FileTickets;
  /** The gateway's own address as sites know it; empty where they are to use the one they asked at. */
  readonly fileBase: string;
  readonly audit: Audit;
  readonly reports: ReportService;
  /** Of whatever is not among the request's statements: why the viewer has to wait for a call; null where not. */
  readonly refusalOf: (viewer: Viewer) => AppError | null;
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
    const context = requestContext(incoming, live, policy, statements.runner, options);
    const request = { schema, document, operationName, variables, context };
    if (extensions?.explain === true) {
      if (!isStaff(viewer)) return { errors: [asGraphQLError(explainForbidden())] };
      report.explanation = explainOperation(request);
      return { data: null };
    }
    const result = await executeOperation(request, prepare);
    report.cache = statements.report();
    return result;
  };
}

/** Most requests only read rows: what the others need is made when it is first asked for. */
function requestContext(
  incoming: IncomingContext,
  live: LiveSchema,
  policy: Policy,
  statements: StatementRunner,
  options: ExecutorOptions,
): RequestContext {
  const { viewer, own } = incoming;
  const { meter } = incoming.statements;
  const refusal = (): AppError | null => options.refusalOf(viewer);
  const org = { id: live.model.orgId, name: options.orgName };
  let apex: RequestContext['apex'] | undefined;
  let write: RequestContext['write'] | undefined;
  let reports: RequestContext['reports'] | undefined;
  return {
    ...{ viewer, policy, org, statements },
    model: live.model,
    cursors: options.cursors,
    files: {
      urlOf: (file) =>
        `${options.fileBase}/files/${options.fileTickets.seal({ file, viewer, org: org.name })}`,
    },
    get calls() {
      return live.declared.model.sdl.flatMap((file) => file.calls);
    },
    // Whoever is asked for as themselves calls as themselves too.
    get apex() {
      apex ??= apexWithin(createApexCaller(own?.client ?? options.client, meter), refusal);
      return apex;
    },
    get write() {
      write ??= writeServices(incoming, live, options);
      return write;
    },
    get reports() {
      reports ??= options.reports({
        ...{ viewer, policy, meter, refusal },
        typed: live.reports,
        // Salesforce applies the access of the gateway's user, whoever asks; of a person with a grant, their own.
        scope: `${org.name} ${org.id} ${own?.userId ?? ''}`,
        own: own?.client ?? null,
      });
      return reports;
    },
  };
}

function writeServices(
  { statements }: IncomingContext,
  { model }: LiveSchema,
  { ledger, audit, cache, orgName }: ExecutorOptions,
): WriteServices {
  return {
    transactions: statements,
    ledger,
    audit,
    forget: (objects) => forgetResults(cache, { org: orgName, model, objects }),
    pause: (milliseconds) => setTimeout(milliseconds),
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
