/** What one request asks of reports and dashboards: who may, which one is meant, and a run as old as the cache allows. */

import { AppError } from '../../common/errors.ts';
import type { ReportModel } from '../../model/report-model.ts';
import { operationAccess, type OperationKind } from '../../policy/operation-rules.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Viewer } from '../../policy/viewer.ts';
import type {
  Dashboard,
  DashboardComponent,
  ReportDefinition,
  ReportRun,
} from '../../salesforce/report-answers.ts';
import type { AnalyticsListing, ReportsApi } from '../../salesforce/reports-api.ts';
import type { Refusal } from '../../salesforce/within-budget.ts';
import { recall, type Recalled } from './recall.ts';
import { overrideWith, type AddedFilter } from './report-filters.ts';
import type { ReportMemory } from './report-memory.ts';
import { resultOf, type ReportResult } from './report-result.ts';
import { runReport } from './run-report.ts';

/** A report or dashboard is named by one of the two. */
export interface AnalyticsName {
  readonly id: string | null;
  readonly developerName: string | null;
}

export interface RunArguments {
  readonly filters: readonly AddedFilter[];
  /** Most rows. */
  readonly first: number;
  /** Whether detail rows are wanted at all. */
  readonly details: boolean;
}

export interface DatedReport extends ReportResult {
  readonly definition: ReportDefinition;
  /** ISO 8601. */
  readonly ranAt: string;
  readonly stale: boolean;
}

export interface DatedDashboard {
  readonly dashboard: Dashboard;
  readonly components: readonly {
    readonly component: DashboardComponent;
    readonly report: DatedReport | null;
  }[];
  readonly stale: boolean;
}

/** @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT or what Salesforce's failure maps to, from every call. */
export interface Reports {
  /** Those with root fields of their own. */
  readonly typed: readonly ReportModel[];
  list(): Promise<readonly AnalyticsListing[]>;
  run(name: AnalyticsName, args: RunArguments): Promise<DatedReport>;
  dashboards(): Promise<readonly AnalyticsListing[]>;
  dashboard(name: AnalyticsName): Promise<DatedDashboard>;
}

export interface ReportsOptions {
  readonly api: ReportsApi;
  readonly memory: ReportMemory;
  readonly typed: readonly ReportModel[];
  readonly viewer: Viewer;
  readonly policy: Policy;
  /** Whose access Salesforce applies: answers are shared only within it. */
  readonly scope: string;
  readonly ttlSeconds: number;
  readonly staleIfErrorSeconds: number;
  /** Longest wait of one request for a run. */
  readonly patienceMs: number;
  /** Why the viewer has to wait for whatever is not remembered; null where not. */
  readonly refusal: Refusal;
}

/** The API returns no more. @see Analytics REST API guide, "Limits" */
const MOST_ROWS = 2_000;

export function createReports(options: ReportsOptions): Reports {
  const service = new ReportsOfRequest(options);
  return {
    typed: options.typed,
    list: () => service.list('report'),
    run: (name, args) => service.run(name, args),
    dashboards: () => service.list('dashboard'),
    dashboard: (name) => service.dashboard(name),
  };
}

// Private:

type Kind = Extract<OperationKind, 'report' | 'dashboard'>;

