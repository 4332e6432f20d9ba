/** Everything a handler can reach: the org's data and the state of the API in front of it. */
import type { ApexImplementations } from './apex/apex-classes.ts';
import type { ReportRuns } from './analytics/report-runs.ts';
import type { BulkJob } from './bulk/job-types.ts';
import type { JobV2 } from './bulk/job-v2.ts';
import type { ApiUsage } from './control/api-usage.ts';
import type { CallLog, LoggedSubrequest } from './control/call-log.ts';
import type { FaultKind } from './control/fault-kinds.ts';
import type { FaultRules } from './control/fault-rules.ts';
import type { OrgSettings } from './control/settings.ts';
import type { CometdClient } from './events/cometd-client.ts';
import type { EventBus } from './events/publisher.ts';
import type { ApiRequest, ApiResponse } from './http/message.ts';
import type { AppRegistry } from './oauth/apps.ts';
import type { BrowserSessions } from './oauth/browser-sessions.ts';
import type { KeyPair } from './oauth/key-pair.ts';
import type { Passwords } from './oauth/passwords.ts';
import type { TokenStore } from './oauth/token-store.ts';
import type { Session } from './data/access.ts';
import type { LocalOrg } from './local-org.ts';

export interface Platform {
  readonly org: LocalOrg;
  settings: OrgSettings;
  /** What a reset goes back to. */
  readonly startSettings: OrgSettings;
  readonly apps: AppRegistry;
  readonly tokens: TokenStore;
  readonly sessions: BrowserSessions;
  readonly passwords: Passwords;
  readonly usage: ApiUsage;
  readonly calls: CallLog;
  readonly faults: FaultRules;
  /** What runs the methods of the org's Apex classes. */
  readonly apexImplementations: ApexImplementations;
  /** Bulk API 1.0 jobs by id. */
  readonly bulkJobs: Map<string, BulkJob>;
  /** Bulk API 2.0 jobs by id. */
  readonly jobsV2: Map<string, JobV2>;
  readonly reportRuns: ReportRuns;
  readonly events: EventBus;
  /** Subscribers of the Streaming API, by client id. */
  readonly cometdClients: Map<string, CometdClient>;
  /** Signs ID tokens. */
  readonly signingKey: () => Promise<KeyPair>;
  /** A ready-made key for the JWT bearer flow, already registered with the local app once it is asked for. */
  readonly assertionKey: () => Promise<KeyPair>;
}

/** What one HTTP request is found to have cost and done, for the call log. */
export interface CallTrace {
  apiCalls: number;
  user: string | null;
  fault: FaultKind | null;
  readonly subrequests: LoggedSubrequest[];
}

/** A call to an endpoint that needs no session: OAuth, login pages, the version list. */
export interface OpenCall {
  readonly platform: Platform;
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  /** What a `*` segment of the route matched. */
  readonly rest: readonly string[];
  readonly trace: CallTrace;
}

/** A call to the Data API, by a signed-in user. */
export interface DataCall extends OpenCall {
  /** Such as `62.0`. */
  readonly version: string;
  /** Such as `/services/data/v62.0`. */
  readonly basePath: string;
  readonly session: Session;
  /** Runs another request of the same user, as composite resources do with their parts. */
  readonly dispatch: (request: ApiRequest) => ApiResponse;
}

export type OpenHandler = (call: OpenCall) => ApiResponse | Promise<ApiResponse>;

/** Synchronous on purpose: a composite's transaction must not be interleaved with another request's. */
export type DataHandler = (call: DataCall) => ApiResponse;
