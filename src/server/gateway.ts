/** Composes the gateway from its configuration and runs it. */

import type { AddressInfo } from 'node:net';
import { Router } from 'express';
import type { RequestHandler as PageHandler } from 'express';
import { createAudit } from '../auth/audit.ts';
import type { Audit } from '../auth/audit.ts';
import { createDeveloperToken } from '../auth/developer-token.ts';
import { createIssuedTokens } from '../auth/issued-tokens.ts';
import type { IssuedTokens } from '../auth/issued-tokens.ts';
import { createOrgApps } from '../auth/org-apps.ts';
import type { OrgApps } from '../auth/org-apps.ts';
import { createRefusedCredentials } from '../auth/refused-credentials.ts';
import type { RefusedCredentials } from '../auth/refused-credentials.ts';
import { createSiteRequestVerifier } from '../auth/site-request.ts';
import { orgOfSite, viewerOfRequest } from '../auth/viewer-of-request.ts';
import type { ViewerOptions } from '../auth/viewer-of-request.ts';
import type { ConfigError } from '../common/config/config-error.ts';
import { DEFAULT_API_VERSION } from '../common/config/file-schema.ts';
import type { Config } from '../common/config/load-config.ts';
import type { Log } from '../common/log.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import { assertSecretsOpen, openKeyring } from '../store/keyring.ts';
import type { Keyring } from '../store/keyring.ts';
import { createResultCache } from '../store/result-cache.ts';
import type { ResultCache } from '../store/result-cache.ts';
import { createWriteLedger } from '../store/write-ledger.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createDownloadRoute } from './files/download-route.ts';
import { createFileTickets } from './files/file-tickets.ts';
import type { FileTickets } from './files/file-tickets.ts';
import type { FileRoutesOptions } from './files/open-scope.ts';
import { createUploadRoute } from './files/upload-route.ts';
import { createExplorerRoutes } from './explorer.ts';
import { createGraphqlEndpoint } from './graphql-endpoint.ts';
import type { RequestHandler } from './graphql-endpoint.ts';
import { createScreen } from './guards.ts';
import type { GuardOptions } from './guards.ts';
import { createHealthRoutes } from './health.ts';
import { assertMayListen, audiencesOf, baseUrlsOf, createHostCheck } from './host-guard.ts';
import { closeServer, createHttpServer, listen } from './http-server.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics, OrgGauges } from './metrics.ts';
import { createSubscriptionPlaces } from './changes/subscription-places.ts';
import type { SubscriptionPlaces } from './changes/subscription-places.ts';
import { createSubscriptionRoute } from './changes/subscriptions-route.ts';
import type { SubscriptionRoute } from './changes/subscriptions-route.ts';
import { composeOrgPages } from './orgs/compose-orgs.ts';
import { readAllowList } from './persisted-operations.ts';
import type { SchemaSource } from './schema-source.ts';
import { serveOrg } from './served-org.ts';
import type { ServedOrg } from './served-org.ts';
import { createServedOrgs } from './served-orgs.ts';
import type { ServedOrgs } from './served-orgs.ts';

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
const MEGABYTE = 1024 * 1024;

/** What lives as long as the gateway and is shared by its parts. */
interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly orgs: ServedOrgs;
  readonly apps: OrgApps;
  readonly audit: Audit;
  readonly refusals: RefusedCredentials;
  readonly fileTickets: FileTickets;
  readonly cache: ResultCache<QueryPage>;
  readonly places: SubscriptionPlaces;
  readonly tokens: IssuedTokens;
  readonly metrics: Metrics;
  readonly guards: GuardOptions;
}

/** Known once the port is bound: who may ask, and by which names this gateway is called. */
interface Address {
  readonly viewers: ViewerOptions;
  readonly isKnownHost: (host: string | undefined) => boolean;
  /** `/orgs`, `/pair`, `/auth/salesforce` and what sites ask of the gateway itself. */
  readonly orgPages: PageHandler;
}

/**
 * @throws ConfigError for a host that may not be listened on, a key that does not open the store or a policy that does not fit
 * an org's stored metadata; NodeJS.ErrnoException EADDRINUSE where the port is taken.
 * An org that cannot be reached is no failure: the gateway starts, says so, and keeps trying.
 */
