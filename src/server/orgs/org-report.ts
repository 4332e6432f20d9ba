/** What the admin page says about the org: its state, and the one thing to change when something is wrong. */

import type { OrgConfig } from '../../common/config/file-schema.ts';
import { LOGIN_SCOPES } from '../../auth/salesforce-login.ts';
import type { ApiBudget } from '../../salesforce/limit-info.ts';
import type { IssuedToken } from '../../auth/issued-tokens.ts';
import type { AuditEntry, OrgStatusRecord, SiteRecord } from '../../store/store.ts';
import type { SchemaProblem } from '../schema-problem.ts';

export interface OrgReport {
  readonly name: string;
  readonly loginUrl: string;
  readonly grant: OrgConfig['grant'];
  /** 18 characters; null where no token is stored. */
  readonly orgId: string | null;
  /** ISO 8601. */
  readonly refreshedAt: string | null;
  readonly budget: ApiBudget | null;
  /** Null when all is well. */
  readonly trouble: { readonly message: string; readonly hint: string } | null;
  readonly sites: readonly SiteRecord[];
  readonly settings: readonly AppSetting[];
  /** Salesforce user name that the gateway acts as; null where it is not known. */
  readonly connectedAs: string | null;
  readonly clientId: string;
  /** Whether it was added on /orgs rather than named in skybridge.yaml. */
  readonly added: boolean;
  readonly tokens: readonly IssuedToken[];
  /** Newest first. */
  readonly audit: readonly AuditEntry[];
}

/** One setting of the External Client App, with what the gateway can see of it. */
export interface AppSetting {
  readonly name: string;
  readonly value: string;
  readonly state: 'right' | 'wrong' | 'check by hand';
}

export interface ReportSources {
  readonly org: OrgConfig & { readonly name: string };
  readonly callbackUrl: string;
  readonly orgId: string | null;
  /** Of the stored token; null where unknown. */
  readonly scopes: readonly string[] | null;
  readonly status: OrgStatusRecord | null;
  readonly problem: SchemaProblem | null;
  /** Objects of skybridge.yaml that the org hides from the gateway's user; null before the first answer. */
  readonly missing: readonly string[] | null;
  readonly budget: ApiBudget | null;
  /** Whether a schema is served that the policy fits; null before the first answer. */
  readonly policyFits: boolean | null;
  readonly sites: readonly SiteRecord[];
  readonly connectedAs: string | null;
  readonly added: boolean;
  readonly tokens: readonly IssuedToken[];
  readonly audit: readonly AuditEntry[];
}

export function reportOn(sources: ReportSources): OrgReport {
  const { org, status, problem } = sources;
  return {
    name: org.name,
    loginUrl: org.loginUrl,
    grant: org.grant,
    orgId: sources.orgId,
    refreshedAt: status?.refreshedAt ?? null,
    budget: sources.budget,
    trouble: troubleOf(sources) ?? status?.failure ?? problem,
    sites: sources.sites,
    connectedAs: sources.connectedAs,
    clientId: org.clientId,
    added: sources.added,
    tokens: sources.tokens,
    audit: sources.audit,
    settings: settingsOf(sources),
  };
}

function troubleOf({ org, orgId }: ReportSources): OrgReport['trouble'] {
  if (org.grant !== 'web_server' || orgId !== null) return null;
  return {
    message: 'The org is not linked.',
    hint: 'Press “Login with Salesforce!” and allow access as an administrator of the org.',
  };
}

function settingsOf(sources: ReportSources): AppSetting[] {
  const { org, callbackUrl, orgId, scopes, missing } = sources;
  const linkedByLogin = org.grant === 'web_server' && orgId !== null;
  const setting = (name: string, value: string, right: boolean | null): AppSetting => ({
    name,
    value,
    state: right === null ? 'check by hand' : right ? 'right' : 'wrong',
  });
  const missed = missing === null ? '' : missing.join(', ');
  return [
    // Salesforce would have refused the login otherwise.
    setting('Callback URL', callbackUrl, linkedByLogin ? true : null),
    setting(
      'Selected OAuth scopes',
      LOGIN_SCOPES.join(', '),
      linkedByLogin && scopes !== null ? hasScopes(scopes) : null,
    ),
    setting('Require Proof Key for Code Exchange (PKCE)', 'on', null),
    setting('Refresh token policy', 'Refresh token is valid until revoked', null),
    setting('Refresh token rotation', 'on or off: the gateway keeps up with both', null),
    setting('API enabled for the user the app runs as', 'on', missing === null ? null : true),
    setting(
      'Objects of skybridge.yaml that this user may read',
      missed === '' ? 'all' : `all but ${missed}`,
      missing === null ? null : missing.length === 0,
    ),
    setting('Fields of the policy that this user may read', 'all', sources.policyFits),
    ...(org.grant === 'client_credentials'
      ? [setting('Client credentials flow, with a run-as user', 'on', orgId === null ? null : true)]
      : []),
  ];
}

function hasScopes(granted: readonly string[]): boolean {
  const api = granted.includes('api') || granted.includes('full');
  return api && (granted.includes('refresh_token') || granted.includes('offline_access'));
}
