/** Wires the admin pages of one org: login, linking, sessions and report. */

import type { RequestHandler } from 'express';
import { createLoginAttempts } from '../../auth/login-attempts.ts';
import { createOrgLinking } from '../../auth/org-linking.ts';
import { createSalesforceLogin } from '../../auth/salesforce-login.ts';
import type { Config } from '../../common/config/load-config.ts';
import type { Log } from '../../common/log.ts';
import { deriveKey } from '../../store/envelope.ts';
import type { Keyring } from '../../store/keyring.ts';
import type { Store } from '../../store/store.ts';
import type { OrgLink } from '../org-link.ts';
import { browserOf, createBrowserSessions } from './browser-session.ts';
import { reportOn } from './org-report.ts';
import type { OrgReport } from './org-report.ts';
import { createOrgRoutes } from './org-routes.ts';

export interface OrgPagesOptions {
  readonly config: Config;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly org: OrgLink;
  /** By which browsers reach the gateway, and Salesforce sends them back. */
  readonly baseUrl: string;
  readonly log: Log;
}

export function composeOrgPages(options: OrgPagesOptions): RequestHandler {
  const { config, store, keyring, org, baseUrl, log } = options;
  const endpoint = { ...config.org, timeoutMs: config.timeouts.requestSeconds * 1_000 };
  return createOrgRoutes({
    baseUrl,
    sessions: createBrowserSessions({
      tickets: store.tickets,
      cookieKey: deriveKey(keyring.secretKey, 'session-cookie'),
      secure: baseUrl.startsWith('https:'),
    }),
    login: createSalesforceLogin({
      endpoint,
      client: { clientId: config.org.clientId, clientSecret: secretOf(config) },
      apiVersion: config.org.apiVersion,
      callbackUrl: callbackOf(baseUrl),
      attempts: createLoginAttempts(store.tickets, keyring.envelope),
      browserOf,
    }),
    linking: createOrgLinking({
      org: config.org.name,
      endpoint,
      custody: org.tokens,
      linkable: config.org.grant === 'web_server',
      onLinked: () => void org.schemas.refresh({ conditional: false }),
      onUnlinked: () => org.catalogue.forget(),
      log,
    }),
    tickets: store.tickets,
    report: () => currentReport(options),
  });
}

/** An app for JWT bearer may have none; Salesforce then must not ask for one in the web server flow. */
function secretOf({ org }: Config): string {
  return org.grant === 'jwt_bearer' ? '' : org.clientSecret;
}

function callbackOf(baseUrl: string): string {
  return `${baseUrl}/auth/salesforce/callback`;
}

async function currentReport(options: OrgPagesOptions): Promise<OrgReport> {
  const { config, store, org, baseUrl } = options;
  const token = await org.tokens.stored();
  return reportOn({
    org: config.org,
    callbackUrl: callbackOf(baseUrl),
    orgId: token?.orgId ?? null,
    scopes: token?.scopes ?? null,
    status: await store.orgStatus.find(config.org.name),
    problem: org.schemas.problem(),
    missing: org.schemas.current()?.missing ?? null,
    budget: org.client.budget(),
    sites: await store.sites.list(),
  });
}
