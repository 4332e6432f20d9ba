/** The OAuth grants by which the gateway gets an org's tokens without a person present. */

import { randomUUID } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import { AppError } from '../common/errors.ts';
import { requestToken } from '../salesforce/token-endpoint.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';

export interface OrgClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface TokenGrant {
  /**
   * Asks Salesforce for a token.
   * @param held what was granted last; null where nothing is stored.
   * @throws AppError
   */
  request(held: GrantedToken | null): Promise<GrantedToken>;
  /** Whether `held` is needed: what is lost with it only a person can bring back. */
  readonly needsLink: boolean;
}

export function clientCredentialsGrant(endpoint: TokenEndpoint, client: OrgClient): TokenGrant {
  return {
    needsLink: false,
    request: () =>
      requestToken(
        endpoint,
        {
          grant_type: 'client_credentials',
          client_id: client.clientId,
          client_secret: client.clientSecret,
        },
        `Check clientId, clientSecret and the run-as user of the app on ${endpoint.loginUrl}.`,
      ),
  };
}

/** Salesforce accepts an assertion for at most five minutes; clocks may differ by some of them. */
const ASSERTION_LIFETIME = '3 minutes';

export interface JwtBearerOptions {
  readonly clientId: string;
  /** PKCS #8 in PEM; its certificate is registered with the app. */
  readonly privateKey: string;
  readonly username: string;
  /** What Salesforce expects as `aud`; the login host unless the org is reached by My Domain. */
  readonly audience: string;
}

export function jwtBearerGrant(endpoint: TokenEndpoint, options: JwtBearerOptions): TokenGrant {
  const hint = `Check that the app on ${endpoint.loginUrl} holds the certificate of privateKey and that an administrator pre-authorized ${options.username} for it.`;
  return {
    needsLink: false,
    request: async () =>
      requestToken(
        endpoint,
        {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await signAssertion(options),
        },
        hint,
      ),
  };
}

async function signAssertion(options: JwtBearerOptions): Promise<string> {
  const key = await importPKCS8(options.privateKey, 'RS256').catch((cause: unknown) => {
    throw new AppError('ORG_RECONNECT_REQUIRED', 'The org’s privateKey cannot be read.', {
      hint: 'Give orgs.<name>.privateKey as an RSA key in PKCS #8 PEM ("BEGIN PRIVATE KEY").',
      cause,
    });
  });
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(options.clientId)
    .setSubject(options.username)
    .setAudience(options.audience)
    .setJti(randomUUID())
    .setExpirationTime(ASSERTION_LIFETIME)
    .sign(key);
}

export interface PasswordOptions extends OrgClient {
  readonly username: string;
  /** With the security token appended, where the org asks for one. */
  readonly password: string;
}

/** Legacy: Salesforce advises against it and new orgs block it. */
export function usernamePasswordGrant(
  endpoint: TokenEndpoint,
  options: PasswordOptions,
): TokenGrant {
  return {
    needsLink: false,
    request: () =>
      requestToken(
        endpoint,
        {
          grant_type: 'password',
          client_id: options.clientId,
          client_secret: options.clientSecret,
          username: options.username,
          password: options.password,
        },
        'The org may block username-password flows: prefer grant client_credentials. Else check username, password and security token.',
      ),
  };
}

/** For orgs linked by Login with Salesforce. Salesforce may answer with a new refresh token that ends the old one. */
export function refreshTokenGrant(
  endpoint: TokenEndpoint,
  client: OrgClient,
  notLinked: () => AppError,
): TokenGrant {
  return {
    needsLink: true,
    request: async (held) => {
      const refreshToken = held?.refreshToken ?? null;
      if (refreshToken === null) throw notLinked();
      const granted = await requestToken(
        endpoint,
        {
          grant_type: 'refresh_token',
          client_id: client.clientId,
          client_secret: client.clientSecret,
          refresh_token: refreshToken,
        },
        'Open /orgs and link the org again. If this happens often, set the app’s refresh token policy to "valid until revoked".',
      );
      return {
        ...granted,
        refreshToken: granted.refreshToken ?? refreshToken,
        scopes: granted.scopes ?? held?.scopes ?? null,
      };
    },
  };
}
