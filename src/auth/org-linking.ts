/** Decides what a completed Login with Salesforce is worth: a linked org, a known administrator, or a refusal. */

import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { revokeToken } from '../salesforce/token-endpoint.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';
import { actorOfSession } from './administrator.ts';
import type { Administrator } from './administrator.ts';
import type { Audit } from './audit.ts';
import type { CompletedLogin } from './salesforce-login.ts';
import type { TokenCustody } from './token-custody.ts';

export interface OrgLinkingOptions {
  /** Name of the org in skybridge.yaml or on /orgs. */
  readonly org: string;
  readonly endpoint: TokenEndpoint;
  readonly custody: TokenCustody;
  /** Whether the org's tokens come from a person's consent. */
  readonly linkable: boolean;
  /** User names that count as administrators of the org they belong to. */
  readonly admins: readonly string[];
  readonly onLinked: () => void;
  /**
   * Whatever else was granted in the org is to be ended, and what was read of it forgotten: the next one may be another.
   * @returns whether Salesforce confirmed that it is ended.
   */
  readonly onUnlinked: () => Promise<boolean>;
  readonly audit: Audit;
  readonly log: Log;
}

/** Somebody who proved to administer an org. */
export interface Approver {
  readonly username: string;
  /** The org's 18-character id. */
  readonly orgId: string;
  /** Whether this login became the org's connection. */
  readonly linked: boolean;
}

export interface OrgLinking {
  /**
   * Checks that the person administers this org. A login to link it, and any by which the operator admits a new org,
   * becomes its connection; any other token is ended.
   * @throws AppError; then nothing is stored, and the token is ended at Salesforce.
   */
  accept(login: CompletedLogin, signedIn: Administrator): Promise<Approver>;
  /** @returns whether Salesforce confirmed that the tokens are ended. */
  unlink(by: Administrator): Promise<boolean>;
  /** The 18-character id of the org that is linked; null for none. @throws AppError where only the org could tell. */
  linkedTo(): Promise<string | null>;
  /** Ends a token that is not kept. Never fails: what Salesforce does not confirm is logged. */
  end(token: GrantedToken): Promise<void>;
}

export function createOrgLinking(options: OrgLinkingOptions): OrgLinking {
  const { audit, custody, endpoint, log, org } = options;
  const end = async (token: GrantedToken): Promise<void> => {
    await revokeToken(endpoint, token.refreshToken ?? token.value).catch((error: unknown) => {
      log.warn({ org, err: error }, 'a token that is not kept could not be revoked');
    });
  };
  const accept = async (login: CompletedLogin, signedIn: Administrator): Promise<Approver> => {
    const { intent, token, person } = login;
    const linkedTo = await linkedOrg(options);
    assertAdministrator(login, options.admins);
    assertSameOrg(login, linkedTo ?? signedIn.orgs[org] ?? null);
    const links = intent === 'link' || (linkedTo === null && signedIn.maySetUp);
    if (links) {
      assertMayLink(options, signedIn, linkedTo);
      assertRefreshes(token);
      await custody.adopt(token);
      options.onLinked();
    } else {
      if (linkedTo === null) throw unknownOrg();
      // An approver's token never becomes the integration's.
      await end(token);
    }
    return { username: person.username, orgId: token.orgId, linked: links };
  };
  return {
    end,
    linkedTo: () => linkedOrg(options),
    accept: async (login, signedIn) => {
      const actor = login.person.username;
      const action = login.intent === 'link' ? 'link' : 'sign-in';
      try {
        const approver = await accept(login, signedIn);
        await audit.record({ actor, action: approver.linked ? 'link' : action, org });
        return approver;
      } catch (error) {
        await end(login.token);
        await audit.record({ actor, action, org, refusedBy: error });
        throw error;
      }
    },
    unlink: async (by) => {
      const confirmed = await custody.surrender();
      await audit.record({ actor: actorOfSession(by), action: 'unlink', org });
      return (await options.onUnlinked()) && confirmed;
    },
  };
}

/**
 * @returns the 18-character id of the org that the gateway is linked to, by a login or by configuration; null for none.
 * Only what is stored counts for a login: another process may have unlinked the org.
 */
async function linkedOrg({ custody, linkable }: OrgLinkingOptions): Promise<string | null> {
  if (linkable) return (await custody.stored())?.orgId ?? null;
  return custody.orgId();
}

function assertAdministrator({ person }: CompletedLogin, admins: readonly string[]): void {
  if (person.mayAdminister || admins.includes(person.username)) return;
  throw new AppError('FORBIDDEN', `${person.username} does not administer this org.`, {
    hint: 'Log in as a user with Customize Application or Modify All Data.',
  });
}

function assertSameOrg({ token }: CompletedLogin, linkedTo: string | null): void {
  if (linkedTo === null || linkedTo === token.orgId) return;
  throw new AppError('FORBIDDEN', 'That login belongs to another org.', {
    hint: `This gateway is linked to ${linkedTo}. Log in there, or unlink it first.`,
  });
}

function assertMayLink(
  { linkable, org }: OrgLinkingOptions,
  signedIn: Administrator,
  linkedTo: string | null,
): void {
  if (!linkable) {
    throw new AppError('FORBIDDEN', 'This org’s tokens do not come from a login.', {
      hint: 'Set grant: web_server in skybridge.yaml to link it by Login with Salesforce.',
    });
  }
  if (linkedTo !== null || signedIn.maySetUp || signedIn.orgs[org] !== undefined) return;
  throw new AppError(
    'FORBIDDEN',
    'An org that is new to the gateway needs the operator’s setup key.',
    {
      hint: 'Run npx skybridge orgs setup-key on the gateway and enter the key on /orgs.',
    },
  );
}

/** @throws AppError where a token would be worth nothing after some hours. */
export function assertRefreshes({ refreshToken }: GrantedToken): void {
  if (refreshToken !== null) return;
  throw new AppError('ORG_RECONNECT_REQUIRED', 'Salesforce granted no refresh token.', {
    hint: 'Add the scope “Perform requests at any time (refresh_token, offline_access)” to the app, then log in again.',
  });
}

function unknownOrg(): AppError {
  return new AppError('ORG_NOT_LINKED', 'This org is not linked to the gateway yet.', {
    hint: 'Run npx skybridge orgs setup-key on the gateway and enter the key on /orgs.',
  });
}
