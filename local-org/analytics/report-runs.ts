/** What the API remembers of report runs: asynchronous results, dashboard results and the hourly counts. */
import { recordId } from '../data/record-ids.ts';
import { tooManyRefreshes, tooManyRuns } from './analytics-errors.ts';
import type { ReportResult } from './report-result.ts';

export interface ReportInstance {
  readonly id: string;
  readonly reportId: string;
  readonly reportName: string;
  readonly ownerId: string;
  /** Milliseconds of the org's clock. */
  readonly requested: number;
  readonly hasDetailRows: boolean;
  readonly result: ReportResult;
}

export interface DashboardResult {
  /** Milliseconds of the org's clock. */
  readonly refreshed: number;
  /** In the order of the components; null where a report is gone. */
  readonly reports: readonly (ReportResult | null)[];
}

export interface ReportRuns {
  /** Counts a run, or refuses it. */
  countSync(most: number): void;
  countAsync(most: number): void;
  countRefresh(most: number): void;
  /** Runs of each kind in the last 60 minutes. */
  used(): { readonly sync: number; readonly async: number; readonly refreshes: number };
  addInstance(instance: Omit<ReportInstance, 'id'>): ReportInstance;
  /** Kept for 24 hours; newest first. */
  instances(): readonly ReportInstance[];
  removeInstance(id: string): void;
  /** By dashboard id. */
  readonly dashboards: Map<string, DashboardResult>;
  clear(): void;
}

const HOUR_MS = 60 * 60 * 1_000;
const KEPT_MS = 24 * HOUR_MS;
/** Source: Analytics API limits. */
const MOST_INSTANCES = 2_000;
const INSTANCE_PREFIX = '0LG';

/** @param now milliseconds since the epoch, by the org's clock. */
export function createReportRuns(now: () => number): ReportRuns {
  const sync = createHourlyCount(now);
  const async = createHourlyCount(now);
  const refreshes = createHourlyCount(now);
  const dashboards = new Map<string, DashboardResult>();
  let instances: readonly ReportInstance[] = [];
  let serial = 0;
  const current = () => instances.filter(({ requested }) => requested > now() - KEPT_MS);
  return {
    countSync: (most) => sync.count(most, () => tooManyRuns(most, 'synchronously')),
    countAsync: (most) => async.count(most, () => tooManyRuns(most, 'asynchronously')),
    countRefresh: (most) => refreshes.count(most, () => tooManyRefreshes(most)),
    used: () => ({ sync: sync.used(), async: async.used(), refreshes: refreshes.used() }),
    addInstance(given) {
      serial += 1;
      const instance = { ...given, id: recordId(INSTANCE_PREFIX, serial) };
      instances = [instance, ...current()].slice(0, MOST_INSTANCES);
      return instance;
    },
    instances: current,
    removeInstance: (id) => void (instances = instances.filter((one) => one.id !== id)),
    dashboards,
    clear() {
      instances = [];
      dashboards.clear();
      for (const hourly of [sync, async, refreshes]) hourly.clear();
    },
  };
}

function createHourlyCount(now: () => number) {
  let moments: number[] = [];
  const used = (): number => {
    moments = moments.filter((moment) => moment > now() - HOUR_MS && moment <= now());
    return moments.length;
  };
  return {
    used,
    count(most: number, refusal: () => Error): void {
      if (used() >= most) throw refusal();
      moments.push(now());
    },
    clear: () => void (moments = []),
  };
}
