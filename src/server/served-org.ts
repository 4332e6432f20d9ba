/** One org as the gateway serves it: its connection, its schema, and an Apollo Server of its own over both. */

import type { ApolloServer } from '@apollo/server';
import type { Audit } from '../auth/audit.ts';
import type { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';
import type { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { createCursorCodec } from '../execution/cursor-codec.ts';
import { PolicyError } from '../policy/policy-error.ts';
import type { Viewer } from '../policy/viewer.ts';
import { createBudgetLanes } from '../salesforce/budget-lanes.ts';
import type { BudgetLanes } from '../salesforce/budget-lanes.ts';
import { withBudget } from '../salesforce/budgeted-statements.ts';
import type { ApiBudget } from '../salesforce/limit-info.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import type { StatementLoader } from '../salesforce/statement-loader.ts';
import { deriveKey } from '../store/envelope.ts';
import type { Keyring } from '../store/keyring.ts';
import type { ResultCache } from '../store/result-cache.ts';
import type { Store } from '../store/store.ts';
import { createWriteLedger } from '../store/write-ledger.ts';
import { createAnswerReport } from './answer-report.ts';
import { createApolloServer } from './apollo.ts';
import { createExecutor } from './executor.ts';
import type { FileTickets } from './files/file-tickets.ts';
import { createGuards } from './guards.ts';
import type { GuardOptions } from './guards.ts';
import { laneOf } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import { jsonStatus } from './json-status.ts';
import type { Metrics } from './metrics.ts';
import { connectOrg } from './org-link.ts';
import type { OrgLink } from './org-link.ts';
import { createPeople } from './people.ts';
import type { OwnAccess, People } from './people.ts';
import { createPersistedQueryStore } from './persisted-operations.ts';
import { policyMistake } from './policy-mistake.ts';
import { createReportService } from './report-service.ts';
import { createReplayGuard } from './replay-guard.ts';
import { unavailableError } from './schema-problem.ts';
import type { SchemaSource } from './schema-source.ts';

/** What all orgs of a gateway share. */
export interface SharedParts {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly cache: ResultCache<QueryPage>;
  readonly metrics: Metrics;
  readonly guards: GuardOptions;
  readonly audit: Audit;
  readonly fileTickets: FileTickets;
  readonly log: Log;
}

/** What answers the GraphQL requests that an org is asked by. */
export interface GraphqlCore {
  /** Null until there is a schema to serve. */
  readonly apollo: () => ApolloServer<IncomingContext> | null;
  /** Fresh for every request; refuses statements once the viewer's share of the API calls is used up. */
  readonly createStatements: (viewer: Viewer) => StatementLoader;
  /** For whoever is asked for as themselves; null for everybody else. @throws AppError */
  readonly ownAccess: (viewer: Viewer) => Promise<OwnAccess | null>;
  readonly budget: () => ApiBudget | null;
  /** Why there is no schema yet. */
  readonly unavailable: () => AppError;
}

export interface ServedOrg extends GraphqlCore {
  readonly name: string;
  /** As this org sees it: `org`, `objects` and `policy` are its own. */
  readonly config: Config;
  readonly link: OrgLink;
  readonly lanes: BudgetLanes;
  /** Those who gave their own Salesforce grant. */
  readonly people: People;
  /** @throws ConfigError where its policy fits neither what is stored nor what the org answers now. */
  start(): Promise<void>;
  /** Settles where the org's first complete metadata shows that the policy is wrong. */
  readonly misconfigured: Promise<ConfigError>;
  stop(): Promise<void>;
}

/** Nothing is asked of the org before `start`. @throws ConfigError for a login host that is nobody's. */
export function serveOrg(config: Config, parts: SharedParts): ServedOrg {
  const { store, keyring, metrics, log } = parts;
  const link = connectOrg(config, store, keyring, log, (call) => metrics.salesforceCall(call));
  const lanes = lanesOf(config, link, metrics);
  const people = createPeople({
    org: config.org,
    endpoint: { ...config.org, timeoutMs: Math.round(config.timeouts.requestSeconds * 1_000) },
    timeouts: config.timeouts,
    store,
    envelope: keyring.envelope,
    log,
    onCall: (call) => metrics.salesforceCall(call),
  });
  const serving = serveWhenReady(composeApollo(config, link, lanes, parts), link.schemas, log);
  return {
    name: config.org.name,
    config,
    link,
    lanes,
    people,
    ownAccess: (viewer) => people.accessOf(viewer),
    apollo: serving.current,
    createStatements: (viewer) =>
      withBudget(
        createStatementLoader({ client: link.client, apiVersion: config.org.apiVersion }),
        () => lanes.refusal(laneOf(viewer)),
      ),
    budget: link.client.budget,
    unavailable: () => unavailableError(link.schemas.problem()),
    misconfigured: link.schemas.invalidPolicy.then((error) => policyMistake(error, config)),
    start: () =>
      link.schemas.start().catch((error: unknown) => {
        throw error instanceof PolicyError ? policyMistake(error, config) : error;
      }),
    stop: async () => {
      await link.schemas.stop();
      await serving.stop();
      await link.client.close();
      await people.close();
    },
  };
}

function lanesOf({ org, budget }: Config, { client }: OrgLink, metrics: Metrics): BudgetLanes {
  return createBudgetLanes({
    read: client.budget,
    percent: {
      public: budget.publicPercent,
      portal: budget.portalPercent,
      staff: budget.staffPercent,
    },
    onRefused: (lane) => metrics.budgetRefused(org.name, lane),
  });
}

function composeApollo(
  config: Config,
  { schemas, client }: OrgLink,
  lanes: BudgetLanes,
  { keyring, cache, metrics, guards, store, audit, fileTickets, log }: SharedParts,
): ApolloServer<IncomingContext> {
  return createApolloServer({
    schemas,
    executor: createExecutor({
      client,
      liveOf: schemas.liveOf,
      // Of this org alone, so that no cursor of another opens here.
      cursors: createCursorCodec(deriveKey(keyring.secretKey, `cursors/${config.org.name}`)),
      orgName: config.org.name,
      publicAnonymous: config.publicAnonymous,
      ledger: createWriteLedger(store.spentIds, store.tickets),
      fileTickets,
      fileBase: config.publicUrl ?? '',
      audit,
      cache,
      cacheRules: {
        ttlSeconds: (object) => config.cache.objects[object] ?? config.cache.ttlSeconds,
        staleIfErrorSeconds: config.cache.staleIfErrorSeconds,
      },
      reports: createReportService(config, client),
    }),
    plugins: [
      createGuards(guards),
      createReplayGuard(store.spentIds),
      jsonStatus,
      createAnswerReport({
        org: config.org.name,
        audit,
        budget: (viewer) => lanes.report(laneOf(viewer)),
        metrics,
        log,
      }),
    ],
    persistedQueries: createPersistedQueryStore(guards.allowList),
    maxTokens: config.guards.maxTokens,
    production: config.production,
    log,
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
