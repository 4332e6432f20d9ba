/** One org as the gateway serves it: its connection, its schema, and an Apollo Server of its own over both. */

import type { ApolloServer } from '@apollo/server';
import type { Audit } from '../auth/audit.ts';
import { connectionIdOf } from '../auth/token-vault.ts';
import type { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';
import type { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { createCursorCodec } from '../execution/cursor-codec.ts';
import { PolicyError } from '../policy/policy-error.ts';
import type { Viewer } from '../policy/viewer.ts';
import { createBudgetLanes } from '../salesforce/budget-lanes.ts';
import type { BudgetLanes } from '../salesforce/budget-lanes.ts';
import type { ApiBudget } from '../salesforce/limit-info.ts';
import type { QueryPage } from '../salesforce/statement.ts';
import type { CompletedCall } from '../salesforce/rest-client.ts';
import { noticingDrift } from '../salesforce/notice-drift.ts';
import { createOrgProbe } from '../salesforce/org-probe.ts';
import type { OrgProbe } from '../salesforce/org-probe.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import type { StatementLoader } from '../salesforce/statement-loader.ts';
import { statementsWithin } from '../salesforce/within-budget.ts';
import { deriveKey } from '../store/envelope.ts';
import type { Keyring } from '../store/keyring.ts';
import type { ResultCache } from '../store/result-cache.ts';
import type { Store } from '../store/store.ts';
import { createWriteLedger } from '../store/write-ledger.ts';
import { createKeptPosition } from '../store/change-position.ts';
import { createAnswerReport } from './answer-report.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import { createChangeTags } from './changes/change-tags.ts';
import type { ChangeTags } from './changes/change-tags.ts';
import { changesSince } from './changes/site-changes.ts';
import type { SiteChanges } from './changes/site-changes.ts';
import { createApolloServer } from './apollo.ts';
import { createExecutor } from './executor.ts';
import type { Executor } from './executor.ts';
import type { FileTickets } from './files/file-tickets.ts';
import { createErrorFormatter } from './format-error.ts';
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
import { createKnownOperations } from './known-operations.ts';
import type { KnownOperations } from './known-operations.ts';
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
  /** Tried before Apollo. */
  readonly known: KnownOperations;
  /**
   * Fresh for every request; refuses statements once the viewer's share of the API calls is used up.
   * @param own for whoever is asked for as themselves: Salesforce counts their calls as the org's.
   */
  readonly createStatements: (viewer: Viewer, own: OwnAccess | null) => StatementLoader;
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
  readonly probe: OrgProbe;
  /** Those who gave their own Salesforce grant. */
  readonly people: People;
  /** Null where the configuration turns change events off. */
  readonly changes: ChangeFeed | null;
  /** What a site asks for: tags of what changed. @param after position of the last answer. @throws AppError BAD_USER_INPUT */
  readonly changesSince: (after: string | null) => SiteChanges;
  /** Runs an operation that was validated with one of the org's schemas. */
  readonly execute: Executor;
  /** @throws ConfigError where its policy fits neither what is stored nor what the org answers now. */
  start(): Promise<void>;
  /** Settles where the org's first complete metadata shows that the policy is wrong. */
  readonly misconfigured: Promise<ConfigError>;
  stop(): Promise<void>;
}

const PROBE_TIMEOUT_MS = 3_000;

/** Nothing is asked of the org before `start`. @throws ConfigError for a login host that is nobody's. */
export function serveOrg(config: Config, parts: SharedParts): ServedOrg {
  const { store, keyring, metrics, log } = parts;
  let budget: ApiBudget | null = null;
  const onCall = (call: CompletedCall): void => {
    budget = call.budget ?? budget;
    metrics.salesforceCall(call);
  };
  const link = connectOrg(config, store, keyring, log, onCall);
  const lanes = lanesOf(config, () => budget, metrics);
  const people = createPeople({
    org: config.org,
    endpoint: { ...config.org, timeoutMs: Math.round(config.timeouts.requestSeconds * 1_000) },
    timeouts: config.timeouts,
    store,
    envelope: keyring.envelope,
    log,
    onCall,
  });
  const changes = config.changes.enabled ? followChanges(config, link, parts) : null;
  const changeTags =
    changes === null
      ? null
      : createChangeTags(deriveKey(keyring.secretKey, `change-tags/${config.org.name}`));
  const loader = () =>
    createStatementLoader({ client: link.client, apiVersion: config.org.apiVersion });
  const execute = composeExecutor(config, link, lanes, changeTags, parts);
  const { apollo, known } = composeAnswering(config, link.schemas, execute, lanes, parts);
  const serving = serveWhenReady(apollo, link.schemas, log);
  return {
    name: config.org.name,
    config,
    link,
    lanes,
    people,
    changes,
    changesSince: (after) =>
      changesSince(after, {
        feed: changes,
        tags: changeTags,
        envelope: keyring.envelope,
        org: config.org.name,
      }),
    probe: createOrgProbe({ loginUrl: config.org.loginUrl, timeoutMs: PROBE_TIMEOUT_MS }),
    execute,
    ownAccess: (viewer) => people.accessOf(viewer),
    apollo: serving.current,
    known,
    createStatements: (viewer, own) =>
      statementsWithin(
        own?.createStatements() ?? noticingDrift(loader(), () => link.schemas.noticeDrift()),
        () => lanes.refusal(laneOf(viewer)),
      ),
    budget: () => budget,
    unavailable: () => unavailableError(link.schemas.problem()),
    misconfigured: link.schemas.invalidPolicy.then((error) => policyMistake(error, config)),
    start: async () => {
      await link.schemas.start().catch((error: unknown) => {
        throw error instanceof PolicyError ? policyMistake(error, config) : error;
      });
      changes?.start();
    },
    stop: async () => {
      await changes?.stop();
      await link.schemas.stop();
      await serving.stop();
      await link.client.close();
      await people.close();
    },
  };
}

function followChanges(
  config: Config,
  { schemas, tokens }: OrgLink,
  { store, cache, metrics, log }: SharedParts,
): ChangeFeed {
  const { org, changes } = config;
  const stream = `${org.name} ${connectionIdOf(org)} ${changes.channel}`;
  return createChangeFeed({
    ...{ config, tokens, schemas, cache, log },
    position: createKeptPosition(store.tickets, stream),
    onChange: ({ kind }) => metrics.changed(org.name, kind),
  });
}

function lanesOf(
  { org, budget }: Config,
  read: () => ApiBudget | null,
  metrics: Metrics,
): BudgetLanes {
  return createBudgetLanes({
    read,
    percent: {
      public: budget.publicPercent,
      portal: budget.portalPercent,
      staff: budget.staffPercent,
    },
    onRefused: (lane) => metrics.budgetRefused(org.name, lane),
  });
}

function composeExecutor(
  config: Config,
  { schemas, client }: OrgLink,
  lanes: BudgetLanes,
  changeTags: ChangeTags | null,
  { keyring, cache, store, audit, fileTickets }: SharedParts,
): Executor {
  return createExecutor({
    client,
    changeTags,
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
    refusalOf: (viewer) => lanes.refusal(laneOf(viewer)),
  });
}

/** Apollo, and what answers beside it the operations that it has seen before. */
interface Answering {
  readonly apollo: ApolloServer<IncomingContext>;
  readonly known: KnownOperations;
}

function composeAnswering(
  config: Config,
  schemas: SchemaSource,
  executor: Executor,
  lanes: BudgetLanes,
  { metrics, guards, store, audit, log }: SharedParts,
): Answering {
  const formatError = createErrorFormatter(log, () => schemas.current()?.pending.length === 0);
  const report = createAnswerReport({
    org: config.org.name,
    audit,
    budget: (viewer) => lanes.report(laneOf(viewer)),
    metrics,
    log,
  });
  const { maxCost, maxTokens } = guards.limits;
  const known = createKnownOperations({ schemas, executor, report, maxCost, formatError });
  const apollo = createApolloServer({
    schemas,
    executor,
    plugins: [
      createGuards(guards),
      createReplayGuard(store.spentIds),
      jsonStatus,
      report.plugin,
      known.plugin,
    ],
    persistedQueries: createPersistedQueryStore(guards.allowList),
    maxTokens,
    production: config.production,
    formatError,
    log,
  });
  return { apollo, known };
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
