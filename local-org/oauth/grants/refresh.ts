/** A refresh token for a new access token; with rotation on, for a new refresh token too. */
import type { FaultKind } from '../../control/fault-kinds.ts';
import { badClientSecret, expiredToken, inactiveUser } from '../oauth-error.ts';
import { findUserById } from '../users.ts';
import { requireParameter } from './grant.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';

export function refresh(request: GrantRequest): GrantOutcome {
  const { app, form, platform } = request;
  if (app === null) throw badClientSecret();
  const presented = requireParameter(form, 'refresh_token');
  const fault = drawRefreshFault(request);
  const grant = fault === 'refresh-token-reused' ? null : platform.tokens.findGrant(presented);
  if (grant === null) {
    // A spent token in someone's hands means that the family leaked: none of it works any more.
    platform.tokens.revokeFamilyOf(presented);
    throw expiredToken();
  }
  if (grant.clientId !== app.clientId) throw expiredToken();
  if (findUserById(platform.org, grant.userId)?.isActive !== true) throw inactiveUser();
  const rotates = platform.settings.refreshTokenRotation || fault === 'refresh-token-rotated';
  if (rotates) platform.tokens.rotate(grant);
  const accessToken = platform.tokens.issueAccessToken({
    userId: grant.userId,
    clientId: app.clientId,
    scopes: grant.scopes,
    grantId: grant.id,
  });
  return { app, accessToken, refreshToken: rotates ? grant.refreshToken : null, nonce: null };
}

function drawRefreshFault(request: GrantRequest): FaultKind | null {
  const rule = request.platform.faults.draw('POST', '/services/oauth2/token', (kind) =>
    REFRESH_FAULTS.has(kind),
  );
  if (rule !== null) request.trace.fault = rule.kind;
  return rule?.kind ?? null;
}

const REFRESH_FAULTS: ReadonlySet<FaultKind> = new Set([
  'refresh-token-rotated',
  'refresh-token-reused',
]);
