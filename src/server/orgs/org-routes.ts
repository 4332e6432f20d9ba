/** `/orgs`: the admin page and its forms. */

import { Router } from 'express';
import type { Request, Response } from 'express';
import { administers, actorOfSession, withoutOrg } from '../../auth/administrator.ts';
import type { Administrator } from '../../auth/administrator.ts';
import type { Audit } from '../../auth/audit.ts';
import { LONGEST_HOURS } from '../../auth/issued-tokens.ts';
import type { IssuedTokens } from '../../auth/issued-tokens.ts';
import { spendSetupKey } from '../../auth/setup-key.ts';
import { AppError } from '../../common/errors.ts';
import { VIEWER_ROLES } from '../../policy/viewer.ts';
import type { TicketStore } from '../../store/store.ts';
import { confirmOf, signIn, signedInOf } from './browser-session.ts';
import type { Notice } from './browser-session.ts';
import { confirmText } from './login-routes.ts';
import type { NewOrgs } from './new-orgs.ts';
import type { OrgDesk, OrgDesks } from './org-desk.ts';
import { orgsPage, signInPage } from './org-page.ts';
import { back, fieldOf, frameOf, noticeOf, queryOf, send } from './page-routes.ts';
import type { SiteDesk } from './site-desk.ts';

export interface OrgRouteOptions {
  readonly desks: OrgDesks;
  readonly newOrgs: NewOrgs;
  readonly sites: SiteDesk;
  readonly tokens: IssuedTokens;
  readonly tickets: TicketStore;
  readonly audit: Audit;
}

export function createOrgRoutes(options: OrgRouteOptions): Router {
  const router = Router();
  const form = (path: string, handle: FormHandler): void => {
    router.post(path, async (request, response) => {
      try {
        await handle(request, response);
      } catch (error) {
        back(request, response, noticeOf(error));
      }
    });
  };
  router.get('/orgs', (request, response) => showOrgs(request, response, options, null));
  form('/orgs/setup-key', async (request, response) => {
    const accepts = await admitByKey(request, options.tickets);
    back(request, response, accepts ? accepted() : rejected());
  });
  form('/orgs/sign-out', signOut);
  addOrgForms(form, options);
  addLinkForms(form, options);
  addTokenForms(form, options);
  return router;
}

type FormHandler = (request: Request, response: Response) => Promise<void>;
type AddForm = (path: string, handle: FormHandler) => void;

/** @returns whether the form's key was one; this browser may then set up one org. */
export async function admitByKey(request: Request, tickets: TicketStore): Promise<boolean> {
  if (!(await spendSetupKey(tickets, fieldOf(request, 'key')))) return false;
  await signIn(request, { ...signedInOf(request), maySetUp: true });
  return true;
}

export function rejected(): Notice {
  return {
    kind: 'failed',
    message: 'That is no setup key, or it was used or is older than a day.',
    hint: 'Run npx skybridge orgs setup-key on the gateway for a new one.',
  };
}

async function showOrgs(
  request: Request,
  response: Response,
  { desks }: OrgRouteOptions,
  token: string | null,
): Promise<void> {
  const { administrator } = request.session;
  if (administrator === undefined) {
    const only = desks.list().length === 1 ? desks.main.name : null;
    send(response, signInPage(frameOf(request), queryOf(request, 'org') ?? only));
    return;
  }
  const shown: OrgDesk[] = [];
  for (const desk of desks.list()) if (await mayShow(administrator, desk)) shown.push(desk);
  const orgs = await Promise.all(shown.map((desk) => desk.report()));
  const confirm = (org: string): string =>
    confirmOf(request, confirmText({ org, intent: 'link', request: null }));
  send(response, orgsPage(frameOf(request), { administrator, orgs, token, confirm }));
}

/** People see the orgs they administer; who entered a setup key also those that wait to be linked. */
async function mayShow(administrator: Administrator, desk: OrgDesk): Promise<boolean> {
  const linkedTo = await desk.storedOrgId();
  if (administers(administrator, desk.name, linkedTo)) return true;
  return administrator.maySetUp && desk.linkable && linkedTo === null;
}

/** The org a form is about. @throws AppError for whoever does not administer it; whether it exists stays untold. */
async function administered(request: Request, { desks }: OrgRouteOptions): Promise<OrgDesk> {
  const desk = desks.find(fieldOf(request, 'org'));
  if (desk !== null && administers(signedInOf(request), desk.name, await desk.storedOrgId())) {
    return desk;
  }
  throw new AppError('FORBIDDEN', 'You are not signed in as an administrator of that org.', {
    hint: 'Press “Login with Salesforce!” and log in to that org.',
  });
}

