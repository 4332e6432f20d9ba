/** Decides what a completed Login with Salesforce is worth: a linked org, a signed-in administrator, or a refusal. */

import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { revokeToken } from '../salesforce/token-endpoint.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';
import type { CompletedLogin } from './salesforce-login.ts';
import type { TokenCustody } from './token-custody.ts';

/** Who is signed in on the admin pages. */
export interface Administrator {
  /** Null for the operator, who signed in with a setup key. */
  readonly username: string | null;
}

export interface OrgLinkingOptions {
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  readonly endpoint: TokenEndpoint;
  readonly custody: TokenCustody;
  /** Whether the org's tokens come from a person's consent. */
  readonly linkable: boolean;
  readonly onLinked: () => void;
  /** What was read of the org is to be forgotten: the next one may be another. */
  readonly onUnlinked: () => Promise<void>;
  readonly log: Log;
}

export interface OrgLinking {
  /** @throws AppError; then nothing is stored, and the token is ended at Salesforce. */
  accept(login: CompletedLogin, signedIn: Administrator | null): Promise<Administrator>;
  /** @returns whether Salesforce confirmed that the tokens are ended. */
  unlink(by: Administrator): Promise<boolean>;
}

export function createOrgLinking(options: OrgLinkingOptions): OrgLinking {
  const { custody, endpoint, log, org } = options;
  const end = async (token: GrantedToken): Promise<void> => {
    await revokeToken(endpoint, token.refreshToken ?? token.value).catch((error: unknown) => {
      log.warn({ org, err: error }, 'a token that is not kept could not be revoked');
    });
  };
  return {
    accept: async (login, signedIn) => {
      const { intent, token, person } = login;
      try {
        const linkedTo = await linkedOrg(options);
        assertAdministrator(login);
        assertSameOrg(login, linkedTo);
        if (intent === 'link') {
          assertMayLink(options, signedIn, linkedTo);
          assertRefreshes(token);
          await custody.adopt(token);
          log.info({ audit: 'link', org, orgId: token.orgId, by: person.username }, 'org linked');
          options.onLinked();
        } else {
          if (linkedTo === null) throw unknownOrg();
          // An approver's token never becomes the integration's.
          await end(token);
          log.info({ audit: 'sign-in', org, by: person.username }, 'administrator signed in');
        }
        return { username: person.username };
      } catch (error) {
        await end(token);
        log.warn(
          { audit: 'denied', intent, org, by: person.username, err: error },
          'login refused',
        );
        throw error;
      }
    },
    unlink: async (by) => {
      const confirmed = await custody.surrender();
      log.info({ audit: 'unlink', org, by: by.username ?? 'operator', confirmed }, 'org unlinked');
      await options.onUnlinked();
      return confirmed;
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

function assertAdministrator({ person }: CompletedLogin): void {
  if (person.mayAdminister) return;
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
  { linkable }: OrgLinkingOptions,
  signedIn: Administrator | null,
  linkedTo: string | null,
): void {
  if (!linkable) {
    throw new AppError('FORBIDDEN', 'This org’s tokens do not come from a login.', {
      hint: 'Set grant: web_server in skybridge.yaml to link it by Login with Salesforce.',
    });
  }
  if (signedIn !== null || linkedTo !== null) return;
  throw new AppError(
    'FORBIDDEN',
    'An org that is new to the gateway needs the operator’s setup key.',
    {
      hint: 'Run npx skybridge orgs setup-key on the gateway and enter the key on /orgs.',
    },
  );
}

function assertRefreshes({ refreshToken }: GrantedToken): void {
  if (refreshToken !== null) return;
  throw new AppError('ORG_RECONNECT_REQUIRED', 'Salesforce granted no refresh token.', {
    hint: 'Add the scope “Perform requests at any time (refresh_token, offline_access)” to the app, then link again.',
  });
}

function unknownOrg(): AppError {
  return new AppError('ORG_NOT_LINKED', 'No org is linked to this gateway yet.', {
    hint: 'Run npx skybridge orgs setup-key on the gateway and enter the key on /orgs.',
  });
}
