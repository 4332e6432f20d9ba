/** What the gateway keeps between requests and restarts, whichever database holds it. */

/** A WordPress site that may sign requests. */
export interface SiteRecord {
  readonly id: string;
  readonly url: string;
  /** Raw 32-byte Ed25519 public key, base64url. */
  readonly publicKey: string;
  /** base64url(SHA-256(raw public key)); the `kid` of the site's requests. */
  readonly fingerprint: string;
  readonly disabled: boolean;
  /** ISO 8601. */
  readonly addedAt: string;
}

export interface SiteStore {
  find(id: string): Promise<SiteRecord | null>;
  list(): Promise<readonly SiteRecord[]>;
  /** Inserts the site, or replaces the one with the same id. */
  save(site: SiteRecord): Promise<void>;
  /** @returns false where no such site was registered. */
  remove(id: string): Promise<boolean>;
}

/** A Salesforce token at rest: never the token itself, only its sealed form. */
export interface OrgTokenRecord {
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  /** Hash of the login host and client; a token of an earlier configuration is not found. */
  readonly connection: string;
  readonly sealed: string;
  /** ISO 8601. */
  readonly savedAt: string;
}

export interface OrgTokenStore {
  find(org: string, connection: string): Promise<OrgTokenRecord | null>;
  save(record: OrgTokenRecord): Promise<void>;
  remove(org: string): Promise<void>;
}

/** One object's describe, in the compact form the salesforce room writes. */
export interface CatalogueEntry {
  readonly object: string;
  readonly describe: string;
  /** When Salesforce last said that this describe is current; ISO 8601. */
  readonly checkedAt: string;
}

export interface CatalogueStore {
  /** @returns the entries in no particular order. */
  load(org: string, connection: string): Promise<readonly CatalogueEntry[]>;
  /** Inserts or replaces these objects; all or none. */
  save(org: string, connection: string, entries: readonly CatalogueEntry[]): Promise<void>;
  remove(org: string, connection: string, objects: readonly string[]): Promise<void>;
}

/** Ids of requests that may be used once. */
export interface SpentIdStore {
  /** @returns true the first time, false if the id was already spent and has not expired. */
  spend(id: string, expiresAt: Date): Promise<boolean>;
}

export interface Store {
  readonly sites: SiteStore;
  readonly orgTokens: OrgTokenStore;
  readonly catalogue: CatalogueStore;
  readonly spentIds: SpentIdStore;
  close(): Promise<void>;
}
