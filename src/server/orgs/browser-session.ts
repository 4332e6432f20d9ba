/** Sessions of the admin pages: who is signed in, what ties a login to this browser, and the forms' CSRF token. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import session, { Store as SessionStore } from 'express-session';
import type { SessionData } from 'express-session';
import { NOBODY } from '../../auth/administrator.ts';
import type { Administrator } from '../../auth/administrator.ts';
import type { TicketStore } from '../../store/store.ts';

declare module 'express-session' {
  interface SessionData {
    /** Kept over a sign-in, so that a login in another tab still finds its browser. */
    browser?: string;
    csrf?: string;
    administrator?: Administrator;
    /** Shown once, on the next page. */
    notice?: Notice;
  }
}

export interface Notice {
  readonly kind: 'done' | 'failed';
  readonly message: string;
  /** The one thing to do about it. */
  readonly hint: string;
}

const KIND = 'session';
const LIFETIME_MS = 8 * 3_600_000;

export interface BrowserSessionOptions {
  readonly tickets: TicketStore;
  /** Signs the cookie. */
  readonly cookieKey: Buffer;
  /** Whether browsers reach the gateway by https. */
  readonly secure: boolean;
}

export function createBrowserSessions(options: BrowserSessionOptions): RequestHandler {
  const sessions = session({
    name: 'skybridge_session',
    secret: options.cookieKey.toString('base64'),
    store: new TicketSessionStore(options.tickets),
    resave: false,
    saveUninitialized: false,
    // Lax, because the way back from Salesforce is a navigation from another site.
    cookie: { httpOnly: true, sameSite: 'lax', secure: options.secure, maxAge: LIFETIME_MS },
    proxy: true,
  });
  return (request, response, next) => {
    // The proxy that ends TLS may not say so; the operator's publicUrl does.
    request.headers['x-forwarded-proto'] = options.secure ? 'https' : 'http';
    sessions(request, response, next);
  };
}

/** The secret that only this browser's session holds. */
export function browserOf(request: Request): string {
  return (request.session.browser ??= randomBytes(16).toString('base64url'));
}

/** What every form on these pages carries. */
export function csrfOf(request: Request): string {
  return (request.session.csrf ??= randomBytes(16).toString('base64url'));
}

/** Whether the form came from one of our own pages in this session. */
export function isOwnForm(request: Request): boolean {
  const { csrf } = request.session;
  const given = (request.body as { readonly csrf?: unknown } | undefined)?.csrf;
  if (csrf === undefined || typeof given !== 'string') return false;
  return timingSafeEqual(digest(csrf), digest(given));
}

/** Who is signed in. */
export function signedInOf(request: Request): Administrator {
  return request.session.administrator ?? NOBODY;
}

/**
 * What a link carries that changes something: without it another site's page could have the browser follow the link.
 * @param purpose what the link is for, so that it is good for nothing else.
 */
export function confirmOf(request: Request, purpose: string): string {
  return digest(`${csrfOf(request)} ${purpose}`).toString('base64url');
}

export function isConfirmed(request: Request, purpose: string): boolean {
  const given = request.query.confirm;
  if (request.session.csrf === undefined || typeof given !== 'string') return false;
  return timingSafeEqual(digest(confirmOf(request, purpose)), digest(given));
}

/** Under a new session id, so that an id planted before is worth nothing. */
export async function signIn(request: Request, administrator: Administrator): Promise<void> {
  const browser = browserOf(request);
  const csrf = csrfOf(request);
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(new Error('The session could not be renewed.', { cause: error }));
    });
  });
  request.session.browser = browser;
  // Forms in other tabs stay good.
  request.session.csrf = csrf;
  request.session.administrator = administrator;
}

/** Ends the sessions of those who signed in to an org that is removed, for it no longer is what they proved to administer. */
export async function endSessionsOf(org: string, tickets: TicketStore): Promise<void> {
  for (const { id, body } of await tickets.list(KIND)) {
    const { administrator } = JSON.parse(body) as SessionData;
    if (Object.hasOwn(administrator?.orgs ?? {}, org)) await tickets.take(KIND, id);
  }
}

/** Sessions as tickets, by the hash of their id. */
class TicketSessionStore extends SessionStore {
  readonly #tickets: TicketStore;

  constructor(tickets: TicketStore) {
    super();
    this.#tickets = tickets;
  }

  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    this.#tickets.find(KIND, hashOf(sid)).then(
      (body) => done(null, body === null ? null : (JSON.parse(body) as SessionData)),
      (error: unknown) => done(error),
    );
  }

  override set(sid: string, data: SessionData, done?: (error?: unknown) => void): void {
    const ticket = {
      kind: KIND,
      id: hashOf(sid),
      body: JSON.stringify(data),
      expiresAt: new Date(Date.now() + LIFETIME_MS),
    };
    this.#tickets.put(ticket).then(
      () => done?.(),
      (error: unknown) => done?.(error),
    );
  }

  override destroy(sid: string, done?: (error?: unknown) => void): void {
    this.#tickets.take(KIND, hashOf(sid)).then(
      () => done?.(),
      (error: unknown) => done?.(error),
    );
  }
}

function hashOf(sid: string): string {
  return createHash('sha256').update(sid).digest('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