async function signOut(request: Request, response: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.destroy((error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(new Error('The session could not be ended.', { cause: error }));
    });
  });
  response.redirect(303, '/orgs');
}

function addOrgForms(form: AddForm, options: OrgRouteOptions): void {
  const { newOrgs } = options;
  form('/orgs/add', async (request, response) => {
    const signedIn = signedInOf(request);
    await newOrgs.add(
      {
        name: fieldOf(request, 'name').trim(),
        loginUrl: fieldOf(request, 'loginUrl').trim(),
        clientId: fieldOf(request, 'clientId').trim(),
        clientSecret: fieldOf(request, 'clientSecret').trim(),
      },
      signedIn,
    );
    back(request, response, added());
  });
  form('/orgs/app', async (request, response) => {
    const desk = await administered(request, options);
    const clientId = fieldOf(request, 'clientId').trim();
    const clientSecret = fieldOf(request, 'clientSecret').trim();
    await newOrgs.change(desk, { clientId, clientSecret }, signedInOf(request));
    back(request, response, changed());
  });
  form('/orgs/remove', async (request, response) => {
    const desk = await administered(request, options);
    if (fieldOf(request, 'confirm') !== 'yes') back(request, response, null);
    else {
      const confirmed = await newOrgs.remove(desk, signedInOf(request));
      request.session.administrator = withoutOrg(desk.name, signedInOf(request));
      back(request, response, unlinked(confirmed));
    }
  });
}

function addLinkForms(form: AddForm, options: OrgRouteOptions): void {
  form('/orgs/unlink', async (request, response) => {
    const desk = await administered(request, options);
    if (fieldOf(request, 'confirm') !== 'yes') {
      back(request, response, null);
      return;
    }
    back(request, response, unlinked(await desk.linking.unlink(signedInOf(request))));
  });
  form('/orgs/site', async (request, response) => {
    const desk = await administered(request, options);
    const action = fieldOf(request, 'action');
    const by = actorOfSession(signedInOf(request));
    await options.sites.change(fieldOf(request, 'site'), action, { org: desk.name, by });
    back(request, response, siteChanged());
  });
}

function addTokenForms(form: AddForm, options: OrgRouteOptions): void {
  const { tokens, audit } = options;
  form('/orgs/token', async (request, response) => {
    const { name: org } = await administered(request, options);
    const role = VIEWER_ROLES.find((each) => each === fieldOf(request, 'role'));
    const hours = Number(fieldOf(request, 'hours'));
    if (role === undefined || !(hours > 0 && hours <= LONGEST_HOURS)) throw badToken();
    const actor = actorOfSession(signedInOf(request));
    const token = await tokens.issue({ role, org, issuedBy: actor, hours });
    await audit.record({ actor, action: 'issue-token', org, target: `role ${role}` });
    // In this answer only: a session would keep it in the store.
    await showOrgs(request, response, options, token);
  });
  form('/orgs/token/revoke', async (request, response) => {
    const { name: org } = await administered(request, options);
    const actor = actorOfSession(signedInOf(request));
    if (await tokens.revoke(fieldOf(request, 'token'), org)) {
      await audit.record({ actor, action: 'revoke-token', org });
    }
    back(request, response, tokenRevoked());
  });
}

function badToken(): AppError {
  return new AppError('BAD_USER_INPUT', 'That token cannot be drawn.', {
    hint: `Choose a role, and between 1 and ${LONGEST_HOURS} hours.`,
  });
}

function accepted(): Notice {
  return {
    kind: 'done',
    message: 'The setup key was accepted.',
    hint: 'Link the org now; the key is used up.',
  };
}

function added(): Notice {
  return {
    kind: 'done',
    message: 'The org was added.',
    hint: 'Enter its app’s callback URL and scopes as shown, then press “Login with Salesforce!”.',
  };
}

function changed(): Notice {
  return { kind: 'done', message: 'The app was changed.', hint: 'Link the org again with it.' };
}

function siteChanged(): Notice {
  return { kind: 'done', message: 'The site was changed.', hint: 'It counts from now on.' };
}

function tokenRevoked(): Notice {
  return { kind: 'done', message: 'The token is revoked.', hint: 'It is refused from now on.' };
}

function unlinked(confirmed: boolean): Notice {
  return confirmed
    ? { kind: 'done', message: 'The org is unlinked.', hint: 'Its tokens are ended at Salesforce.' }
    : {
        kind: 'failed',
        message: 'The org is unlinked here, but Salesforce did not confirm that its tokens ended.',
        hint: 'End them in Setup → Connected Apps OAuth Usage.',
      };
}
