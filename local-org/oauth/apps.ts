/** External Client Apps known to the org: who may ask for tokens, with which secret, certificate and callback. */
import { createHash, timingSafeEqual, X509Certificate, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface ClientApp {
  readonly clientId: string;
  /** null: a public client such as the Salesforce CLI's own, which has no secret to keep. */
  readonly clientSecret: string | null;
  readonly name: string;
  /** Exact callback URLs; besides these, any http URL on a loopback host is accepted. */
  readonly redirectUris: readonly string[];
  /** Public keys whose signature on a JWT bearer assertion is accepted. */
  readonly assertionKeys: readonly KeyObject[];
  /** User name that the client credentials flow runs as, or null where it is not enabled. */
  readonly runAs: string | null;
}

export const LOCAL_APP: ClientApp = {
  clientId: 'skybridge-local',
  clientSecret: 'local-secret-not-for-production',
  name: 'Skybridge (local)',
  redirectUris: [],
  assertionKeys: [],
  runAs: 'integration@local.example',
};

/** The consumer key that `sf org login web` and `sf org login jwt` send unless told otherwise. */
export const CLI_APP: ClientApp = {
  clientId: 'PlatformCLI',
  clientSecret: null,
  name: 'Salesforce CLI',
  redirectUris: [],
  assertionKeys: [],
  runAs: null,
};

export interface AppRegistry {
  find(clientId: string): ClientApp | undefined;
  /** Adds an app, or replaces the one with the same consumer key. */
  put(app: ClientApp): void;
  reset(): void;
  list(): readonly ClientApp[];
}

export function createAppRegistry(initial: readonly ClientApp[]): AppRegistry {
  const apps = new Map<string, ClientApp>();
  const reset = () => {
    apps.clear();
    for (const app of initial) apps.set(app.clientId, app);
  };
  reset();
  return {
    find: (clientId) => apps.get(clientId),
    put: (app) => void apps.set(app.clientId, app),
    reset,
    list: () => [...apps.values()],
  };
}

export function secretMatches(app: ClientApp, given: string | null): boolean {
  if (app.clientSecret === null) return true;
  return given !== null && timingSafeEqual(digest(app.clientSecret), digest(given));
}

/** A loopback callback may use any port (RFC 8252, 7.3); anything else must be registered letter by letter. */
export function acceptsRedirect(app: ClientApp, redirectUri: string): boolean {
  if (app.redirectUris.includes(redirectUri)) return true;
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
  return url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname);
}

/** A PEM certificate or public key, as a key to check assertions with; throws on anything else. */
export function parseAssertionKey(pem: string): KeyObject {
  return pem.includes('BEGIN CERTIFICATE')
    ? new X509Certificate(pem).publicKey
    : createPublicKey(pem);
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
