/** The calls of the Analytics REST API: what reports and dashboards there are, what they are, and their runs. */

import { AppError } from '../common/errors.ts';
import { compileSelect } from '../soql/compile.ts';
import { equals, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition } from '../soql/nodes.ts';
import { isRecordId } from '../soql/value-to-text.ts';
import { checkQueryPage } from './query-page.ts';
import {
  readDashboard,
  readDescription,
  readInstance,
  readInstanceResult,
  readRun,
} from './report-answers.ts';
import type { Dashboard, ReportDefinition, ReportRun } from './report-answers.ts';
import type { CallMeter, RestClient } from './rest-client.ts';

/** A report or dashboard as its list shows it. */
export interface AnalyticsListing {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description: string | null;
  readonly folder: string | null;
  /** Salesforce's LastModifiedDate. */
  readonly modifiedAt: string;
}

/** What a run changes in the saved report. Source: Analytics REST API guide, "Run Reports Synchronously or Asynchronously". */
export interface ReportOverride {
  readonly reportFilters: readonly unknown[];
  readonly reportBooleanFilter: string | null;
}

export interface RunRequest {
  readonly id: string;
  /** Null runs it as it is saved. */
  readonly override: ReportOverride | null;
  readonly details: boolean;
}

/** @throws AppError with the code that the failure maps to, from every call. */
export interface ReportsApi {
  listReports(): Promise<readonly AnalyticsListing[]>;
  listDashboards(): Promise<readonly AnalyticsListing[]>;
  /** @returns null where no report that the gateway's user sees has that name. */
  findReport(developerName: string): Promise<AnalyticsListing | null>;
  describe(id: string): Promise<ReportDefinition>;
  /** @throws RunsUsedUpError where this hour's synchronous runs are spent. */
  run(request: RunRequest): Promise<ReportRun>;
  /** @returns the instance's id. @throws RunsUsedUpError where this hour's asynchronous runs are spent. */
  start(request: RunRequest): Promise<string>;
  /** @returns null while it runs. */
  resultOf(id: string, instanceId: string): Promise<ReportRun | null>;
  dashboard(id: string): Promise<Dashboard>;
}

export interface ReportsApiOptions {
  readonly client: RestClient;
  /** Such as "62.0". */
  readonly apiVersion: string;
  readonly meter: CallMeter;
}

/** An hourly allowance of the org that is spent. Source: Analytics API limits. */
export class RunsUsedUpError extends AppError {
  constructor(cause: unknown) {
    super('API_LIMIT_REACHED', 'The org has run as many reports as Salesforce allows in an hour.', {
      hint: 'Wait, or raise the cache time of reports in skybridge.yaml.',
      retryAfter: SECONDS_UNTIL_SOME_ARE_FREE,
      cause,
    });
  }
}

/** The hour rolls on, so runs come free all the time; Salesforce names no moment. */
const SECONDS_UNTIL_SOME_ARE_FREE = 300;
/** What one page of a list holds. */
const MOST_LISTED = 2_000;

export function createReportsApi({ client, apiVersion, meter }: ReportsApiOptions): ReportsApi {
  const base = `/services/data/v${apiVersion}`;
  const query = async (soql: string) =>
    checkQueryPage(await client.get(`${base}/query?q=${encodeURIComponent(soql)}`, meter)).records;
  const list = async (listing: Listing, where: Condition | null) =>
    (await query(listingSoql(listing, where))).map((row) => readListing(row, listing));
  return {
    listReports: () => list(REPORTS, null),
    listDashboards: () => list(DASHBOARDS, null),
    findReport: async (developerName) => {
      const where = equals(fieldOperand('DeveloperName'), { type: 'string', value: developerName });
      return (await list(REPORTS, where))[0] ?? null;
    },
    describe: async (id) =>
      readDescription(await client.get(`${reportPath(base, id)}/describe`, meter)),
    run: async ({ id, override, details }) => {
      const path = `${reportPath(base, id)}?includeDetails=${details}`;
      const body = override === null ? {} : { reportMetadata: override };
      return await countedRun(async () => readRun(await client.post(path, body, meter)));
    },
    start: async ({ id, override, details }) => {
      const path = `${reportPath(base, id)}/instances?includeDetails=${details}`;
      const body = override === null ? {} : { reportMetadata: override };
      return await countedRun(async () => readInstance(await client.post(path, body, meter)).id);
    },
    resultOf: async (id, instanceId) => {
      const path = `${reportPath(base, id)}/instances/${checkedId(instanceId)}`;
      const { status, run } = readInstanceResult(await client.get(path, meter));
      if (status === 'Error') throw failedRun();
      return run;
    },
    dashboard: async (id) =>
      readDashboard(await client.get(`${base}/analytics/dashboards/${checkedId(id)}`, meter)),
  };
}

// Private:

interface Listing {
  readonly object: 'Report' | 'Dashboard';
  /** The field that holds the name: a dashboard has a title. */
  readonly name: string;
}

const REPORTS: Listing = { object: 'Report', name: 'Name' };
const DASHBOARDS: Listing = { object: 'Dashboard', name: 'Title' };

function listingSoql({ object, name }: Listing, where: Condition | null): string {
  const columns = ['Id', name, 'DeveloperName', 'Description', 'FolderName', 'LastModifiedDate'];
  return compileSelect({
    columns: columns.map((column) => ({ kind: 'field', path: [column] })),
    from: object,
    scope: null,
    where,
    groupBy: null,
    having: null,
    orderBy: [
      { operand: fieldOperand(name), direction: 'ASC', nulls: 'LAST' },
      { operand: fieldOperand('Id'), direction: 'ASC', nulls: 'LAST' },
    ],
    limit: MOST_LISTED,
  });
}

function readListing(row: Readonly<Record<string, unknown>>, { name }: Listing): AnalyticsListing {
  const text = (field: string): string | null => {
    const value = row[field];
    return typeof value === 'string' ? value : null;
  };
  return {
    id: text('Id') ?? '',
    name: text(name) ?? '',
    developerName: text('DeveloperName') ?? '',
    description: text('Description'),
    folder: text('FolderName'),
    modifiedAt: text('LastModifiedDate') ?? '',
  };
}

function reportPath(base: string, id: string): string {
  return `${base}/analytics/reports/${checkedId(id)}`;
}

/** An id is part of a path: nothing else may get there. */
function checkedId(id: string): string {
  if (isRecordId(id)) return id;
  throw new AppError('BAD_USER_INPUT', 'The id is not a Salesforce record id.', {
    hint: 'Salesforce ids have 15 or 18 letters and digits.',
  });
}

/** Salesforce tells the spent allowance by its text alone: the code is FORBIDDEN, as of a missing permission. */
const USED_UP = /run more than [\d,.]+ reports (?:a)?synchronously/;

async function countedRun<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const cause = error instanceof AppError ? error.cause : undefined;
    if (cause instanceof Error && USED_UP.test(cause.message)) throw new RunsUsedUpError(cause);
    throw error;
  }
}

function failedRun(): AppError {
  return new AppError('INVALID_QUERY', 'Salesforce could not run the report.', {
    hint: 'Run the report in Salesforce, which says what is wrong with it.',
  });
}