export async function startGateway(config: Config, log: Log): Promise<Gateway> {
  assertMayListen(config);
  const parts = await createParts(config, log);
  const { orgs, store, metrics } = parts;
  const { schemas } = orgs.main.link;
  let address: Address | null = null;
  const subscriptions = subscriptionRoute(parts, () => address);
  const server = createHttpServer({
    graphql: composeEndpoint(parts, () => address),
    routes: [
      createHealthRoutes(() =>
        orgs.list().map(({ name, link, probe, changes }) => ({
          ...{ name, probe, feed: changes },
          schemas: link.schemas,
        })),
      ),
      metrics.routes,
      createExplorerRoutes(),
      ...fileRoutes(parts, () => address),
      subscriptions.router,
      onceBound(() => address?.orgPages),
    ],
    isKnownHost: (host) => address?.isKnownHost(host) ?? false,
    log,
  });
  const closeParts = async (): Promise<void> => {
    await orgs.stop();
    await store.close();
  };
  try {
    // Before anything else is done or logged: a taken port is all there is to say then.
    const bound = await listen(server, config.port, config.host);
    address = addressOf(bound, parts);
    await orgs.start();
    return {
      url: urlOf(bound),
      schemas,
      misconfigured: orgs.misconfigured,
      close: async () => {
        subscriptions.close();
        await closeServer(server, SHUTDOWN_GRACE_MS);
        await closeParts();
      },
    };
  } catch (error) {
    await closeServer(server, 0);
    await closeParts();
    throw error;
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
  const places = createSubscriptionPlaces(config.changes);
  const metrics = createMetrics({
    orgs: () => orgs.list().map(gaugesOf),
    cacheBytes: () => cache.bytes,
    subscriptions: () => places.open,
  });
  const apps = createOrgApps(store.secrets, keyring.envelope, {
    apiVersion: DEFAULT_API_VERSION,
    trustedHosts: config.trustedHosts,
  });
  const audit = createAudit(store.audit, log);
  const fileTickets = createFileTickets(keyring.envelope, config.files.urlSeconds);
  const shared = { store, keyring, cache, metrics, guards, audit, fileTickets, log };
  const orgs = createServedOrgs({ config, apps, serve: (each) => serveOrg(each, shared), log });
  const tokens = createIssuedTokens(store.tickets);
  const refusals = createRefusedCredentials({
    sites: store.sites,
    orgOf: (site) => orgOfSite(site, config.sites) ?? orgs.main.name,
    audit,
  });
  return {
    ...{ config, log, store, keyring, orgs, apps, audit, tokens, metrics, guards },
    ...{ fileTickets, cache, refusals, places },
  };
}

function gaugesOf({ name, link, budget, lanes, changes }: ServedOrg): OrgGauges {
  return {
    org: name,
    budget: budget(),
    laneMax: (lane) => lanes.laneMax(lane),
    schemaObjects: link.schemas.current()?.model.objects.size ?? 0,
    isListening: changes === null ? null : changes.status().state === 'listening',
  };
}

function fileRoutes(
  { config, store, cache, orgs, audit, fileTickets, refusals, log }: Parts,
  address: () => Address | null,
): readonly Router[] {
  const options: FileRoutesOptions = {
    orgs,
    tickets: fileTickets,
    limits: {
      maxBytes: Math.round(config.files.maxMegabytes * MEGABYTE),
      types: new Set(config.files.types),
    },
    publicAnonymous: config.publicAnonymous,
    authenticate: (authorization, request) =>
      viewerOfRequest(authorization, request, boundViewers(address())),
    refusals,
    spentIds: store.spentIds,
    ledger: createWriteLedger(store.spentIds, store.tickets),
    audit,
    cache,
    log,
  };
  return [createDownloadRoute(options), createUploadRoute(options)];
}

function subscriptionRoute(
  { config, orgs, store, keyring, guards, places, refusals, log }: Parts,
  address: () => Address | null,
): SubscriptionRoute {
  return createSubscriptionRoute({
    ...{ orgs, places, guards, refusals, log },
    changes: config.changes,
    authenticate: (authorization, request) =>
      viewerOfRequest(authorization, request, boundViewers(address())),
    viewers: () => boundViewers(address()),
    siteStore: store.sites,
    screen: createScreen(guards),
    publicAnonymous: config.publicAnonymous,
    corsOrigins: new Set(config.corsOrigins),
    envelope: keyring.envelope,
  });
}

function boundViewers(address: Address | null): ViewerOptions {
  if (address === null) throw new Error('A request came in before the port was bound.');
  return address.viewers;
}

function composeEndpoint(
  { config, orgs, metrics, guards, refusals, log }: Parts,
  address: () => Address | null,
): RequestHandler {
  return createGraphqlEndpoint({
    coreOf: (org) => orgs.get(org),
    authenticate: (authorization, request) =>
      viewerOfRequest(authorization, request, boundViewers(address())),
    refusals,
    screen: createScreen(guards),
    corsOrigins: new Set(config.corsOrigins),
    metrics,
    log,
  });
}

function addressOf(bound: AddressInfo, parts: Parts): Address {
  const { config, store } = parts;
  const baseUrls = baseUrlsOf(bound, config.publicUrl);
  const audiences = audiencesOf(bound, config.publicUrl);
  const verifier = createSiteRequestVerifier({ sites: store.sites, audiences });
  return {
    viewers: {
      verifier,
      developerToken: createDeveloperToken(config.developerToken),
      issuedTokens: parts.tokens,
      sites: config.sites,
      bindings: store.bindings,
    },
    isKnownHost: createHostCheck(baseUrls),
    orgPages: composeOrgPages({
      ...parts,
      verifier,
      audiences,
      baseUrl: config.publicUrl ?? urlOf(bound),
    }),
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

function urlOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
