/** What a grant gets and gives, and the checks that every grant makes of its user. */
import type { OpenCall } from '../../platform.ts';
import type { ClientApp } from '../apps.ts';
import { authenticationFailure, inactiveUser, missingParameter } from '../oauth-error.ts';
import type { AccessToken } from '../token-store.ts';
import { findUserByName } from '../users.ts';
import type { OrgUser } from '../users.ts';

export interface GrantRequest extends OpenCall {
  readonly form: URLSearchParams;
  /** null only for the JWT bearer grant, whose assertion proves the app. */
  readonly app: ClientApp | null;
}

export interface GrantOutcome {
  readonly app: ClientApp;
  readonly accessToken: AccessToken;
  readonly refreshToken: string | null;
  /** For the ID token of an OpenID request. */
  readonly nonce: string | null;
}

export function requireParameter(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw missingParameter(name);
  return value;
}

export function requireUser(request: GrantRequest, username: string): OrgUser {
  const user = findUserByName(request.platform.org, username);
  if (user === null) throw authenticationFailure();
  if (!user.isActive) throw inactiveUser();
  return user;
}
