/** Apollo Server around our executor: parsing, validation, persisted queries and landing page are Apollo's. */

import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Log } from '../common/log.ts';
import type { CursorCodec } from '../execution/cursor-codec.ts';
import { DENY_ALL } from '../policy/policy.ts';
import { executeOperation } from '../resolvers/execute-operation.ts';
import type { ApiBudget } from '../salesforce/limit-info.ts';
import { createErrorFormatter } from './format-error.ts';
import type { IncomingContext } from './incoming-context.ts';
import type { SchemaSource } from './schema-source.ts';

export interface ApolloOptions {
  readonly schemas: SchemaSource;
  readonly cursors: CursorCodec;
  /** Name of the org in skybridge.yaml. */
  readonly orgName: string;
  /** Lets requests without a credential read what the policy opens to `anonymous`. */
  readonly publicAnonymous: boolean;
  readonly budget: () => ApiBudget | null;
  readonly production: boolean;
  readonly log: Log;
}

/** The schema source must have a schema before the server is started. */
export function createApolloServer(options: ApolloOptions): ApolloServer<IncomingContext> {
  return new ApolloServer<IncomingContext>({
    gateway: gatewayOf(options),
    formatError: createErrorFormatter(options.log),
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: options.production,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    stringifyResult: (result) => JSON.stringify(result),
    logger: {
      debug: (message) => options.log.debug(message),
      info: (message) => options.log.info(message),
      warn: (message) => options.log.warn(message),
      error: (message) => options.log.error(message),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginLandingPageLocalDefault({ footer: false }),
      costReport(options.budget),
    ],
  });
}

type Gateway = NonNullable<
  ConstructorParameters<typeof ApolloServer<IncomingContext>>[0]['gateway']
>;

/** Apollo's seam for supergraphs: it swaps schemas without a restart and leaves execution to us. */
function gatewayOf(options: ApolloOptions): Gateway {
  const { schemas } = options;
  return {
    onSchemaLoadOrUpdate: (callback) =>
      schemas.onSwap(({ schema }) => {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
      }),
    load: () =>
      Promise.resolve({
        executor: async ({ schema, document, operationName, request, context }) => {
          const incoming = context as IncomingContext;
          // The schema Apollo validated against, even if another was swapped in since.
          const live = schemas.liveOf(schema);
          const mayRead = incoming.vouchedFor || options.publicAnonymous;
          return executeOperation({
            schema,
            document,
            operationName,
            variables: request.variables,
            context: {
              viewer: incoming.viewer,
              policy: mayRead ? live.policy : DENY_ALL,
              org: { id: live.model.orgId, name: options.orgName },
              model: live.model,
              statements: incoming.statements,
              cursors: options.cursors,
            },
          });
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** Tells every client what its answer cost the org. */
function costReport(budget: () => ApiBudget | null): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, contextValue }) => {
          if (response.body.kind === 'single') {
            const { singleResult } = response.body;
            singleResult.extensions = {
              ...singleResult.extensions,
              skybridge: { apiCalls: contextValue.statements.apiCalls, budget: budget() },
            };
          }
          return Promise.resolve();
        },
      }),
  };
}
