/** The username-password flow, which new orgs switch off. */
import { authenticationFailure, badClientSecret, grantDisabled } from '../oauth-error.ts';
import { requireParameter, requireUser } from './grant.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';

const SCOPES = ['api'] as const;

export function usernamePassword(request: GrantRequest): GrantOutcome {
  const { app, form, platform } = request;
  if (!platform.settings.usernamePasswordFlow) throw grantDisabled();
  if (app === null) throw badClientSecret();
  const user = requireUser(request, requireParameter(form, 'username'));
  const password = requireParameter(form, 'password');
  if (!platform.passwords.matches(user.id, password)) throw authenticationFailure();
  const accessToken = platform.tokens.issueAccessToken({
    userId: user.id,
    clientId: app.clientId,
    scopes: SCOPES,
    grantId: null,
  });
  return { app, accessToken, refreshToken: null, nonce: null };
}
