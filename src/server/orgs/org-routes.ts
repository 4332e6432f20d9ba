/** `/orgs` and `/auth/salesforce`: the admin page, and the way to Salesforce and back. */

import path from 'node:path';
import express, { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { OrgLinking } from '../../auth/org-linking.ts';
import type { SalesforceLogin } from '../../auth/salesforce-login.ts';
import { AppError } from '../../common/errors.ts';
import { spendSetupKey } from '../../auth/setup-key.ts';
import type { TicketStore } from '../../store/store.ts';
import { csrfOf, isOwnForm, signIn } from './browser-session.ts';
import type { Notice } from './browser-session.ts';
import type { Html } from './html.ts';
import { orgPage, signInPage } from './org-page.ts';
import type { OrgReport } from './org-report.ts';

export interface OrgRouteOptions {
  /** The one origin these pages are used under, which the session's cookie belongs to. */
  readonly baseUrl: string;
  readonly sessions: RequestHandler;
  readonly login: SalesforceLogin;
  readonly linking: OrgLinking;
  readonly tickets: TicketStore;
  readonly report: () => Promise<OrgReport>;
}

/** No script at all, and nobody may frame these pages. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function createOrgRoutes(options: OrgRouteOptions): Router {
  const router = Router();
  const { login, linking, tickets, report } = options;
  router.use(['/orgs', '/auth'], secureHeaders, oneOrigin(options.baseUrl), options.sessions);
  router.use(
    '/orgs',
    express.static(path.join(import.meta.dirname, 'assets'), { redirect: false }),
  );
  router.use('/orgs', express.urlencoded({ extended: false, limit: '8kb' }), requireOwnForm);

  router.get('/auth/salesforce', (request, response, next) => {
    const intent = request.query.intent === 'link' ? 'link' : 'sign-in';
    login.start(intent)(request, response, next);
  });
  router.get('/auth/salesforce/callback', (request, response, next) => {
    login.finish((_request, outcome) => finishLogin(request, response, outcome, linking))(
      request,
      response,
      next,
    );
  });
  router.get('/orgs', async (request, response) => {
    const { administrator, notice } = request.session;
    delete request.session.notice;
    const frame = { notice: notice ?? null, csrf: csrfOf(request) };
    if (administrator === undefined) send(response, signInPage(frame));
    else send(response, orgPage(frame, administrator, await report()));
  });
  router.post('/orgs/setup-key', async (request, response) => {
    if (await spendSetupKey(tickets, fieldOf(request, 'key'))) {
      await signIn(request, { username: null });
      back(request, response, accepted());
    } else {
      back(request, response, rejected());
    }
  });
  router.post('/orgs/unlink', async (request, response) => {
    const { administrator } = request.session;
    if (administrator === undefined || fieldOf(request, 'confirm') !== 'yes') {
      back(request, response, null);
      return;
    }
    back(request, response, unlinked(await linking.unlink(administrator)));
  });
  router.post('/orgs/sign-out', (request, response, next) => {
    request.session.destroy((error: unknown) => {
      if (error === undefined || error === null) response.redirect(303, '/orgs');
      else next(error);
    });
  });
  return router;
}

const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cache-control': 'no-store',
    // The callback's address holds the code.
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  next();
};

/** localhost and 127.0.0.1 are different places to a browser, and Salesforce sends it back to one of them only. */
function oneOrigin(baseUrl: string): RequestHandler {
  const { host } = new URL(baseUrl);
  return (request, response, next) => {
    if (request.headers.host === host || request.method !== 'GET') next();
    else response.redirect(302, `${baseUrl}${request.originalUrl}`);
  };
}

const requireOwnForm: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST' || isOwnForm(request)) next();
  else {
    back(request, response, {
      kind: 'failed',
      message: 'The form was too old.',
      hint: 'Send it again from this page.',
    });
  }
};

async function finishLogin(
  request: Request,
  response: Response,
  outcome: Parameters<Parameters<SalesforceLogin['finish']>[0]>[1],
  linking: OrgLinking,
): Promise<void> {
  try {
    if (outcome instanceof AppError) throw outcome;
    const { administrator } = request.session;
    await signIn(request, await linking.accept(outcome, administrator ?? null));
    back(request, response, outcome.intent === 'link' ? linked() : null);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    back(request, response, { kind: 'failed', message: error.message, hint: error.hint });
  }
}

/** To the page, by GET, so that a reload sends nothing twice. */
function back(request: Request, response: Response, notice: Notice | null): void {
  if (notice !== null) request.session.notice = notice;
  response.redirect(303, '/orgs');
}

function send(response: Response, page: Html): void {
  response.type('html').send(page.text);
}

function fieldOf(request: Request, name: string): string {
  const value = (request.body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

function accepted(): Notice {
  return {
    kind: 'done',
    message: 'The setup key was accepted.',
    hint: 'Link the org now; the key is used up.',
  };
}

function rejected(): Notice {
  return {
    kind: 'failed',
    message: 'That is no setup key, or it was used or is older than a day.',
    hint: 'Run npx skybridge orgs setup-key on the gateway for a new one.',
  };
}

function linked(): Notice {
  return {
    kind: 'done',
    message: 'The org is linked.',
    hint: 'The gateway reads its metadata now.',
  };
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
