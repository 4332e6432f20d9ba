/** The JWT bearer flow: an assertion signed with a key that the app has registered, for one named user. */
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { ClientApp } from '../apps.ts';
import {
  expiredAssertion,
  invalidAssertion,
  invalidAudience,
  unknownClient,
} from '../oauth-error.ts';
import { grantsDataApi, parseScopes } from '../scopes.ts';
import { requireParameter, requireUser } from './grant.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';

const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];

export async function jwtBearer(request: GrantRequest): Promise<GrantOutcome> {
  const { form, platform } = request;
  const assertion = requireParameter(form, 'assertion');
  const claims = readClaims(assertion);
  const app = platform.apps.find(claims.iss ?? '');
  if (app === undefined) throw unknownClient();
  await verify(assertion, app, platform.org.clock.now().getTime());
  checkAudience(claims, request.request.origin);
  const user = requireUser(request, claims.sub ?? '');
  const requested = parseScopes(form.get('scope')).filter((scope) => scope !== 'refresh_token');
  const accessToken = platform.tokens.issueAccessToken({
    userId: user.id,
    clientId: app.clientId,
    scopes: grantsDataApi(requested) ? requested : [...requested, 'api'],
    grantId: null,
  });
  return { app, accessToken, refreshToken: null, nonce: null };
}

/** Unverified: only to learn whose key to verify with. */
function readClaims(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    throw invalidAssertion();
  }
}

/** How far ahead `exp` lies is not checked: the Salesforce CLI writes milliseconds there, and is let in. */
async function verify(assertion: string, app: ClientApp, now: number): Promise<void> {
  for (const key of app.assertionKeys) {
    try {
      await jwtVerify(assertion, key, {
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'sub', 'iss', 'aud'],
        currentDate: new Date(now),
        clockTolerance: 30,
      });
      return;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expiredAssertion();
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw invalidAssertion();
    }
  }
  throw invalidAssertion();
}

function checkAudience(claims: JWTPayload, origin: string): void {
  const accepted = [...LOGIN_HOSTS, origin, `${origin}/services/oauth2/token`];
  const given = [claims.aud ?? []].flat();
  if (!given.some((audience) => accepted.includes(audience.replace(/\/$/, '')))) {
    throw invalidAudience();
  }
}
