/** Composes the gateway from its configuration and runs it. */

import type { AddressInfo } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { Router } from 'express';
import type { RequestHandler as PageHandler } from 'express';
import { createDeveloperToken } from '../auth/developer-token.ts';
import { createSiteRequestVerifier } from '../auth/site-request.ts';
import { viewerOfRequest } from '../auth/viewer-of-request.ts';
import type { ViewerOptions } from '../auth/viewer-of-request.ts';
import type { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';
import type { Log } from '../common/log.ts';
import { createCursorCodec } from '../execution/cursor-codec.ts';
import { PolicyError } from '../policy/policy-error.ts';
import { createOrgProbe } from '../salesforce/org-probe.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import { deriveKey } from '../store/envelope.ts';
import { assertSecretsOpen, openKeyring } from '../store/keyring.ts';
import type { Keyring } from '../store/keyring.ts';
import { createResultCache } from '../store/result-cache.ts';
import type { ResultCache } from '../store/result-cache.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createAnswerReport } from './answer-report.ts';
import { createApolloServer } from './apollo.ts';
import { createExecutor } from './executor.ts';
import { createExplorerRoutes } from './explorer.ts';
import { createGraphqlEndpoint } from './graphql-endpoint.ts';
import type { RequestHandler } from './graphql-endpoint.ts';
import { createGuards, createScreen } from './guards.ts';
import type { GuardOptions } from './guards.ts';
import { createHealthRoutes } from './health.ts';
import { assertLoopback, baseUrlsOf, createHostCheck } from './host-guard.ts';
import { closeServer, createHttpServer, listen } from './http-server.ts';
import type { IncomingContext } from './incoming-context.ts';
import { jsonStatus } from './json-status.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { connectOrg } from './org-link.ts';
import type { OrgLink } from './org-link.ts';
import { composeOrgPages } from './orgs/compose-orgs.ts';
import { policyMistake } from './policy-mistake.ts';
import { createReportService } from './report-service.ts';
import { createReplayGuard } from './replay-guard.ts';
import { createPersistedQueryStore, readAllowList } from './persisted-operations.ts';
import { unavailableError } from './schema-problem.ts';
import type { SchemaSource } from './schema-source.ts';

export interface Gateway {
  /** Such as `http://127.0.0.1:4000`, with the port that was really bound. */
  readonly url: string;
  readonly schemas: SchemaSource;
  /** Settles where the org's first complete metadata shows that the policy is wrong: such a gateway must not stay. */
  readonly misconfigured: Promise<ConfigError>;
  /** Finishes running requests, then lets go of everything. */
  close(): Promise<void>;
}

const SHUTDOWN_GRACE_MS = 5_000;
const PROBE_TIMEOUT_MS = 3_000;
const MEGABYTE = 1024 * 1024;

/** What lives as long as the gateway and is shared by its parts. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly org: OrgLink;
  readonly cache: ResultCache<QueryPage>;
  readonly metrics: Metrics;
  readonly guards: GuardOptions;
}

/** Known once the port is bound: who may ask, and by which names this gateway is called. */
interface Address {
  readonly viewers: ViewerOptions;
  readonly isKnownHost: (host: string | undefined) => boolean;
  /** `/orgs` and `/auth/salesforce`. */
  readonly orgPages: PageHandler;
}

/**
 * @throws ConfigError for a host that is not loopback, a key that does not open the store or a policy that does not fit
 * the stored metadata; NodeJS.ErrnoException EADDRINUSE where the port is taken.
 * An org that cannot be reached is no failure: the gateway starts, says so, and keeps trying.
 */
export async function startGateway(config: Config, log: Log): Promise<Gateway> {
  assertLoopback(config.host);
  const parts = await createParts(config, log);
  const { org, store, metrics } = parts;
  const apollo = serveWhenReady(composeApollo(parts), org.schemas, log);
  let address: Address | null = null;
  const server = createHttpServer({
    graphql: composeEndpoint(parts, apollo.current, () => address),
    routes: [
      createHealthRoutes({
        schemas: org.schemas,
        probe: createOrgProbe({ loginUrl: config.org.loginUrl, timeoutMs: PROBE_TIMEOUT_MS }),
      }),
      metrics.routes,
      createExplorerRoutes(),
      onceBound(() => address?.orgPages),
    ],
    isKnownHost: (host) => address?.isKnownHost(host) ?? false,
    log,
  });
  const closeParts = async (): Promise<void> => {
    await org.schemas.stop();
    await apollo.stop();
    await org.client.close();
    await store.close();
  };
  try {
    // Before anything else is done or logged: a taken port is all there is to say then.
    const bound = await listen(server, config.port, config.host);
    address = addressOf(bound, parts);
    await org.schemas.start();
    return {
      url: urlOf(bound),
      schemas: org.schemas,
      misconfigured: org.schemas.invalidPolicy.then((error) => policyMistake(error, config)),
      close: async () => {
        await closeServer(server, SHUTDOWN_GRACE_MS);
        await closeParts();
      },
    };
  } catch (error) {
    await closeServer(server, 0);
    await closeParts();
    throw error instanceof PolicyError ? policyMistake(error, config) : error;
  }
}

async function createParts(config: Config, log: Log): Promise<Parts> {
  const guards = {
    limits: config.guards,
    allowList: readAllowList(config),
    production: config.production,
  };
  const store = await openStore(config);
  const keyring = openKeyring(config);
  await assertSecretsOpen(store.secrets, keyring.envelope).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const cache = createResultCache<QueryPage>(config.cache.maxMegabytes * MEGABYTE);
  const org = connectOrg(config, store, keyring, log, (call) => metrics.salesforceCall(call));
  const metrics = createMetrics({
    budget: org.client.budget,
    schemaObjects: () => org.schemas.current()?.model.objects.size ?? 0,
    cacheBytes: () => cache.bytes,
  });
  return { config, log, store, keyring, org, cache, metrics, guards };
}

function composeApollo(parts: Parts): ApolloServer<IncomingContext> {
  const { config, org, log, guards } = parts;
  return createApolloServer({
    schemas: org.schemas,
    executor: createExecutor({
      liveOf: org.schemas.liveOf,
      cursors: createCursorCodec(deriveKey(parts.keyring.secretKey, 'cursors')),
      orgName: config.org.name,
      publicAnonymous: config.publicAnonymous,
      cache: parts.cache,
      cacheRules: {
        ttlSeconds: (object) => config.cache.objects[object] ?? config.cache.ttlSeconds,
        staleIfErrorSeconds: config.cache.staleIfErrorSeconds,
      },
      reports: createReportService(config, org.client),
    }),
    plugins: [
      createGuards(guards),
      createReplayGuard(parts.store.spentIds),
      jsonStatus,
      createAnswerReport({ budget: org.client.budget, metrics: parts.metrics, log }),
    ],
    persistedQueries: createPersistedQueryStore(guards.allowList),
    maxTokens: config.guards.maxTokens,
    production: config.production,
    log,
  });
}

function composeEndpoint(
  { config, org, metrics, guards, log }: Parts,
  apollo: () => ApolloServer<IncomingContext> | null,
  address: () => Address | null,
): RequestHandler {
  return createGraphqlEndpoint({
    apollo,
    authenticate: (authorization, request) => {
      const viewers = address()?.viewers;
      if (viewers === undefined) throw new Error('A request came in before the port was bound.');
      return viewerOfRequest(authorization, request, viewers);
    },
    createStatements: () =>
      createStatementLoader({ client: org.client, apiVersion: config.org.apiVersion }),
    budget: org.client.budget,
    unavailable: () => unavailableError(org.schemas.problem()),
    screen: createScreen(guards),
    corsOrigins: new Set(config.corsOrigins),
    metrics,
    log,
  });
}

function addressOf(bound: AddressInfo, parts: Parts): Address {
  const { config, store } = parts;
  const baseUrls = baseUrlsOf(bound, config.publicUrl);
  return {
    viewers: {
      verifier: createSiteRequestVerifier({ sites: store.sites, audiences: baseUrls }),
      developerToken: createDeveloperToken(config.developerToken),
      sites: config.sites,
      bindings: store.bindings,
    },
    isKnownHost: createHostCheck(baseUrls),
    orgPages: composeOrgPages({ ...parts, baseUrl: config.publicUrl ?? urlOf(bound) }),
  };
}

/** Routes that name the gateway's own address, which is known only once its port is. */
function onceBound(routes: () => PageHandler | undefined): Router {
  return Router().use((request, response, next) => {
    const bound = routes();
    if (bound === undefined) next();
    else void bound(request, response, next);
  });
}

interface Serving {
  /** Null until Apollo has a schema. */
  readonly current: () => ApolloServer<IncomingContext> | null;
  stop(): Promise<void>;
}

/** Apollo starts with the first schema, which may be there at once or when the org comes up. */
function serveWhenReady(
  apollo: ApolloServer<IncomingContext>,
  schemas: SchemaSource,
  log: Log,
): Serving {
  let starting: Promise<void> | null = null;
  let started = false;
  schemas.onSwap(() => {
    starting ??= apollo.start().then(
      () => {
        started = true;
      },
      (error: unknown) => log.error({ err: error }, 'Apollo Server did not start'),
    );
  });
  return {
    current: () => (started ? apollo : null),
    stop: async () => {
      await starting;
      if (started) await apollo.stop();
    },
  };
}

function urlOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
