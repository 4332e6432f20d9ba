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
import type { LoginAttempts, LoginPurpose } from './login-attempts.ts';

/** `api`: the Data API; `refresh_token`: without a person present; `id`: who consented. */
export const LOGIN_SCOPES = ['api', 'refresh_token', 'id'] as const;

export interface SalesforceLoginOptions {
  /** Name of the org whose app this is. */
  readonly org: string;
  readonly endpoint: TokenEndpoint;
  readonly client: OrgClient;
  readonly apiVersion: string;
  readonly callbackUrl: string;
  readonly attempts: LoginAttempts;
  /** The secret that ties an attempt to the browser it began in. */
  readonly browserOf: (request: Request) => string;
}

/** A consent that was given and checked; nothing is stored yet. */
export interface CompletedLogin extends LoginPurpose {
  readonly token: GrantedToken;
  readonly person: Person;
}

export interface SalesforceLogin {
  /** Redirects the browser to Salesforce. */
  start(purpose: Omit<LoginPurpose, 'org'>): RequestHandler;
  /** For the callback. @param done is given an AppError for every way in which it can fail. */
  finish(
    done: (request: Request, outcome: CompletedLogin | AppError) => Promise<void>,
  ): RequestHandler;
}

export function createSalesforceLogin(options: SalesforceLoginOptions): SalesforceLogin {
  const strategy = new HardenedStrategy(options);
  return {
    start: (purpose) => (request, response, next) => {
      purposes.set(request, { ...purpose, org: options.org });
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
      const refusal = refusalOf(request);
      if (refusal !== null) {
        // It is answered, so its attempt is over.
        const over = options.attempts.finish(stateOf(request), options.browserOf(request));
        over.then(
          () => answered(refusal, false, undefined),
          (error: unknown) => answered(error, false, undefined),
        );
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
const purposes = new WeakMap<Request, LoginPurpose>();

/** The `state` that Salesforce sent back; empty where there is none. */
export function stateOf({ query }: Request): string {
  return typeof query.state === 'string' ? query.state : '';
}

/**
 * passport-forcedotcom 0.2.1 with its own requests replaced: those have no time limit, follow the answer's instance URL
 * unchecked, and end the process on an identity without `urls`.
 */
class HardenedStrategy extends Strategy {
  constructor(options: SalesforceLoginOptions) {
    super(strategyOptions(options), (request, _access, _refresh, _params, profile, done) => {
      done(null, {
        ...(profile as Pick<CompletedLogin, 'token' | 'person'>),
        ...purposeOf(request),
      });
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

function stateStore({ attempts, browserOf, org }: SalesforceLoginOptions): StateStore {
  return {
    store: (request, verifier, _state, _meta, done) => {
      attempts.begin({ verifier, browser: browserOf(request), ...purposeOf(request) }).then(
        (state) => done(null, state),
        (error: unknown) => done(error),
      );
    },
    verify: (request, state, _meta, done) => {
      attempts.finish(state ?? '', browserOf(request)).then(
        (attempt) => {
          // One begun at another org's login host is none of this one's.
          if (attempt?.org !== org) done(null, false, staleAttempt());
          else {
            purposes.set(request, attempt);
            done(null, attempt.verifier);
          }
        },
        (error: unknown) => done(error),
      );
    },
  };
}

function purposeOf(request: Request): LoginPurpose {
  const purpose = purposes.get(request);
  if (purpose === undefined) throw new Error('A login without a purpose.');
  const { org, intent, request: approved } = purpose;
  return { org, intent, request: approved };
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

export function staleAttempt(): AppError {
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
