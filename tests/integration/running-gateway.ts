/** A real local org and a real gateway on free ports, for tests that ask over HTTP. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalOrg } from '../../local-org/server.ts';
import type { LocalOrgOptions, RunningLocalOrg } from '../../local-org/server.ts';
import { loadConfig } from '../../src/common/config/load-config.ts';
import type { Config } from '../../src/common/config/load-config.ts';
import { createLog } from '../../src/common/log.ts';
import { startGateway } from '../../src/server/gateway.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { createTestSite, signToken } from '../unit/auth/site-signer.ts';
import type { TestSite } from '../unit/auth/site-signer.ts';

export const DEVELOPER_TOKEN = 'developer-token-of-the-tests';

export interface GraphqlAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read answers of every shape
  readonly body: any;
}

export interface CallLog {
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly apiCalls: number;
    /** Salesforce user name; null where nobody was signed in. */
    readonly user: string | null;
    readonly subrequests?: readonly { readonly url: string }[];
  }[];
  readonly totals: { readonly requests: number; readonly apiCalls: number };
}

export interface SiteFetch {
  readonly method: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly roles: readonly string[];
  /** WordPress user; 7 unless given, null for a visitor. */
  readonly sub?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A gateway to ask over HTTP. */
export interface AskedGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly logLines: readonly string[];
  /** As staff. */
  ask(query: string, variables?: unknown, extensions?: unknown): Promise<GraphqlAnswer>;
  /** As a visitor of the demo's site, or as the WordPress user with these roles. */
  askAsSite(query: string, variables?: unknown, roles?: readonly string[]): Promise<GraphqlAnswer>;
  /** Any request that the demo's site signs for the WordPress user 7. */
  fetchAsSite(path: string, request: SiteFetch): Promise<Response>;
  /** A signed POST of the demo's site to any path, with these claims. */
  callAsSite(
    target: string,
    body: unknown,
    claims: { readonly sub?: string; readonly roles: readonly string[] },
  ): Promise<GraphqlAnswer>;
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<GraphqlAnswer>;
  ready(): Promise<GraphqlAnswer>;
  close(): Promise<void>;
}

/** The same with its own local org behind it. */
export interface RunningGateway extends AskedGateway {
  readonly org: RunningLocalOrg;
  control(action: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Calls since the last `forgetCalls`. */
  calls(): Promise<CallLog>;
  forgetCalls(): Promise<void>;
}

export interface GatewayOptions {
  /** Changes the demo's configuration. */
  readonly configure?: (config: Config) => Config;
  /** A store of an earlier gateway. */
  readonly storeFile?: string;
}

export async function startRunningGateway(
  options: GatewayOptions & { readonly org?: LocalOrgOptions } = {},
): Promise<RunningGateway> {
  const org = await startLocalOrg({ rules: 'strict', ...options.org });
  const asked = await startGatewayFor(org.url, options);
  return {
    ...asked,
    org,
    control: async (action) =>
      (
        await fetch(`${org.url}/__control`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(action),
        })
      ).json(),
    calls: async () => (await fetch(`${org.url}/__control/calls`)).json() as Promise<CallLog>,
    forgetCalls: async () => {
      await fetch(`${org.url}/__control/calls`, { method: 'DELETE' });
    },
    close: async () => {
      await asked.close();
      await org.close().catch(() => undefined);
    },
  };
}

/** @param orgUrl an org that may or may not be there. */
export async function startGatewayFor(
  orgUrl: string,
  { configure = (config) => config, storeFile }: GatewayOptions = {},
): Promise<AskedGateway> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-gateway-'));
  const config = configure(configFor(orgUrl, storeFile ?? path.join(folder, 'store.db')));
  const site = await registerSite(config.storeFile);
  const logLines: string[] = [];
  const log = createLog({
    level: 'debug',
    secrets: config.secrets,
    destination: { write: (line) => void logLines.push(line) },
  });
  const gateway = await startGateway(config, log);
  const post = async (body: string, headers: Readonly<Record<string, string>> = {}) =>
    answerOf(
      await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      }),
    );
  return {
    url: gateway.url,
    gateway,
    logLines,
    post,
    ask: (query, variables, extensions) =>
      post(JSON.stringify({ query, variables, extensions }), {
        authorization: `Bearer ${DEVELOPER_TOKEN}`,
      }),
    callAsSite: async (target, content, { sub, roles }) => {
      const body = JSON.stringify(content);
      const token = signToken(site, gateway.url, { body, target, claims: { sub, roles } });
      return answerOf(
        await fetch(`${gateway.url}${target}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body,
        }),
      );
    },
    askAsSite: (query, variables, roles) => {
      const body = JSON.stringify({ query, variables });
      const claims = roles === undefined ? { sub: undefined, roles: [] } : { sub: '7', roles };
      const token = signToken(site, gateway.url, { body, claims });
      return post(body, { authorization: `Bearer ${token}` });
    },
    fetchAsSite: (target, { method, body, contentType, roles, sub = '7', headers, signal }) => {
      const token = signToken(site, gateway.url, {
        method,
        body,
        target,
        claims: { sub: sub ?? undefined, roles },
      });
      return fetch(`${gateway.url}${target}`, {
        method,
        body: new Uint8Array(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': contentType, ...headers },
        ...(signal && { signal }),
      });
    },
    ready: async () => answerOf(await fetch(`${gateway.url}/health/ready`)),
    close: async () => {
      await gateway.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Polls until the condition holds. @throws Error after the deadline. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 30_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end)
      throw new Error(`Not reached within ${deadlineMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function configFor(orgUrl: string, storeFile: string): Config {
  const config = loadConfig({
    SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
    SKYBRIDGE_LOCAL_ORG_URL: orgUrl,
    SKYBRIDGE_STORE: storeFile,
    SKYBRIDGE_DEVELOPER_TOKEN: DEVELOPER_TOKEN,
    PORT: '0',
  });
  // Most tests count calls, and none of theirs are to be those of a stream.
  return { ...config, changes: { ...config.changes, enabled: false } };
}

async function registerSite(storeFile: string): Promise<TestSite> {
  const site = createTestSite('demo');
  const store = openSqliteStore(storeFile);
  await store.sites.save(site.record);
  await store.close();
  return site;
}

async function answerOf(response: Response): Promise<GraphqlAnswer> {
  return { status: response.status, body: await response.json() };
}
