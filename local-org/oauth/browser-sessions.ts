/** People signed in with a browser, and the authorization requests that wait for their consent. */
import { randomBytes } from 'node:crypto';

export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | null;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
}

/** Named for this program: cookies are shared by all ports of a host. */
const COOKIE = 'local_org_sid';

export class BrowserSessions {
  readonly #users = new Map<string, string>();
  readonly #pending = new Map<string, { userId: string; request: AuthorizationRequest }>();
  readonly #approvals = new Set<string>();

  /** The cookie header that signs this user in. */
  signIn(userId: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#users.set(id, userId);
    return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
  }

  userOf(cookieHeader: string): string | null {
    const id = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(cookieHeader)?.[1];
    return id === undefined ? null : (this.#users.get(id) ?? null);
  }

  /** An unguessable id for a request that this user is about to be asked about. */
  hold(userId: string, request: AuthorizationRequest): string {
    const id = randomBytes(24).toString('base64url');
    this.#pending.set(id, { userId, request });
    return id;
  }

  /** What is waiting under this id for this user; another user's is not shown. */
  held(id: string, userId: string): AuthorizationRequest | null {
    const found = this.#pending.get(id);
    return found?.userId === userId ? found.request : null;
  }

  release(id: string): void {
    this.#pending.delete(id);
  }

  approve(userId: string, clientId: string): void {
    this.#approvals.add(`${userId} ${clientId}`);
  }

  hasApproved(userId: string, clientId: string): boolean {
    return this.#approvals.has(`${userId} ${clientId}`);
  }

  clear(): void {
    this.#users.clear();
    this.#pending.clear();
    this.#approvals.clear();
  }
}
