/** What every route of the admin pages keeps to: one origin, no scripts, no frames, forms of our own, notices shown once. */

import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../../common/errors.ts';
import { csrfOf, isOwnForm } from './browser-session.ts';
import type { Notice } from './browser-session.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './page-frame.ts';

/** No script at all, and nobody may frame these pages. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const secureHeaders: RequestHandler = (_request, response, next) => {
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
export function oneOrigin(baseUrl: string): RequestHandler {
  const { host } = new URL(baseUrl);
  return (request, response, next) => {
    if (request.headers.host === host || request.method !== 'GET') next();
    else response.redirect(302, `${baseUrl}${request.originalUrl}`);
  };
}

export const requireOwnForm: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST' || isOwnForm(request)) next();
  else back(request, response, formTooOld(), pageOf(request));
};

/** The notice that waits is shown once. */
export function frameOf(request: Request): PageFrame {
  const { notice } = request.session;
  delete request.session.notice;
  return { notice: notice ?? null, csrf: csrfOf(request) };
}

/** To a page, by GET, so that a reload sends nothing twice. */
export function back(
  request: Request,
  response: Response,
  notice: Notice | null,
  to = '/orgs',
): void {
  if (notice !== null) request.session.notice = notice;
  response.redirect(303, to);
}

/** @throws whatever is no AppError: that is no answer for a person. */
export function noticeOf(error: unknown): Notice {
  if (!(error instanceof AppError)) throw error;
  return { kind: 'failed', message: error.message, hint: error.hint };
}

export function formTooOld(): Notice {
  return {
    kind: 'failed',
    message: 'The form was too old.',
    hint: 'Send it again from this page.',
  };
}

export function send(response: Response, page: Html): void {
  response.type('html').send(page.text);
}

export function fieldOf(request: Request, name: string): string {
  const value = (request.body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

export function queryOf(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The page that a form belongs to. */
function pageOf({ originalUrl }: Request): string {
  return /^\/pair\/[\w-]+/.exec(originalUrl)?.[0] ?? '/orgs';
}
