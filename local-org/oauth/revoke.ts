/** `/services/oauth2/revoke` and `/services/oauth2/introspect`: end a token, or ask what it is worth. */
import { content, json } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { OpenCall } from '../platform.ts';
import { formParameters } from './form.ts';
import { invalidToken, mustPost, oauthErrorResponse, OAuthError } from './oauth-error.ts';
import { authenticateApp } from './token.ts';
import { findUserById } from './users.ts';

/** By GET or POST; a refresh token takes its access tokens with it. */
export function revoke(call: OpenCall): ApiResponse {
  const token = formParameters(call.request).get('token') ?? '';
  if (!call.platform.tokens.revoke(token)) return oauthErrorResponse(invalidToken());
  return content(200, 'text/html;charset=UTF-8', '');
}

export function introspect(call: OpenCall): ApiResponse {
  try {
    if (call.request.method !== 'POST') throw mustPost();
    const form = formParameters(call.request);
    const app = authenticateApp(call, form);
    return json(200, describeToken(call, app.clientId, form.get('token') ?? ''));
  } catch (error) {
    if (error instanceof OAuthError) return oauthErrorResponse(error);
    throw error;
  }
}

/** An app learns only about its own tokens. */
function describeToken(call: OpenCall, clientId: string, key: string): object {
  const { tokens, org, settings } = call.platform;
  const token = tokens.peekAccessToken(key);
  const grant = token === null ? tokens.findGrant(key) : null;
  const found = token ?? grant;
  if (found === null || found.clientId !== clientId) return { active: false };
  const about = {
    active: true,
    scope: found.scopes.join(' '),
    client_id: clientId,
    username: findUserById(org, found.userId)?.username,
    sub: `https://login.salesforce.com/id/${org.id}/${found.userId}`,
    token_type: token === null ? 'refresh_token' : 'access_token',
  };
  if (token === null) return about;
  const issued = Math.floor(token.issuedAt / 1_000);
  const expires = Math.floor(token.lastUsedAt / 1_000) + settings.sessionTimeoutMinutes * 60;
  return { ...about, exp: expires, iat: issued, nbf: issued };
}
