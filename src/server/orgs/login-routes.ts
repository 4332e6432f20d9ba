/** `/auth/salesforce`: the way to Salesforce and back, whatever the login is for. */

import { Router } from 'express';
import type { Request, Response } from 'express';
import type { LoginAttempts, LoginPurpose } from '../../auth/login-attempts.ts';
import { staleAttempt, stateOf } from '../../auth/salesforce-login.ts';
import type { CompletedLogin } from '../../auth/salesforce-login.ts';
import { AppError } from '../../common/errors.ts';
import { browserOf, isConfirmed, signIn, signedInOf } from './browser-session.ts';
import type { Notice } from './browser-session.ts';
import type { ConsentDesk } from './consent-desk.ts';
import type { OrgDesk, OrgDesks } from './org-desk.ts';
import { back, formTooOld, noticeOf, queryOf } from './page-routes.ts';

export interface LoginRouteOptions {
  readonly desks: OrgDesks;
  readonly attempts: LoginAttempts;
  readonly consents: ConsentDesk;
}

export function createLoginRoutes(options: LoginRouteOptions): Router {
  const router = Router();
  const { desks, attempts } = options;
  router.get('/auth/salesforce', (request, response, next) => {
    const purpose = purposeOf(request, desks);
    const desk = purpose === null ? null : desks.find(purpose.org);
    if (purpose === null || desk === null) back(request, response, nameless());
    // Any page can send a browser here; only ours know what makes the login count for more than signing in.
    else if (purpose.intent !== 'sign-in' && !isConfirmed(request, confirmText(purpose)))
      back(request, response, formTooOld(), placeOf(purpose));
    else desk.login.start(purpose)(request, response, next);
  });
  router.get('/auth/salesforce/callback', async (request, response, next) => {
    const purpose = await attempts.purposeOf(stateOf(request), browserOf(request));
    const desk = purpose === null ? null : desks.find(purpose.org);
    if (purpose === null || desk === null) {
      // Whoever began it: it is spent.
      await attempts.finish(stateOf(request), browserOf(request));
      back(request, response, noticeOf(staleAttempt()));
      return;
    }
    desk.login.finish(async (_request, outcome) => {
      try {
        if (outcome instanceof AppError) throw outcome;
        await complete(request, response, outcome, desk, options);
      } catch (error) {
        back(request, response, noticeOf(error), placeOf(purpose));
      }
    })(request, response, next);
  });
  return router;
}

/** What `confirm` has to be made for. */
export function confirmText({ org, intent, request }: LoginPurpose): string {
  return JSON.stringify([intent, org, request]);
}

async function complete(
  request: Request,
  response: Response,
  login: CompletedLogin,
  desk: OrgDesk,
  { consents }: LoginRouteOptions,
): Promise<void> {
  const signedIn = signedInOf(request);
  if (login.intent === 'pair' || login.intent === 'own') {
    const approved =
      login.intent === 'pair'
        ? await consents.approvePairing(login, desk, signedIn)
        : await consents.consentToOwn(login, desk);
    // The setup key is spent by the org it admitted.
    if (approved.linked) request.session.administrator = { ...signedIn, maySetUp: false };
    response.redirect(303, approved.returnUrl);
    return;
  }
  const { username, orgId, linked } = await desk.linking.accept(login, signedIn);
  await signIn(request, {
    username,
    orgs: { ...signedIn.orgs, [desk.name]: orgId },
    maySetUp: signedIn.maySetUp && !linked,
  });
  back(request, response, linked ? linkedNotice() : null);
}

function purposeOf(request: Request, desks: OrgDesks): LoginPurpose | null {
  const only = desks.list().length === 1 ? desks.main.name : null;
  const org = queryOf(request, 'org') ?? only;
  if (org === null) return null;
  const approved = queryOf(request, 'request');
  switch (queryOf(request, 'intent')) {
    case 'link':
      return { org, intent: 'link', request: null };
    case 'pair':
      return { org, intent: 'pair', request: approved };
    case 'own':
      return { org, intent: 'own', request: approved };
    default:
      return { org, intent: 'sign-in', request: null };
  }
}

/** The page that a login was begun from. */
function placeOf({ intent, request, org }: LoginPurpose): string {
  if (request === null || !/^[\w-]+$/.test(request)) return '/orgs';
  if (intent === 'pair') return `/pair/${request}?${new URLSearchParams({ org }).toString()}`;
  return intent === 'own' ? `/me/${request}` : '/orgs';
}

function nameless(): Notice {
  return {
    kind: 'failed',
    message: 'The gateway knows no org of that name.',
    hint: 'Check the name with the gateway’s operator, or add the org with a setup key.',
  };
}

function linkedNotice(): Notice {
  return {
    kind: 'done',
    message: 'The org is linked.',
    hint: 'The gateway reads its metadata now.',
  };
}
