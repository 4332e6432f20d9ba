/** `/services/oauth2/authorize`: checks the app's request, has the person sign in and consent, and redirects with a code. */
import { redirect } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { OpenCall, Platform } from '../platform.ts';
import { acceptsRedirect } from './apps.ts';
import type { AuthorizationRequest } from './browser-sessions.ts';
import { formParameters } from './form.ts';
import {
  accessDenied,
  invalidChallenge,
  missingChallenge,
  OAuthError,
  redirectMismatch,
  unknownClient,
  unsupportedResponseType,
} from './oauth-error.ts';
import { authorizationErrorPage, consentPage } from './pages.ts';
import { parseScopes } from './scopes.ts';
import { findUserById } from './users.ts';

export const CONSENT_PATH = '/setup/secur/RemoteAccessAuthorizationPage.apexp';

export function authorize(call: OpenCall): ApiResponse {
  const parameters = formParameters(call.request);
  const untrusted = checkCallback(call.platform, parameters);
  if (untrusted !== null) return authorizationErrorPage(untrusted.error, untrusted.message);
  const redirectUri = parameters.get('redirect_uri') ?? '';
  try {
    const request = parseRequest(call.platform, parameters);
    return continueAs(call, request, parameters);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError(redirectUri, parameters.get('state'), error);
  }
}

/** The consent page itself, and the answer that the person gives on it. */
export function consent(call: OpenCall): ApiResponse {
  const { sessions } = call.platform;
  const userId = sessions.userOf(call.request.headers['cookie'] ?? '');
  const form = formParameters(call.request);
  const id = form.get('source') ?? '';
  const request = userId === null ? null : sessions.held(id, userId);
  if (userId === null || request === null) {
    return authorizationErrorPage('invalid_request', 'no such authorization request');
  }
  if (call.request.method !== 'POST') return askConsent(call.platform, id, userId, request);
  sessions.release(id);
  if (!form.has('save')) return redirectError(request.redirectUri, request.state, accessDenied());
  sessions.approve(userId, request.clientId);
  return redirectCode(call.platform, userId, request);
}

/** Until these two are known to be right, an error must not be sent to the callback. */
function checkCallback(platform: Platform, parameters: URLSearchParams): OAuthError | null {
  const app = platform.apps.find(parameters.get('client_id') ?? '');
  if (app === undefined) return unknownClient();
  return acceptsRedirect(app, parameters.get('redirect_uri') ?? '') ? null : redirectMismatch();
}

function parseRequest(platform: Platform, parameters: URLSearchParams): AuthorizationRequest {
  if (parameters.get('response_type') !== 'code') throw unsupportedResponseType();
  const codeChallenge = parameters.get('code_challenge');
  if (codeChallenge === null && platform.settings.requirePkce) throw missingChallenge();
  if (codeChallenge !== null) checkChallenge(codeChallenge, parameters);
  return {
    clientId: parameters.get('client_id') ?? '',
    redirectUri: parameters.get('redirect_uri') ?? '',
    scopes: parseScopes(parameters.get('scope')),
    state: parameters.get('state'),
    codeChallenge,
    nonce: parameters.get('nonce'),
  };
}

/** Salesforce knows SHA-256 only, and takes it for granted where no method is named (as jsforce does not). */
function checkChallenge(challenge: string, parameters: URLSearchParams): void {
  const method = parameters.get('code_challenge_method') ?? 'S256';
  if (method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw invalidChallenge();
}

function continueAs(
  call: OpenCall,
  request: AuthorizationRequest,
  parameters: URLSearchParams,
): ApiResponse {
  const { sessions } = call.platform;
  const prompts = (parameters.get('prompt') ?? '').split(/\s+/);
  const userId = sessions.userOf(call.request.headers['cookie'] ?? '');
  if (userId === null || prompts.includes('login')) return askLogin(parameters, prompts);
  if (sessions.hasApproved(userId, request.clientId) && !prompts.includes('consent')) {
    return redirectCode(call.platform, userId, request);
  }
  const source = sessions.hold(userId, request);
  return redirect(`${CONSENT_PATH}?${new URLSearchParams({ source }).toString()}`);
}

/** After the login the same request comes back, no longer asking for a fresh one. */
function askLogin(parameters: URLSearchParams, prompts: readonly string[]): ApiResponse {
  const again = new URLSearchParams(parameters);
  again.set('prompt', prompts.filter((prompt) => prompt !== 'login').join(' '));
  const startURL = `/services/oauth2/authorize?${again.toString()}`;
  const hint = parameters.get('login_hint');
  const query = new URLSearchParams({
    ec: '302',
    ...(hint === null ? {} : { un: hint }),
    startURL,
  });
  return redirect(`/?${query.toString()}`);
}

function askConsent(
  platform: Platform,
  requestId: string,
  userId: string,
  request: AuthorizationRequest,
): ApiResponse {
  return consentPage({
    requestId,
    appName: platform.apps.find(request.clientId)?.name ?? request.clientId,
    username: findUserById(platform.org, userId)?.username ?? userId,
    scopes: request.scopes,
  });
}

function redirectCode(
  platform: Platform,
  userId: string,
  request: AuthorizationRequest,
): ApiResponse {
  const { clientId, redirectUri, scopes, codeChallenge, nonce, state } = request;
  const code = platform.tokens.issueCode({
    userId,
    clientId,
    redirectUri,
    scopes,
    codeChallenge,
    nonce,
  });
  return redirectWith(redirectUri, { code, ...(state === null ? {} : { state }) });
}

function redirectError(redirectUri: string, state: string | null, error: OAuthError): ApiResponse {
  return redirectWith(redirectUri, {
    error: error.error,
    error_description: error.message,
    ...(state === null ? {} : { state }),
  });
}

function redirectWith(redirectUri: string, parameters: Record<string, string>): ApiResponse {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return redirect(url.href);
}
