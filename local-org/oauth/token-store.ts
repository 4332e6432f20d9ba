/** Authorization codes, grants (a user's consent to an app, with its refresh token) and access tokens, in memory. */
import { randomBytes } from 'node:crypto';

export interface AuthorizationCode {
  readonly userId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** base64url SHA-256 of the verifier, or null where the app sent no challenge. */
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  readonly expiresAt: number;
}

export interface AccessToken {
  readonly token: string;
  readonly userId: string;
  /** null: a session of SOAP login(). */
  readonly clientId: string | null;
  readonly scopes: readonly string[];
  /** The grant whose refresh token made it, or null for flows without one. */
  readonly grantId: string | null;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  lastUsedAt: number;
}

export interface Grant {
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  refreshToken: string;
}

export interface TokenStoreOptions {
  readonly orgId: string;
  /** Milliseconds since the epoch, by the org's clock. */
  readonly now: () => number;
  readonly sessionTimeoutMs: () => number;
}

export const GRANTS_PER_USER_AND_APP = 5;
export const CODE_LIFETIME_MS = 15 * 60 * 1_000;

export class TokenStore {
  readonly #options: TokenStoreOptions;
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #grants = new Map<string, Grant>();
  /** Refresh tokens that a rotation replaced, to the grant they belonged to. */
  readonly #spent = new Map<string, string>();
  readonly #tokens = new Map<string, AccessToken>();

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  issueCode(code: Omit<AuthorizationCode, 'expiresAt'>): string {
    const key = `aPrx${secret(48)}`;
    this.#codes.set(key, { ...code, expiresAt: this.#options.now() + CODE_LIFETIME_MS });
    return key;
  }

  /** Takes the code out: it works once. */
  redeemCode(key: string): AuthorizationCode | null {
    const code = this.#codes.get(key) ?? null;
    this.#codes.delete(key);
    return code;
  }

  /** A sixth grant of one user to one app revokes the oldest. */
  openGrant(userId: string, clientId: string, scopes: readonly string[]): Grant {
    const same = [...this.#grants.values()].filter(
      (grant) => grant.userId === userId && grant.clientId === clientId,
    );
    const excess = Math.max(0, same.length - GRANTS_PER_USER_AND_APP + 1);
    for (const oldest of same.slice(0, excess)) this.#closeGrant(oldest.id);
    const grant = { id: secret(12), userId, clientId, scopes, refreshToken: newRefreshToken() };
    this.#grants.set(grant.id, grant);
    return grant;
  }

  findGrant(refreshToken: string): Grant | null {
    for (const grant of this.#grants.values()) {
      if (grant.refreshToken === refreshToken) return grant;
    }
    return null;
  }

  /** Gives the grant a new refresh token; the old one is remembered as spent. */
  rotate(grant: Grant): void {
    this.#spent.set(grant.refreshToken, grant.id);
    grant.refreshToken = newRefreshToken();
  }

  /** Revokes the grant that a spent refresh token belonged to; false where it was never one. */
  revokeFamilyOf(refreshToken: string): boolean {
    const id = this.#spent.get(refreshToken) ?? this.findGrant(refreshToken)?.id;
    if (id === undefined) return false;
    this.#closeGrant(id);
    return true;
  }

  issueAccessToken(
    source: Pick<AccessToken, 'userId' | 'clientId' | 'scopes' | 'grantId'>,
  ): AccessToken {
    const now = this.#options.now();
    const key = `${this.#options.orgId.slice(0, 15)}!AQEAQ${secret(68)}`;
    const token: AccessToken = { ...source, token: key, issuedAt: now, lastUsedAt: now };
    this.#tokens.set(key, token);
    return token;
  }

  /** The live token, its idle time started anew; null once it is revoked or timed out. */
  useAccessToken(key: string): AccessToken | null {
    const token = this.peekAccessToken(key);
    if (token !== null) token.lastUsedAt = this.#options.now();
    return token;
  }

  peekAccessToken(key: string): AccessToken | null {
    const token = this.#tokens.get(key);
    if (token === undefined) return null;
    const idle = this.#options.now() - token.lastUsedAt;
    return idle <= this.#options.sessionTimeoutMs() ? token : null;
  }

  /** Revokes an access token, or a refresh token with its access tokens; false where it is unknown. */
  revoke(key: string): boolean {
    if (this.#tokens.delete(key)) return true;
    const grant = this.findGrant(key);
    if (grant === null) return false;
    this.#closeGrant(grant.id);
    return true;
  }

  /** Ends every session; grants stay, so refresh tokens still work. */
  endSessions(): void {
    this.#tokens.clear();
  }

  clear(): void {
    for (const map of [this.#codes, this.#grants, this.#spent, this.#tokens]) map.clear();
  }

  #closeGrant(id: string): void {
    this.#grants.delete(id);
    for (const [key, token] of this.#tokens) if (token.grantId === id) this.#tokens.delete(key);
  }
}

/** Letters, digits, dot and underscore only: the alphabet of Salesforce's own session ids. */
function secret(length: number): string {
  return randomBytes(length).toString('base64url').replaceAll('-', '.').slice(0, length);
}

const newRefreshToken = (): string => `5Aep861${secret(80)}`;
