/** The documents by which a client finds the OAuth endpoints and the key that signs ID tokens. */
import { json } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { OpenCall } from '../platform.ts';
import { publicKeySet } from './key-pair.ts';

export function openIdConfiguration({ request: { origin } }: OpenCall): ApiResponse {
  const oauth = `${origin}/services/oauth2`;
  return json(200, {
    issuer: origin,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    revocation_endpoint: `${oauth}/revoke`,
    userinfo_endpoint: `${oauth}/userinfo`,
    jwks_uri: `${origin}/id/keys`,
    introspection_endpoint: `${oauth}/introspect`,
    scopes_supported: ['api', 'full', 'id', 'openid', 'profile', 'email', 'refresh_token', 'web'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    display_values_supported: ['page', 'popup', 'touch'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'password',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    claims_supported: CLAIMS,
  });
}

export async function keySet(call: OpenCall): Promise<ApiResponse> {
  return json(200, await publicKeySet(await call.platform.signingKey()));
}

const CLAIMS = [
  'active',
  'address',
  'email',
  'email_verified',
  'family_name',
  'given_name',
  'is_app_installed',
  'language',
  'locale',
  'name',
  'nickname',
  'organization_id',
  'photos',
  'picture',
  'preferred_username',
  'profile',
  'sub',
  'updated_at',
  'urls',
  'user_id',
  'user_type',
  'zoneinfo',
];
