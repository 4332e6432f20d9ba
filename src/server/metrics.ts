/** `/metrics` in Prometheus' text format: requests, errors, Salesforce calls, budget, cache and the process. */

import { Router } from 'express';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CacheReport } from '../execution/cached-statements.ts';
import { LANES } from '../salesforce/budget-lanes.ts';
import type { Lane } from '../salesforce/budget-lanes.ts';
import type { Change } from '../salesforce/change-event.ts';
import type { ApiBudget } from '../salesforce/limit-info.ts';
import type { CompletedCall } from '../salesforce/rest-client.ts';

export interface AnsweredRequest {
  readonly viewerRole: string;
  readonly seconds: number;
  /** `extensions.code` of each error. */
  readonly errorCodes: readonly string[];
  readonly cache: CacheReport | null;
}

export interface Metrics {
  answered(request: AnsweredRequest): void;
  /** A request that was refused before it was a GraphQL operation. */
  refused(code: string): void;
  salesforceCall(call: CompletedCall): void;
  /** A statement that was not sent, because the lane's share of the org's API calls is used up. */
  budgetRefused(org: string, lane: Lane): void;
  /** The org told of a change, or that it lost some. */
  changed(org: string, kind: Change['kind']): void;
  readonly routes: Router;
}

export interface OrgGauges {
  readonly org: string;
  readonly budget: ApiBudget | null;
  /** API calls of the org from which on a lane is not served from Salesforce any more. */
  readonly laneMax: (lane: Lane) => number | null;
  /** Objects in the schema being served; 0 before the first. */
  readonly schemaObjects: number;
  /** Whether changes of the org are heard; null where the gateway does not follow them. */
  readonly isListening: boolean | null;
}

export interface MetricsOptions {
  readonly orgs: () => readonly OrgGauges[];
  readonly cacheBytes: () => number;
  /** Open subscriptions. */
  readonly subscriptions: () => number;
}

const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  countStart(registry);
  const requests = new Histogram({
    name: 'skybridge_graphql_request_seconds',
    help: 'Time to answer a GraphQL operation, by viewer role.',
    labelNames: ['viewer'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: 'skybridge_graphql_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const calls = new Histogram({
    name: 'skybridge_salesforce_call_seconds',
    help: 'Time of a Salesforce REST call, by HTTP status (0: no answer).',
    labelNames: ['status'],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const refusals = new Counter({
    name: 'skybridge_budget_refusals_total',
    help: 'Statements not sent because the share of public, portal or staff in the API calls is used up.',
    labelNames: ['org', 'lane'],
    registers,
  });
  const cache = new Counter({
    name: 'skybridge_cache_statements_total',
    help: 'Statements answered from the result cache, missed, or answered stale.',
    labelNames: ['result'],
    registers,
  });
  const changes = new Counter({
    name: 'skybridge_changes_total',
    help: 'Changes the org told of (created, updated, deleted), and gaps in what it told.',
    labelNames: ['org', 'kind'],
    registers,
  });
  registerGauges(options, registers);
  return {
    answered: (request) => {
      requests.observe({ viewer: request.viewerRole }, request.seconds);
      for (const code of request.errorCodes) errors.inc({ code });
      if (request.cache === null) return;
      cache.inc({ result: 'hit' }, request.cache.hits);
      cache.inc({ result: 'miss' }, request.cache.misses);
      if (request.cache.staleSeconds !== null) cache.inc({ result: 'stale' });
    },
    refused: (code) => errors.inc({ code }),
    budgetRefused: (org, lane) => refusals.inc({ org, lane }),
    changed: (org, kind) => changes.inc({ org, kind: kind.toLowerCase() }),
    salesforceCall: ({ status, milliseconds }) =>
      calls.observe({ status: String(status) }, milliseconds / 1_000),
    routes: metricsRoutes(registry),
  };
}

/** prom-client counts CPU time from here on; by now the process has read its code and its configuration. */
function countStart(registry: Registry): void {
  const { user, system } = process.cpuUsage();
  const seconds = [
    ['process_cpu_user_seconds_total', user / 1e6],
    ['process_cpu_system_seconds_total', system / 1e6],
    ['process_cpu_seconds_total', (user + system) / 1e6],
  ] as const;
  for (const [name, value] of seconds) {
    const metric = registry.getSingleMetric(name);
    if (metric instanceof Counter) metric.inc(value);
  }
}

function registerGauges(options: MetricsOptions, registers: Registry[]): void {
  const ofOrgs = (name: string, help: string, read: (org: OrgGauges) => number | undefined) =>
    new Gauge({
      name,
      help,
      labelNames: ['org'],
      registers,
      collect() {
        this.reset();
        for (const each of options.orgs()) {
          const value = read(each);
          if (value !== undefined) this.set({ org: each.org }, value);
        }
      },
    });
  ofOrgs(
    'skybridge_api_budget_used',
    'API calls of the org in the last 24 hours.',
    ({ budget }) => budget?.used,
  );
  ofOrgs(
    'skybridge_api_budget_max',
    'API calls the org may make in 24 hours.',
    ({ budget }) => budget?.max,
  );
  for (const lane of LANES) {
    ofOrgs(
      `skybridge_api_budget_${lane}_max`,
      `API calls of the org from which on ${lane} reads are no longer sent to Salesforce.`,
      ({ laneMax }) => laneMax(lane) ?? undefined,
    );
  }
  ofOrgs(
    'skybridge_schema_objects',
    'Objects in the schema being served.',
    ({ schemaObjects }) => schemaObjects,
  );
  ofOrgs(
    'skybridge_changes_listening',
    '1 while the gateway hears the org’s changes, 0 while it does not.',
    ({ isListening }) => (isListening === null ? undefined : Number(isListening)),
  );
  new Gauge({
    name: 'skybridge_cache_bytes',
    help: 'Estimated size of the result cache.',
    registers,
    collect() {
      this.set(options.cacheBytes());
    },
  });
  new Gauge({
    name: 'skybridge_subscriptions',
    help: 'Subscriptions that are open.',
    registers,
    collect() {
      this.set(options.subscriptions());
    },
  });
}

function metricsRoutes(registry: Registry): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.set('content-type', registry.contentType).send(await registry.metrics());
  });
  return router;
}