class ReportsOfRequest {
  readonly #options: ReportsOptions;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  async list(kind: Kind): Promise<readonly AnalyticsListing[]> {
    if (!this.#mayAny(kind)) return [];
    const listings = await this.#listings(kind);
    return listings.filter(({ developerName }) => this.#may(kind, developerName));
  }

  async run(name: AnalyticsName, args: RunArguments): Promise<DatedReport> {
    if (!Number.isInteger(args.first) || args.first < 0 || args.first > MOST_ROWS) {
      throw new AppError('BAD_USER_INPUT', 'first is out of range.', {
        hint: `Ask for 0 to ${MOST_ROWS} rows.`,
      });
    }
    const { id } = await this.#require('report', name);
    const override =
      args.filters.length === 0 ? null : overrideWith(await this.#definition(id), args.filters);
    const details = args.details && args.first > 0;
    const { api, memory, patienceMs } = this.#options;
    const recalled = await recall(memory.runs, {
      ...this.#recallOptions(JSON.stringify(['run', id, override, details])),
      load: () => runReport(api, { id, override, details }),
      bytesOf: bytesOfRun,
      patienceMs,
    });
    return datedReport(recalled, args.first);
  }

  async dashboard(name: AnalyticsName): Promise<DatedDashboard> {
    const { id } = await this.#require('dashboard', name);
    const { api, memory } = this.#options;
    const recalled = await recall(memory.dashboards, {
      ...this.#recallOptions(JSON.stringify(['dashboard', id])),
      load: () => api.dashboard(id),
      bytesOf: ({ components }) =>
        components.reduce((sum, { run }) => sum + (run === null ? 500 : bytesOfRun(run)), 500),
    });
    const { value: dashboard, stale } = recalled;
    return {
      dashboard,
      components: dashboard.components.map((component) => ({
        component,
        report:
          component.run === null
            ? null
            : datedReport({ ...recalled, value: component.run }, MOST_ROWS),
      })),
      stale,
    };
  }

  /** Before anything is asked of Salesforce: a role to which nothing is open learns nothing, and costs nothing. */
  async #require(kind: Kind, name: AnalyticsName): Promise<AnalyticsListing> {
    if ((name.id === null) === (name.developerName === null)) {
      throw new AppError('BAD_USER_INPUT', `Name the ${kind} by its id or its developerName.`, {
        hint: 'Give one of the two arguments.',
      });
    }
    if (!this.#mayAny(kind)) throw refusal(kind);
    const { developerName, id } = name;
    if (developerName !== null && !this.#may(kind, developerName)) throw refusal(kind);
    const listings = await this.#listings(kind);
    const wanted = id?.slice(0, SHORT_ID);
    const found = listings.find((one) =>
      wanted === undefined
        ? one.developerName === developerName
        : one.id.slice(0, SHORT_ID) === wanted,
    );
    // What is not open and what does not exist look the same to whoever may not run them all.
    if (found !== undefined && this.#may(kind, found.developerName)) return found;
    if (!this.#may(kind, '')) throw refusal(kind);
    throw new AppError(
      'NOT_FOUND',
      `There is no such ${kind}, or the gateway’s user cannot see it.`,
      {
        hint: 'Check the name, and the sharing of its folder in Salesforce.',
      },
    );
  }

  async #listings(kind: Kind): Promise<readonly AnalyticsListing[]> {
    const { api, memory } = this.#options;
    const { value } = await recall(memory.listings, {
      ...this.#recallOptions(`list ${kind}`),
      load: () => (kind === 'report' ? api.listReports() : api.listDashboards()),
      bytesOf: (listings) => listings.length * BYTES_OF_LISTING,
    });
    return value;
  }

  async #definition(id: string): Promise<ReportDefinition> {
    const { api, memory } = this.#options;
    const { value } = await recall(memory.definitions, {
      ...this.#recallOptions(`definition ${id}`),
      load: () => api.describe(id),
      bytesOf: () => BYTES_OF_DEFINITION,
    });
    return value;
  }

  #recallOptions(key: string) {
    const { scope, ttlSeconds, staleIfErrorSeconds, patienceMs, refusal } = this.#options;
    return { key: `${scope} ${key}`, ttlSeconds, staleIfErrorSeconds, patienceMs, refusal };
  }

  #may(kind: Kind, developerName: string): boolean {
    const { policy, viewer } = this.#options;
    return operationAccess(policy.operations, viewer, kind, developerName) !== null;
  }

  #mayAny(kind: Kind): boolean {
    return [...this.#options.policy.operations.named[kind].keys()].some((name) =>
      this.#may(kind, name),
    );
  }
}

/** Ids of 15 and 18 characters differ only in what follows these. */
const SHORT_ID = 15;
const BYTES_OF_LISTING = 400;
const BYTES_OF_DEFINITION = 50_000;
const BYTES_OF_CELL = 150;

function datedReport({ value, storedAt, stale }: Recalled<ReportRun>, first: number): DatedReport {
  return {
    ...resultOf(value, first),
    definition: value.definition,
    ranAt: new Date(storedAt).toISOString(),
    stale,
  };
}

function bytesOfRun({ facts }: ReportRun): number {
  let cells = 0;
  for (const { rows, aggregates } of facts.values()) {
    cells += aggregates.length + rows.length * (rows[0]?.length ?? 0);
  }
  return BYTES_OF_DEFINITION + cells * BYTES_OF_CELL;
}

function refusal(kind: Kind): AppError {
  return new AppError('FORBIDDEN', `This ${kind} is not open to you.`, {
    hint: `An operator opens it under operations.${kind}s in skybridge.yaml.`,
  });
}
