/** The app acts as its configured "Run As" user; there is no refresh token, the app just asks again. */
import { badClientSecret, grantDisabled, noRunAsUser } from '../oauth-error.ts';
import { requireUser } from './grant.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';

const SCOPES = ['api'] as const;

export function clientCredentials(request: GrantRequest): GrantOutcome {
  const { app, platform } = request;
  if (!platform.settings.clientCredentialsFlow) throw grantDisabled();
  if (app === null || app.clientSecret === null) throw badClientSecret();
  if (app.runAs === null) throw noRunAsUser();
  const user = requireUser(request, app.runAs);
  const accessToken = platform.tokens.issueAccessToken({
    userId: user.id,
    clientId: app.clientId,
    scopes: SCOPES,
    grantId: null,
  });
  return { app, accessToken, refreshToken: null, nonce: null };
}
