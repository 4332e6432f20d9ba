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
import type { Executor } from './executor.ts';
import type { ErrorFormatter } from './format-error.ts';
import { serialiseAnswer } from './serialise-answer.ts';
import type { IncomingContext } from './incoming-context.ts';
import type { PersistedQueryStore } from './persisted-operations.ts';
import type { SchemaSource } from './schema-source.ts';

export interface ApolloOptions {
  readonly schemas: SchemaSource;
  readonly executor: Executor;
  readonly plugins: readonly ApolloServerPlugin<IncomingContext>[];
  readonly persistedQueries: PersistedQueryStore;
  readonly maxTokens: number;
  readonly production: boolean;
  readonly formatError: ErrorFormatter;
  readonly log: Log;
}

/** The schema source must have a schema before the server is started. */
export function createApolloServer(options: ApolloOptions): ApolloServer<IncomingContext> {
  const { log } = options;
  return new ApolloServer<IncomingContext>({
    gateway: gatewayOf(options),
    formatError: options.formatError,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: options.production,
    // For whom it is off is the guards' decision.
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: options.maxTokens },
    persistedQueries: { cache: options.persistedQueries },
    stringifyResult: serialiseAnswer,
    logger: {
      debug: (message) => log.debug(message),
      info: (message) => log.info(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginLandingPageLocalDefault({ footer: false, embed: { runTelemetry: false } }),
      ...options.plugins,
    ],
  });
}

type Gateway = NonNullable<
  ConstructorParameters<typeof ApolloServer<IncomingContext>>[0]['gateway']
>;

/** Apollo's seam for supergraphs: it swaps schemas without a restart and leaves execution to us. */
function gatewayOf({ schemas, executor }: ApolloOptions): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) =>
      schemas.onSwap(({ schema }) => {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
      }),
    load: () =>
      Promise.resolve({
        executor: ({ schema, document, operationName, request, context }) =>
          executor({
            schema,
            document,
            operationName,
            variables: request.variables,
            extensions: request.extensions,
            context: context as IncomingContext,
          }),
      }),
    stop: () => Promise.resolve(),
  };
}
