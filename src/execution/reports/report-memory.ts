/** What the gateway remembers of reports and dashboards, for all requests. */

import type { Dashboard, ReportDefinition, ReportRun } from '../../salesforce/report-answers.ts';
import type { AnalyticsListing } from '../../salesforce/reports-api.ts';
import { createResultCache, type ResultCache } from '../../store/result-cache.ts';

export interface ReportMemory {
  readonly runs: ResultCache<ReportRun>;
  readonly definitions: ResultCache<ReportDefinition>;
  readonly listings: ResultCache<readonly AnalyticsListing[]>;
  readonly dashboards: ResultCache<Dashboard>;
}

/** @param maxBytes for the runs; the rest is small beside them and bounded by a share of it. */
export function createReportMemory(maxBytes: number): ReportMemory {
  return {
    runs: createResultCache(maxBytes),
    definitions: createResultCache(maxBytes / SMALL_SHARE),
    listings: createResultCache(maxBytes / SMALL_SHARE),
    dashboards: createResultCache(maxBytes),
  };
}

const SMALL_SHARE = 4;
