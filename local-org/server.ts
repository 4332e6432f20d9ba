/** Starts the local org as an HTTP server; tests use this, `main.ts` is its command line. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApexClassSource } from './apex/apex-class.ts';
import { implementationsOf } from './apex/apex-classes.ts';
import { SHIPPED_CLASSES } from './apex/classes/shipped-classes.ts';
import { createReportRuns } from './analytics/report-runs.ts';
import { createApiUsage } from './control/api-usage.ts';
import { createCallLog } from './control/call-log.ts';
import { discardSnapshots } from './control/control-actions.ts';
import { createFaultRules } from './control/fault-rules.ts';
import { DEFAULT_SETTINGS } from './control/settings.ts';
import type { OrgSettings } from './control/settings.ts';
import type { OrgClock } from './data/org-clock.ts';
import { seededRandom } from './control/seeded-random.ts';
import { closeStreaming } from './events/cometd.ts';
import { createEventBus } from './events/publisher.ts';
import { createApi } from './http/api.ts';
import { createListener } from './http/listener.ts';
import { CLI_APP, createAppRegistry, LOCAL_APP } from './oauth/apps.ts';
import { BrowserSessions } from './oauth/browser-sessions.ts';
import { lazyKeyPair } from './oauth/key-pair.ts';
import { Passwords } from './oauth/passwords.ts';
import { TokenStore } from './oauth/token-store.ts';
import { openOrg } from './org.ts';
import type { LocalOrg, OrgScale, SoqlRules } from './local-org.ts';
import type { Platform } from './platform.ts';

export interface LocalOrgOptions {
  /** 18-character organisation id, for tests with several orgs. */
  readonly orgId?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly scale?: OrgScale;
  /** Generated objects besides the standard ones. */
  readonly extraObjects?: number;
  readonly clock?: OrgClock;
  /** Whether statements outside the documented SOQL rules are refused. Default `lenient`. */
  readonly rules?: SoqlRules;
  /** Apex classes besides the shipped ones. */
  readonly apexClasses?: readonly ApexClassSource[];
  /** Receives failures of the local org itself; default: stderr. */
  readonly report?: (error: unknown) => void;
}

export interface RunningLocalOrg {
  /** Such as `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
  readonly org: LocalOrg;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Above Salesforce's own bound, so that its answer is given here and not by node. */
const MAX_HEADER_BYTES = 64 * 1_024;
/** Longer than clients keep idle connections, or they write to one that is just being closed. */
const KEEP_ALIVE_MS = 120_000;

/** Rejects with node's EADDRINUSE where the port is taken. */
export async function startLocalOrg(options: LocalOrgOptions = {}): Promise<RunningLocalOrg> {
  const apexClasses = [...SHIPPED_CLASSES, ...(options.apexClasses ?? [])];
  const org = openOrg({
    apexClasses,
    seed: options.seed ?? 1,
    scale: options.scale ?? 'small',
    extraObjects: options.extraObjects ?? 0,
    rules: options.rules ?? DEFAULT_SETTINGS.rules,
    ...(options.orgId === undefined ? {} : { id: options.orgId }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const platform = createPlatform(org, options.seed ?? 1, apexClasses);
  const report = options.report ?? logFailure;
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    createListener(createApi(platform, report)),
  );
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}`,
    port,
    org,
    close: async () => {
      closeStreaming(platform);
      await stop(server);
      discardSnapshots(platform);
      org.close();
    },
  };
}

function logFailure(error: unknown): void {
  console.error('local org:', error);
}

function createPlatform(
  org: LocalOrg,
  seed: number,
  apexClasses: readonly ApexClassSource[],
): Platform {
  const settings: OrgSettings = { ...DEFAULT_SETTINGS, rules: org.rules };
  const now = () => org.clock.now().getTime();
  const platform: Platform = {
    org,
    settings,
    startSettings: settings,
    apps: createAppRegistry([LOCAL_APP, CLI_APP]),
    tokens: new TokenStore({
      orgId: org.id,
      now,
      sessionTimeoutMs: () => platform.settings.sessionTimeoutMinutes * 60_000,
    }),
    sessions: new BrowserSessions(),
    passwords: new Passwords(),
    usage: createApiUsage(now),
    calls: createCallLog(),
    faults: createFaultRules(seededRandom(seed)),
    apexImplementations: implementationsOf(apexClasses),
    bulkJobs: new Map(),
    jobsV2: new Map(),
    reportRuns: createReportRuns(now),
    events: createEventBus(org),
    cometdClients: new Map(),
    signingKey: lazyKeyPair(),
    assertionKey: lazyKeyPair(),
  };
  return platform;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
