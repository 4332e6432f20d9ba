/** `POST /services/oauth2/token`: authenticates the app, runs the grant, shapes the token answer. */
import { createHmac } from 'node:crypto';
import { json } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { OpenCall } from '../platform.ts';
import { secretMatches } from './apps.ts';
import type { ClientApp } from './apps.ts';
import { formParameters } from './form.ts';
import { clientCredentials } from './grants/client-credentials.ts';
import { authorizationCode } from './grants/authorization-code.ts';
import type { GrantOutcome, GrantRequest } from './grants/grant.ts';
import { jwtBearer } from './grants/jwt-bearer.ts';
import { usernamePassword } from './grants/username-password.ts';
import { refresh } from './grants/refresh.ts';
import { createIdToken } from './id-token.ts';
import {
  badClientSecret,
  mustPost,
  oauthErrorResponse,
  OAuthError,
  unknownClient,
  unsupportedGrant,
} from './oauth-error.ts';

type GrantHandler = (request: GrantRequest) => GrantOutcome | Promise<GrantOutcome>;

const GRANTS: Readonly<Record<string, GrantHandler>> = {
  authorization_code: authorizationCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
  password: usernamePassword,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
};

export async function token(call: OpenCall): Promise<ApiResponse> {
  try {
    if (call.request.method !== 'POST') throw mustPost();
    const form = formParameters(call.request);
    const grantType = form.get('grant_type') ?? '';
    const handler = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
    if (handler === undefined) throw unsupportedGrant();
    // A JWT bearer assertion names and proves the app by itself.
    const app = form.has('assertion') ? null : authenticateApp(call, form);
    const outcome = await handler({ ...call, form, app });
    return json(200, await tokenAnswer(call, outcome), NO_STORE);
  } catch (error) {
    if (error instanceof OAuthError) return oauthErrorResponse(error);
    throw error;
  }
}

/** The app that asks, by `client_id` and secret in the form or by HTTP Basic; throws where it is not proven. */
export function authenticateApp(call: OpenCall, form: URLSearchParams): ClientApp {
  const basic = basicCredentials(call.request.headers['authorization'] ?? '');
  const clientId = form.get('client_id') ?? basic?.clientId ?? '';
  const app = call.platform.apps.find(clientId);
  if (app === undefined) throw unknownClient();
  if (!secretMatches(app, form.get('client_secret') ?? basic?.secret ?? null)) {
    throw badClientSecret();
  }
  return app;
}

function basicCredentials(header: string): { clientId: string; secret: string } | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { clientId, secret: secret.join(':') };
}

/** Salesforce sends no `expires_in`: a session lives as long as it is used. */
async function tokenAnswer(call: OpenCall, outcome: GrantOutcome): Promise<object> {
  const { origin } = call.request;
  const id = `${origin}/id/${call.platform.org.id}/${outcome.accessToken.userId}`;
  const issuedAt = String(outcome.accessToken.issuedAt);
  const idToken = outcome.accessToken.scopes.includes('openid')
    ? { id_token: await createIdToken(call, outcome, id) }
    : {};
  return {
    access_token: outcome.accessToken.token,
    ...(outcome.refreshToken === null ? {} : { refresh_token: outcome.refreshToken }),
    signature: createHmac('sha256', outcome.app.clientSecret ?? '')
      .update(id + issuedAt)
      .digest('base64'),
    scope: outcome.accessToken.scopes.join(' '),
    ...idToken,
    instance_url: origin,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

const NO_STORE = { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' };
