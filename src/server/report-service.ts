/** The gateway's reports: one memory for all requests, and each request's own way to it. */

import type { Config } from '../common/config/load-config.ts';
import { createReportMemory } from '../execution/reports/report-memory.ts';
import { createReports, type Reports } from '../execution/reports/reports.ts';
import type { ReportModel } from '../model/report-model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import { createReportsApi } from '../salesforce/reports-api.ts';
import type { Refusal } from '../salesforce/within-budget.ts';
import type { CallMeter, RestClient } from '../salesforce/rest-client.ts';

export interface ReportsRequest {
  readonly typed: readonly ReportModel[];
  readonly viewer: Viewer;
  readonly policy: Policy;
  /** Whose access Salesforce applies: answers are shared only within it. */
  readonly scope: string;
  readonly meter: CallMeter;
  /** Of who is asked for as themselves; null for the org's connection. */
  readonly own: RestClient | null;
  /** Asked before anything is asked of Salesforce. */
  readonly refusal: Refusal;
}

export type ReportService = (request: ReportsRequest) => Reports;

const MEGABYTE = 1024 * 1024;
/** Runs may take this part of what the cache may take, beside it. */
const SHARE_OF_CACHE = 4;

export function createReportService(
  { cache, timeouts, org }: Pick<Config, 'cache' | 'timeouts' | 'org'>,
  client: RestClient,
): ReportService {
  const memory = createReportMemory((cache.maxMegabytes * MEGABYTE) / SHARE_OF_CACHE);
  return ({ meter, own, ...request }) =>
    createReports({
      ...request,
      api: createReportsApi({ client: own ?? client, apiVersion: org.apiVersion, meter }),
      memory,
      ttlSeconds: cache.reportsSeconds,
      staleIfErrorSeconds: cache.staleIfErrorSeconds,
      patienceMs: timeouts.requestSeconds * 1_000,
    });
}
