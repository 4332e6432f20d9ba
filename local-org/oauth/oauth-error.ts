/** Errors of the OAuth endpoints: HTTP status, `error` and `error_description`, with Salesforce's texts. */
import { json } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';

export class OAuthError extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

export const unknownClient = () => new OAuthError('invalid_client_id', 'client identifier invalid');
export const badClientSecret = () => new OAuthError('invalid_client', 'invalid client credentials');
export const unsupportedGrant = () =>
  new OAuthError('unsupported_grant_type', 'grant type not supported');
export const mustPost = () => new OAuthError('invalid_request', 'must use HTTP POST');
export const missingParameter = (name: string) =>
  new OAuthError('invalid_request', `missing required parameter: ${name}`);
/** Recorded: restforce auth_error and refresh_error. */
export const expiredToken = () => new OAuthError('invalid_grant', 'expired access/refresh token');
export const authenticationFailure = () =>
  new OAuthError('invalid_grant', 'authentication failure');
export const invalidCode = () => new OAuthError('invalid_grant', 'invalid authorization code');
export const expiredCode = () => new OAuthError('invalid_grant', 'expired authorization code');
export const invalidVerifier = () => new OAuthError('invalid_grant', 'invalid code verifier');
export const invalidChallenge = () => new OAuthError('invalid_request', 'invalid code challenge');
export const missingChallenge = () =>
  new OAuthError('invalid_request', 'missing required code challenge');
export const redirectMismatch = () =>
  new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
export const notApproved = () =>
  new OAuthError('invalid_grant', "user hasn't approved this consumer");
export const invalidAssertion = () => new OAuthError('invalid_grant', 'invalid assertion');
export const expiredAssertion = () => new OAuthError('invalid_grant', 'expired authorization code');
export const invalidAudience = () => new OAuthError('invalid_grant', 'audience is invalid');
export const inactiveUser = () => new OAuthError('inactive_user', 'user is inactive');
export const noRunAsUser = () =>
  new OAuthError('invalid_grant', 'no client credentials user enabled');
export const grantDisabled = () =>
  new OAuthError('unsupported_grant_type', 'grant type not supported');
export const invalidScope = () =>
  new OAuthError('invalid_scope', 'the requested scope is not allowed');
export const accessDenied = () => new OAuthError('access_denied', 'end-user denied authorization');
export const unsupportedResponseType = () =>
  new OAuthError('unsupported_response_type', 'response type not supported');
export const invalidToken = () => new OAuthError('invalid_token', 'invalid token');

export function oauthErrorResponse(error: OAuthError): ApiResponse {
  return json(error.status, { error: error.error, error_description: error.message });
}
