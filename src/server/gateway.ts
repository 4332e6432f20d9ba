/** Composes the gateway from its configuration and runs it. */

import type { AddressInfo } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { createDeveloperToken } from '../auth/developer-token.ts';
import { createSiteRequestVerifier } from '../auth/site-request.ts';
import { viewerOfRequest } from '../auth/viewer-of-request.ts';
import type { ViewerOptions } from '../auth/viewer-of-request.ts';
import type { Config } from '../common/config/load-config.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { createCursorCodec } from '../execution/cursor-codec.ts';
import { createOrgProbe } from '../salesforce/org-probe.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import { deriveKey } from '../store/envelope.ts';
import { readOrCreateSecretKey } from '../store/secret-key-file.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { createApolloServer } from './apollo.ts';
import { createExplorerRoutes } from './explorer.ts';
import { createGraphqlEndpoint } from './graphql-endpoint.ts';
import { createHealthRoutes } from './health.ts';
import { assertLoopback, baseUrlsOf, createHostCheck } from './host-guard.ts';
import { closeServer, createHttpServer, listen } from './http-server.ts';
import type { IncomingContext } from './incoming-context.ts';
import { connectOrg } from './org-link.ts';
import type { OrgLink } from './org-link.ts';
import type { SchemaSource } from './schema-source.ts';

export interface Gateway {
  /** Such as `http://127.0.0.1:4000`, with the port that was really bound. */
  readonly url: string;
  readonly schemas: SchemaSource;
  /** Finishes running requests, then lets go of everything. */
  close(): Promise<void>;
}

const SHUTDOWN_GRACE_MS = 5_000;
const PROBE_TIMEOUT_MS = 3_000;

/**
 * @throws ConfigError for a host that is not loopback; NodeJS.ErrnoException EADDRINUSE where the port is taken.
 * An org that cannot be reached is no failure: the gateway starts, says so, and keeps trying.
 */
export async function startGateway(config: Config, log: Log): Promise<Gateway> {
  assertLoopback(config.host);
  const store = openSqliteStore(config.storeFile);
  const secretKey = config.secretKey ?? readOrCreateSecretKey(config.storeFile);
  const org = connectOrg(config, store, secretKey, log);
  const apollo = createApolloServer({
    schemas: org.schemas,
    cursors: createCursorCodec(deriveKey(secretKey, 'cursors')),
    orgName: config.org.name,
    publicAnonymous: config.publicAnonymous,
    budget: org.client.budget,
    production: config.production,
    log,
  });
  const serving = serveWhenReady(apollo, org.schemas, log);
  let viewers: ViewerOptions | null = null;
  let isKnownHost: ReturnType<typeof createHostCheck> = () => false;
  const server = createHttpServer({
    graphql: createGraphqlEndpoint({
      apollo: () => (serving.started() ? apollo : null),
      authenticate: (authorization, request) => {
        if (viewers === null) throw new Error('A request came in before the address was known.');
        return viewerOfRequest(authorization, request, viewers);
      },
      createStatements: () =>
        createStatementLoader({ client: org.client, apiVersion: config.org.apiVersion }),
      budget: org.client.budget,
      unavailable: () => unavailable(org.schemas),
      corsOrigins: new Set(config.corsOrigins),
      log,
    }),
    routes: [
      createHealthRoutes({
        schemas: org.schemas,
        probe: createOrgProbe({ loginUrl: config.org.loginUrl, timeoutMs: PROBE_TIMEOUT_MS }),
      }),
      createExplorerRoutes(),
    ],
    isKnownHost: (host) => isKnownHost(host),
    log,
  });

  await org.schemas.start();
  const address = await listen(server, config.port, config.host).catch(async (error: unknown) => {
    await closeAll(org, store);
    throw error;
  });
  const baseUrls = baseUrlsOf(address, config.publicUrl);
  isKnownHost = createHostCheck(baseUrls);
  viewers = {
    verifier: createSiteRequestVerifier({ sites: store.sites, audiences: baseUrls }),
    developerToken: createDeveloperToken(config.developerToken),
    sites: config.sites,
  };
  return {
    url: urlOf(address),
    schemas: org.schemas,
    close: async () => {
      await closeServer(server, SHUTDOWN_GRACE_MS);
      await serving.stop();
      await closeAll(org, store);
    },
  };
}

interface Serving {
  readonly started: () => boolean;
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
    started: () => started,
    stop: async () => {
      await starting;
      if (started) await apollo.stop();
    },
  };
}

function unavailable(schemas: SchemaSource): AppError {
  const problem = schemas.problem();
  return new AppError(
    'SALESFORCE_UNAVAILABLE',
    problem === null
      ? 'The org’s metadata is still being read.'
      : `The org’s metadata could not be read: ${problem.message}`,
    { hint: problem?.hint ?? 'Try again in a few seconds.', retryAfter: 5 },
  );
}

async function closeAll(org: OrgLink, store: Store): Promise<void> {
  await org.schemas.stop();
  await org.client.close();
  await store.close();
}

function urlOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
