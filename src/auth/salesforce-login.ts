/** Login with Salesforce: the web server flow with PKCE, by passport-forcedotcom with its known traps closed. */

import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-forcedotcom';
import type { StateStore, StrategyOptions } from 'passport-forcedotcom';
import { AppError } from '../common/errors.ts';
import { fetchPerson } from '../salesforce/person.ts';
import type { Person } from '../salesforce/person.ts';
import { requestToken, revokeToken } from '../salesforce/token-endpoint.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';
import type { OrgClient } from './grants.ts';
import type { LoginAttempts, LoginIntent } from './login-attempts.ts';

/** `api`: the Data API; `refresh_token`: without a person present; `id`: who consented. */
export const LOGIN_SCOPES = ['api', 'refresh_token', 'id'] as const;

export interface SalesforceLoginOptions {
  readonly endpoint: TokenEndpoint;
  readonly client: OrgClient;
  readonly apiVersion: string;
  readonly callbackUrl: string;
  readonly attempts: LoginAttempts;
  /** The secret that ties an attempt to the browser it began in. */
  readonly browserOf: (request: Request) => string;
}

/** A consent that was given and checked; nothing is stored yet. */
export interface CompletedLogin {
  readonly intent: LoginIntent;
  readonly token: GrantedToken;
  readonly person: Person;
}

export interface SalesforceLogin {
  /** Redirects the browser to Salesforce. */
  start(intent: LoginIntent): RequestHandler;
  /** For the callback. @param done is given an AppError for every way in which it can fail. */
  finish(
    done: (request: Request, outcome: CompletedLogin | AppError) => Promise<void>,
  ): RequestHandler;
}

export function createSalesforceLogin(options: SalesforceLoginOptions): SalesforceLogin {
  const strategy = new HardenedStrategy(options);
  return {
    start: (intent) => (request, response, next) => {
      intents.set(request, intent);
      (passport.authenticate(strategy, { session: false }) as RequestHandler)(
        request,
        response,
        next,
      );
    },
    finish: (done) => (request, response, next) => {
      const answered = (error: unknown, completed: unknown, info: unknown): void => {
        const outcome = isCompleted(completed) ? completed : failureOf(error, info);
        done(request, outcome).catch(next);
      };
      if (refusalOf(request) !== null) {
        answered(refusalOf(request), false, undefined);
        return;
      }
      (passport.authenticate(strategy, { session: false }, answered) as RequestHandler)(
        request,
        response,
        next,
      );
    },
  };
}

/** What a login that is about to start is for; passport passes no typed value on to its state store. */
const intents = new WeakMap<Request, LoginIntent>();

/**
 * passport-forcedotcom 0.2.1 with its own requests replaced: those have no time limit, follow the answer's instance URL
 * unchecked, and end the process on an identity without `urls`.
 */
class HardenedStrategy extends Strategy {
  constructor(options: SalesforceLoginOptions) {
    super(strategyOptions(options), (request, _access, _refresh, _params, profile, done) => {
      const intent = intents.get(request) ?? 'sign-in';
      done(null, { ...(profile as Omit<CompletedLogin, 'intent'>), intent });
    });
    const { endpoint, client } = options;
    this._oauth2.getOAuthAccessToken = (code, params, done) => {
      const form = {
        ...params,
        code,
        client_id: client.clientId,
        client_secret: client.clientSecret,
      };
      const hint =
        'Press “Login with Salesforce!” again; a code is good for one try and 15 minutes.';
      requestToken(endpoint, form, hint).then(
        (token) => done(null, token, token.refreshToken, {}),
        (error: unknown) => done(error),
      );
    };
    this.userProfile = (accessToken, done) => {
      const token = accessToken as GrantedToken;
      const { apiVersion } = options;
      fetchPerson(token, { apiVersion, timeoutMs: endpoint.timeoutMs }).then(
        (person) => done(null, { token, person }),
        (error: unknown) => {
          // Nobody will use this token, so it must not outlive the failure.
          const ended = revokeToken(endpoint, token.refreshToken ?? token.value);
          ended.catch(() => undefined).finally(() => done(error));
        },
      );
    };
  }
}

function strategyOptions(options: SalesforceLoginOptions): StrategyOptions {
  const { endpoint, client, callbackUrl } = options;
  return {
    authorizationURL: `${endpoint.loginUrl}/services/oauth2/authorize`,
    tokenURL: `${endpoint.loginUrl}/services/oauth2/token`,
    clientID: client.clientId,
    clientSecret: client.clientSecret,
    callbackURL: callbackUrl,
    scope: LOGIN_SCOPES,
    pkce: true,
    store: stateStore(options),
    skipPhoto: true,
    passReqToCallback: true,
  };
}

function stateStore({ attempts, browserOf }: SalesforceLoginOptions): StateStore {
  return {
    store: (request, verifier, _state, _meta, done) => {
      const intent = intents.get(request) ?? 'sign-in';
      attempts.begin({ verifier, browser: browserOf(request), intent }).then(
        (state) => done(null, state),
        (error: unknown) => done(error),
      );
    },
    verify: (request, state, _meta, done) => {
      attempts.finish(state ?? '', browserOf(request)).then(
        (attempt) => {
          if (attempt !== null) intents.set(request, attempt.intent);
          done(null, attempt?.verifier ?? false, attempt === null ? staleAttempt() : undefined);
        },
        (error: unknown) => done(error),
      );
    },
  };
}

/** What Salesforce says on the callback instead of a code. */
function refusalOf(request: Request): AppError | null {
  const { error } = request.query;
  if (error === undefined) return null;
  return error === 'access_denied'
    ? new AppError('FORBIDDEN', 'Access was denied at Salesforce, so nothing was linked.', {
        hint: 'Press “Login with Salesforce!” again and choose Allow.',
      })
    : new AppError('ORG_RECONNECT_REQUIRED', 'Salesforce refused the login.', {
        hint: 'Compare the app’s callback URL, scopes and consumer key with the settings on /orgs.',
        cause: new Error(typeof error === 'string' ? error : 'unreadable'),
      });
}

function staleAttempt(): AppError {
  return new AppError('FORBIDDEN', 'This login is over, or it was begun in another browser.', {
    hint: 'Press “Login with Salesforce!” again in this browser.',
  });
}

function isCompleted(value: unknown): value is CompletedLogin {
  return typeof value === 'object' && value !== null && 'person' in value && 'token' in value;
}

/** passport-oauth2 wraps what its requests were rejected with. */
function failureOf(error: unknown, info: unknown): AppError {
  const wrapped = (error as { oauthError?: unknown } | null)?.oauthError;
  const found = [wrapped, error, info].find((candidate) => candidate instanceof AppError);
  return (
    found ??
    new AppError('INTERNAL', 'The login could not be completed.', {
      hint: 'Press “Login with Salesforce!” again; the gateway’s log has the reason.',
      cause: error,
    })
  );
}
