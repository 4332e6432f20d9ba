/** `/limits` and `/limits/recordCount`. */
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { countRows } from './rows-query.ts';

/** Only API calls, report runs and dashboard refreshes are really counted; the rest stand at what a fresh Developer Edition org has. */
export function limits(call: DataCall): ApiResponse {
  const { settings, usage, reportRuns } = call.platform;
  const runs = reportRuns.used();
  const entries = Object.entries(MAXIMA).map(([name, Max]) => [name, { Max, Remaining: Max }]);
  const max = settings.dailyApiRequests;
  // The call that asks is counted in its own answer, as it is in the header beside it.
  const used = usage.used() + call.trace.apiCalls;
  return ok({
    ...Object.fromEntries(entries),
    DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) },
    HourlySyncReportRuns: hourly(settings.hourlySyncReportRuns, runs.sync),
    HourlyAsyncReportRuns: hourly(settings.hourlyAsyncReportRuns, runs.async),
    HourlyDashboardRefreshes: hourly(settings.hourlyDashboardRefreshes, runs.refreshes),
    PermissionSets: { Max: 1500, Remaining: 1498, CreateCustom: { Max: 1000, Remaining: 998 } },
  });
}

const hourly = (Max: number, used: number) => ({ Max, Remaining: Math.max(0, Max - used) });

/** `?sObjects=Account,Contact`; without it, every object that has rows. */
export function recordCount(call: DataCall): ApiResponse {
  const { catalog } = call.platform.org;
  const asked = call.request.query.get('sObjects');
  const names =
    asked === null
      ? catalog.objects().map((object) => object.name)
      : asked.split(',').flatMap((name) => catalog.object(name.trim())?.name ?? []);
  const counted = names.map((name) => ({ count: countRows(call, name), name }));
  return ok({ sObjects: counted.filter(({ count }) => asked !== null || count > 0) });
}

/** Recorded in May 2026 from a Developer Edition org, v60.0 (NangoHQ/integration-templates get-limits). */
const MAXIMA: Readonly<Record<string, number>> = {
  AnalyticsExternalDataSizeMB: 40_960,
  CdpAiInferenceApiMonthlyLimit: 500_000_000,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  ContentDistBandwidthLimitMB: 51_200,
  ContentDistViewLimit: 50_000,
  ContentPublicationLimit: 2500,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyApexCursorLimit: 10_000,
  DailyApexCursorRowsLimit: 100_000_000,
  DailyApexPCursorLimit: 200_000,
  DailyApiRequests: 15_000,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyDeliveredPlatformEvents: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyEinsteinDataInsightsStoryCreation: 1000,
  DailyEinsteinDiscoveryOptimizationJobRuns: 25,
  DailyEinsteinDiscoveryPredictAPICalls: 50_000,
  DailyEinsteinDiscoveryPredictionsByCDC: 500_000,
  DailyEinsteinDiscoveryStoryCreation: 100,
  DailyFunctionsApiCallLimit: 50_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyMetadataRetrievesWithDependencies: 25,
  DailyServiceEmailAgentforceCalls: 5000,
  DailyStandardVolumePlatformEvents: 10_000,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 8040,
  DataStorageMB: 5,
  DurableStreamingApiConcurrentClients: 20,
  ExternalServicesActiveObjects: 3000,
  ExternalServicesActiveOperations: 3000,
  ExternalServicesObjectProperties: 400_000,
  ExternalServicesObjects: 10_000,
  ExternalServicesOperations: 10_000,
  ExternalServicesRegistrations: 700,
  FileStorageMB: 20,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyElevateAsyncReportRuns: 1200,
  HourlyElevateSyncReportRuns: 500,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 1000,
  HourlyPublishedPlatformEvents: 50_000,
  HourlyPublishedStandardVolumePlatformEvents: 1000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 1000,
  MassEmail: 10,
  MaxContentDocumentsLimit: 30_000_000,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  PermissionSets: 1500,
  PlatformEventTriggersWithParallelProcessing: 5,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  PublishCallbackUsageInApex: 5_242_880,
  ScheduledFlowRunLimit: 250_000,
  ScheduledPathRunLimit: 250_000,
  SingleEmail: 15,
  StreamingApiConcurrentClients: 20,
};
