/** Salesforce's OAuth token and revocation endpoints: one form in, a checked token or a typed refusal out. */

import { request } from 'undici';
import * as z from 'zod';
import { AppError } from '../common/errors.ts';
import { apiErrorFrom, malformedAnswer, transportErrorFrom } from './api-error.ts';
import { parseJson } from './parse-json.ts';
import { trustedInstanceUrl } from './trusted-hosts.ts';

export interface TokenEndpoint {
  /** Origin of the org's My Domain, of login.salesforce.com, or of the local org. */
  readonly loginUrl: string;
  /** Hosts an instance URL may have, beside Salesforce's own domains and the login host. */
  readonly trustedHosts: readonly string[];
  readonly timeoutMs: number;
}

export interface GrantedToken {
  readonly value: string;
  readonly instanceUrl: string;
  /** 18-character organisation id. */
  readonly orgId: string;
  /** 18-character id of the user the token acts as. */
  readonly userId: string;
  /** Null where the grant has none, or where Salesforce keeps the one it was asked with. */
  readonly refreshToken: string | null;
  /** Null where the answer does not say. */
  readonly scopes: readonly string[] | null;
}

const grantAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
  instance_url: z.url(),
  id: z.string().regex(/\/id\/00D[A-Za-z0-9]{12,15}\/005[A-Za-z0-9]{12,15}$/),
});

const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * @param form the grant's parameters, client included.
 * @param hint what the operator checks where the org refuses.
 * @throws AppError ORG_RECONNECT_REQUIRED where the org refuses, SALESFORCE_* where it does not answer.
 */
export async function requestToken(
  endpoint: TokenEndpoint,
  form: Readonly<Record<string, string>>,
  hint: string,
): Promise<GrantedToken> {
  const { status, body, retryAfter } = await postForm(endpoint, '/services/oauth2/token', form);
  if (status !== 200) throw refusalFrom(status, body, retryAfter, hint);
  return grantedToken(body, endpoint);
}

/** Checks a token answer, whoever asked for it. @throws AppError */
export function grantedToken(answer: unknown, endpoint: TokenEndpoint): GrantedToken {
  const granted = grantAnswer.safeParse(answer);
  if (!granted.success) throw malformedAnswer('the token answer lacks token, instance or identity');
  const { access_token, refresh_token, scope, instance_url, id } = granted.data;
  const [orgId = '', userId = ''] = id.split('/').slice(-2);
  return {
    value: access_token,
    instanceUrl: trustedInstanceUrl(instance_url, endpoint),
    orgId,
    userId,
    refreshToken: refresh_token ?? null,
    scopes: scope === undefined ? null : scope.split(' '),
  };
}

/** Ends a token; a refresh token takes its access tokens with it. @throws AppError where Salesforce did not say so. */
export async function revokeToken(endpoint: TokenEndpoint, token: string): Promise<void> {
  const { status, body } = await postForm(endpoint, '/services/oauth2/revoke', { token });
  if (status === 200) return;
  // A token that Salesforce does not know (any more) is what was wanted.
  if (status === 400 && refusal.safeParse(body).success) return;
  throw apiErrorFrom(status, body);
}

async function postForm(
  { loginUrl, timeoutMs }: TokenEndpoint,
  path: string,
  form: Readonly<Record<string, string>>,
) {
  try {
    const response = await request(`${loginUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const retryAfter = response.headers['retry-after'];
    return {
      status: response.statusCode,
      body: parseJson(await response.body.text()),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    };
  } catch (error) {
    throw transportErrorFrom(error);
  }
}

/** Salesforce asks for patience by these, which say nothing about the grant. */
const PASSING = new Set(['rate_limit_exceeded', 'server_error', 'temporarily_unavailable']);

function refusalFrom(
  status: number,
  body: unknown,
  retryAfter: string | undefined,
  hint: string,
): AppError {
  const said = refusal.safeParse(body);
  if (!said.success || status >= 500 || PASSING.has(said.data.error)) {
    return retryAfter === undefined
      ? malformedAnswer(`HTTP ${status} from the token endpoint`)
      : apiErrorFrom(503, undefined, retryAfter);
  }
  const { error, error_description: description } = said.data;
  return new AppError('ORG_RECONNECT_REQUIRED', `Salesforce grants no token: ${error}.`, {
    hint,
    cause: new Error(description ?? error),
  });
}
