/** What a login approves for a site: that it may sign requests, or that a person of it is their own Salesforce user. */

import type { Administrator } from '../../auth/administrator.ts';
import type { Audit } from '../../auth/audit.ts';
import { assertRefreshes } from '../../auth/org-linking.ts';
import type { OwnRequests } from '../../auth/own-requests.ts';
import type { CompletedLogin } from '../../auth/salesforce-login.ts';
import { pairingOver } from '../../auth/site-pairing.ts';
import type { Pairings } from '../../auth/site-pairing.ts';
import { AppError } from '../../common/errors.ts';
import type { OrgDesk } from './org-desk.ts';

export interface Approved {
  /** Where the browser goes, back at the site. */
  readonly returnUrl: string;
  /** Whether the login also linked the org. */
  readonly linked: boolean;
}

export interface ConsentDesk {
  /** @throws AppError; then no site is registered, and the token is ended at Salesforce. */
  approvePairing(login: CompletedLogin, desk: OrgDesk, signedIn: Administrator): Promise<Approved>;
  /** @throws AppError; then nothing is stored, and the token is ended at Salesforce. */
  consentToOwn(login: CompletedLogin, desk: OrgDesk): Promise<Approved>;
}

export interface ConsentDeskOptions {
  readonly pairings: Pairings;
  readonly owns: OwnRequests;
  /** Which org a site has to be approved by; null where nothing says so yet. */
  readonly orgOfSite: (site: string) => Promise<string | null>;
  readonly audit: Audit;
}

export function createConsentDesk(options: ConsentDeskOptions): ConsentDesk {
  return {
    approvePairing: (login, desk, signedIn) => approvePairing(options, login, desk, signedIn),
    consentToOwn: (login, desk) => consentToOwn(options, login, desk),
  };
}

async function approvePairing(
  { pairings, orgOfSite, audit }: ConsentDeskOptions,
  login: CompletedLogin,
  desk: OrgDesk,
  signedIn: Administrator,
): Promise<Approved> {
  const name = login.request ?? '';
  const request = await pairings.find(name);
  const actor = login.person.username;
  const line = { actor, action: 'pair', org: desk.name } as const;
  const target = request === null ? '' : `site ${request.site}`;
  try {
    if (request === null) throw pairingOver();
    const bound = await orgOfSite(request.site);
    if (bound !== null && bound !== desk.name) throw otherOrg(request.site);
    await pairings.check(name);
  } catch (error) {
    await desk.linking.end(login.token);
    await audit.record({ ...line, target, refusedBy: error });
    throw error;
  }
  try {
    const { linked } = await desk.linking.accept(login, signedIn);
    await pairings.approve(name, { org: desk.name, by: actor });
    await audit.record({ ...line, target });
    return { returnUrl: withOutcome(request.returnUrl, 'skybridge_pairing', 'done'), linked };
  } catch (error) {
    await audit.record({ ...line, target, refusedBy: error });
    throw error;
  }
}

async function consentToOwn(
  { owns, audit }: ConsentDeskOptions,
  login: CompletedLogin,
  desk: OrgDesk,
): Promise<Approved> {
  const name = login.request ?? '';
  const { token, person } = login;
  const request = await owns.find(name);
  const target = request === null ? '' : `user ${request.subject} of ${request.site}`;
  try {
    if (request === null || request.org !== desk.name) throw ownOver();
    const linkedTo = await desk.linking.linkedTo();
    if (linkedTo !== token.orgId) throw foreignOrg();
    assertRefreshes(token);
    const code = await owns.consent(name, { username: person.username, token });
    if (code === null) throw ownOver();
    return { returnUrl: withOutcome(request.returnUrl, 'skybridge_own', code), linked: false };
  } catch (error) {
    await desk.linking.end(token);
    await audit.record({
      actor: person.username,
      action: 'grant',
      org: desk.name,
      target,
      refusedBy: error,
    });
    throw error;
  }
}

export function ownOver(): AppError {
  return new AppError('NOT_FOUND', 'This request to log in is over.', {
    hint: 'Press “Login with Salesforce!” on your WordPress profile once more.',
  });
}

function withOutcome(returnUrl: string, name: string, value: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set(name, value);
  return url.href;
}

function otherOrg(site: string): AppError {
  return new AppError('FORBIDDEN', `The site ${site} belongs to another org of this gateway.`, {
    hint: 'Log in to that org, or choose another site id under Settings → Skybridge.',
  });
}

function foreignOrg(): AppError {
  return new AppError('FORBIDDEN', 'That login belongs to another org.', {
    hint: 'Log in to the org that this site is connected to.',
  });
}
