/** The web server flow's second half: a code, and the PKCE verifier where a challenge was given, for tokens. */
import { createHash } from 'node:crypto';
import type { ClientApp } from '../apps.ts';
import {
  badClientSecret,
  expiredCode,
  invalidCode,
  invalidVerifier,
  redirectMismatch,
} from '../oauth-error.ts';
import { grantsRefresh } from '../scopes.ts';
import type { AuthorizationCode } from '../token-store.ts';
import { requireParameter } from './grant.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';

export function authorizationCode(request: GrantRequest): GrantOutcome {
  const { app, form, platform } = request;
  if (app === null) throw badClientSecret();
  const code = platform.tokens.redeemCode(requireParameter(form, 'code'));
  if (code === null) throw expiredCode();
  checkCode(code, app, form, platform.org.clock.now().getTime());
  const grant = grantsRefresh(code.scopes)
    ? platform.tokens.openGrant(code.userId, app.clientId, code.scopes)
    : null;
  const accessToken = platform.tokens.issueAccessToken({
    userId: code.userId,
    clientId: app.clientId,
    scopes: code.scopes,
    grantId: grant?.id ?? null,
  });
  return { app, accessToken, refreshToken: grant?.refreshToken ?? null, nonce: code.nonce };
}

function checkCode(
  code: AuthorizationCode,
  app: ClientApp,
  form: URLSearchParams,
  now: number,
): void {
  if (code.clientId !== app.clientId) throw invalidCode();
  if (now > code.expiresAt) throw expiredCode();
  if (form.get('redirect_uri') !== code.redirectUri) throw redirectMismatch();
  if (code.codeChallenge === null) return;
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (challenge !== code.codeChallenge) throw invalidVerifier();
}
