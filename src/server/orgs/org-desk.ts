/** What the admin pages need of one org: its login, what a login is worth, and its report. */

import { createOrgLinking } from '../../auth/org-linking.ts';
import type { OrgLinking } from '../../auth/org-linking.ts';
import type { Audit } from '../../auth/audit.ts';
import type { IssuedTokens } from '../../auth/issued-tokens.ts';
import type { LoginAttempts } from '../../auth/login-attempts.ts';
import { createSalesforceLogin } from '../../auth/salesforce-login.ts';
import type { SalesforceLogin } from '../../auth/salesforce-login.ts';
import { usernameOf } from '../../auth/whoami.ts';
import type { NamedOrg } from '../../common/config/load-config.ts';
import type { Log } from '../../common/log.ts';
import type { SiteRecord, Store } from '../../store/store.ts';
import type { ServedOrg } from '../served-org.ts';
import type { ServedOrgs } from '../served-orgs.ts';
import { browserOf } from './browser-session.ts';
import { reportOn } from './org-report.ts';
import type { OrgReport } from './org-report.ts';

export interface OrgDesk {
  readonly served: ServedOrg;
  readonly name: string;
  readonly login: SalesforceLogin;
  readonly linking: OrgLinking;
  /** Whether a person's login is what links it. */
  readonly linkable: boolean;
  /** The 18-character id as far as the gateway knows it without asking; null for an org that is not linked. */
  storedOrgId(): Promise<string | null>;
  /** Salesforce user name that the gateway acts as; null where it cannot be told. */
  connectedAs(): Promise<string | null>;
  report(): Promise<OrgReport>;
}

export interface OrgDesks {
  readonly main: OrgDesk;
  list(): readonly OrgDesk[];
  find(name: string): OrgDesk | null;
}

export interface OrgDesksOptions {
  readonly orgs: ServedOrgs;
  readonly store: Store;
  readonly attempts: LoginAttempts;
  readonly tokens: IssuedTokens;
  readonly audit: Audit;
  /** Name of the org that answers a site. */
  readonly orgOf: (site: SiteRecord) => string;
  readonly callbackUrl: string;
  readonly log: Log;
}

/** Lines of the audit log on the page. */
const AUDIT_LINES = 25;

export function createOrgDesks(options: OrgDesksOptions): OrgDesks {
  const { orgs } = options;
  const desks = new WeakMap<ServedOrg, OrgDesk>();
  const deskOf = (served: ServedOrg): OrgDesk => {
    const known = desks.get(served) ?? createOrgDesk(served, options);
    desks.set(served, known);
    return known;
  };
  return {
    main: deskOf(orgs.main),
    list: () => orgs.list().map(deskOf),
    find: (name) => {
      const served = orgs.find(name);
      return served === null ? null : deskOf(served);
    },
  };
}

function createOrgDesk(served: ServedOrg, options: OrgDesksOptions): OrgDesk {
  const { org, timeouts, admins } = served.config;
  const { link } = served;
  const endpoint = { ...org, timeoutMs: timeouts.requestSeconds * 1_000 };
  const linkable = org.grant === 'web_server';
  const desk: OrgDesk = {
    served,
    name: org.name,
    linkable,
    login: createSalesforceLogin({
      org: org.name,
      endpoint,
      client: { clientId: org.clientId, clientSecret: secretOf(org) },
      apiVersion: org.apiVersion,
      callbackUrl: options.callbackUrl,
      attempts: options.attempts,
      browserOf,
    }),
    linking: createOrgLinking({
      org: org.name,
      endpoint,
      custody: link.tokens,
      linkable,
      admins,
      onLinked: () => void link.schemas.refresh({ conditional: false }),
      onUnlinked: async () => {
        await options.tokens.revokeAll(org.name);
        await link.catalogue.forget();
        const { unconfirmed } = await served.people.grants.surrenderAll();
        return unconfirmed === 0;
      },
      audit: options.audit,
      log: options.log,
    }),
    storedOrgId: async () => (await link.tokens.stored())?.orgId ?? null,
    connectedAs: createWhoami(served),
    report: () => reportOf(desk, options),
  };
  return desk;
}

/** An app for JWT bearer may have none; Salesforce then must not ask for one in the web server flow. */
function secretOf(org: NamedOrg): string {
  return org.grant === 'jwt_bearer' ? '' : org.clientSecret;
}

/** Asked once for each user that the org's token was granted to. */
function createWhoami({ link, config }: ServedOrg): () => Promise<string | null> {
  let known: { readonly userId: string; readonly username: string } | null = null;
  return async () => {
    const stored = await link.tokens.stored();
    if (stored === null) return null;
    if (known?.userId === stored.userId) return known.username;
    try {
      const timeoutMs = config.timeouts.requestSeconds * 1_000;
      const username = await usernameOf(link.tokens, timeoutMs);
      known = { userId: stored.userId, username };
      return username;
    } catch {
      // The report says what is wrong with the connection; a missing name adds nothing.
      return null;
    }
  };
}

async function reportOf(desk: OrgDesk, options: OrgDesksOptions): Promise<OrgReport> {
  const { store, tokens, orgOf, orgs } = options;
  const { link, config, budget } = desk.served;
  const { org } = config;
  const token = await link.tokens.stored();
  const problem = link.schemas.problem();
  const live = link.schemas.current();
  return reportOn({
    org,
    callbackUrl: options.callbackUrl,
    orgId: token?.orgId ?? null,
    scopes: token?.scopes ?? null,
    status: await store.orgStatus.find(org.name),
    problem,
    missing: live?.missing ?? null,
    policyFits: problem?.code === 'POLICY_INVALID' ? false : live === null ? null : true,
    budget: budget(),
    sites: (await store.sites.list()).filter((site) => orgOf(site) === org.name),
    connectedAs: await desk.connectedAs(),
    added: orgs.isAdded(org.name),
    tokens: await tokens.list(org.name),
    audit: await store.audit.list({ orgs: [org.name], limit: AUDIT_LINES }),
  });
}
