/** From the Authorization header to the session of a user. */
import type { Session } from '../data/access.ts';
import { openSession } from '../org.ts';
import { findUserById } from '../oauth/users.ts';
import { grantsDataApi } from '../oauth/scopes.ts';
import type { Platform } from '../platform.ts';
import { invalidAuthHeader, invalidSession } from './api-errors.ts';
import type { ApiRequest } from './message.ts';

/** Throws INVALID_SESSION_ID for a token that is missing, revoked, timed out or not meant for the API. */
export function authenticate(
  platform: Platform,
  request: ApiRequest,
  version: string,
): { session: Session; username: string } {
  return sessionOf(platform, presentedKey(request), version);
}

/** The session behind an access token, which SOAP carries in its envelope; throws INVALID_SESSION_ID. */
export function sessionOf(
  platform: Platform,
  accessToken: string,
  version: string,
): { session: Session; username: string } {
  const token = platform.tokens.useAccessToken(accessToken);
  if (token === null || !grantsDataApi(token.scopes)) throw invalidSession();
  const user = findUserById(platform.org, token.userId);
  const session = openSession(platform.org, token.userId, version);
  if (user === null || session === undefined) throw invalidSession();
  return { session, username: user.username };
}

/** The bearer header; the Bulk API has a header of its own. */
function presentedKey(request: ApiRequest): string {
  const header = request.headers['authorization'];
  if (header === undefined) return request.headers['x-sfdc-session'] ?? '';
  const key = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(header)?.[1];
  if (key === undefined) throw invalidAuthHeader();
  return key;
}
