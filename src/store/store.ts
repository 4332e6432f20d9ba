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
  /** Name of the org that answers it; null where skybridge.yaml says it. */
  readonly org: string | null;
  /** Who registered it, in words for the operator. */
  readonly addedBy: string;
}

export interface SiteStore {
  find(id: string): Promise<SiteRecord | null>;
  /** By id. */
  list(): Promise<readonly SiteRecord[]>;
  /** Inserts the site, or replaces the one with the same id. */
  save(site: SiteRecord): Promise<void>;
  /** Its bindings go with it: another site of that name has other people. @returns false where no such site was registered. */
  remove(id: string): Promise<boolean>;
}

/** Which Salesforce Contact a person of a site is. */
export interface BindingRecord {
  readonly site: string;
  /** The site's own id of the person (WordPress user id). */
  readonly subject: string;
  /** 18-character Contact id. */
  readonly contactId: string;
  /** Who bound it, in words for the operator. */
  readonly boundBy: string;
  /** ISO 8601. */
  readonly boundAt: string;
}

export interface BindingStore {
  find(site: string, subject: string): Promise<BindingRecord | null>;
  /** By subject. */
  list(site: string): Promise<readonly BindingRecord[]>;
  /** Inserts the binding, or replaces the person's earlier one. */
  save(binding: BindingRecord): Promise<void>;
  /** @returns false where the person was not bound. */
  remove(site: string, subject: string): Promise<boolean>;
}

/** Something secret at rest: never the thing itself, only its sealed form. */
export interface SecretRecord {
  /** What the secret is and whose; the envelope is bound to it. */
  readonly owner: string;
  readonly sealed: string;
  /** Of the lock that the writer held; an older holder's late write is refused. */
  readonly fence: number;
  /** ISO 8601. */
  readonly savedAt: string;
}

export interface SecretStore {
  find(owner: string): Promise<SecretRecord | null>;
  list(): Promise<readonly SecretRecord[]>;
  /** @returns false, and changes nothing, where a later holder of the lock has written already. */
  save(record: SecretRecord): Promise<boolean>;
  /** Replaces the sealed form only if it still is `before`: a token refreshed meanwhile must not be undone. */
  reseal(owner: string, before: string, after: string): Promise<boolean>;
  remove(owner: string): Promise<void>;
}

/** Why an org grants no token at the moment. */
export interface OrgFailure {
  /** An error code of `common/errors`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** ISO 8601. */
  readonly since: string;
  /** Refusals in a row. */
  readonly attempts: number;
  /** Milliseconds since the epoch; nobody asks again before. */
  readonly retryAt: number;
}

/** How an org's connection is doing, as every process of the gateway sees it. */
export interface OrgStatusRecord {
  readonly org: string;
  /** When Salesforce last granted a token; ISO 8601, null before the first time. */
  readonly refreshedAt: string | null;
  readonly failure: OrgFailure | null;
}

export interface OrgStatusStore {
  find(org: string): Promise<OrgStatusRecord | null>;
  save(status: OrgStatusRecord): Promise<void>;
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

/** Something that ends by itself: a browser session, a login under way, a setup key, a developer token. */
export interface TicketRecord {
  /** What it is for: one kind's tickets are never taken for another's. */
  readonly kind: string;
  /** Hash of what its bearer presents, so that a stolen store lets nobody in. */
  readonly id: string;
  /** Sealed where it holds a secret. */
  readonly body: string;
  readonly expiresAt: Date;
}

export interface TicketStore {
  /** Inserts the ticket, or replaces the one of that kind and id. */
  put(ticket: TicketRecord): Promise<void>;
  /** Its body; null where it does not exist or has expired. */
  find(kind: string, id: string): Promise<string | null>;
  /** As `find`, and it is gone: of two who take it one gets null. */
  take(kind: string, id: string): Promise<string | null>;
  /** Those that have not expired, the one that ends first in front. */
  list(kind: string): Promise<readonly TicketRecord[]>;
}

/** One line of the audit log: who did what to what, and when. It holds no field values. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  /** Who, in words for the operator. */
  readonly actor: string;
  readonly action: string;
  /** Name of the org it concerns; null where none. */
  readonly org: string | null;
  /** What it was done to, such as a site id or an object with a record id; may be empty. */
  readonly target: string;
  /** `done`, or the code of the refusal. */
  readonly outcome: string;
}

export interface AuditFilter {
  /** Only what concerns these orgs; null for everything. */
  readonly orgs: readonly string[] | null;
  /** How many at most. */
  readonly limit: number;
}

export interface AuditStore {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** @param before ISO 8601. */
  forget(before: string): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds after which the lock of a holder that died is free again. */
  readonly ttlMs: number;
  /** The new fence is higher than this, even where the lock's own memory was lost. */
  readonly above: number;
}

/**
 * Locks between processes. Each holder gets a fence, a number higher than every earlier holder's: a holder that was
 * paused past its time is known by it.
 */
export interface LockStore {
  /** @returns the fence, or null while somebody else holds the lock. */
  acquire(name: string, options: LockOptions): Promise<number | null>;
  /** @returns false where the lock was lost. */
  extend(name: string, fence: number, ttlMs: number): Promise<boolean>;
  /** Does nothing where somebody else holds the lock by now. */
  release(name: string, fence: number): Promise<void>;
}

export interface Store {
  readonly sites: SiteStore;
  readonly bindings: BindingStore;
  readonly secrets: SecretStore;
  readonly orgStatus: OrgStatusStore;
  readonly catalogue: CatalogueStore;
  readonly spentIds: SpentIdStore;
  readonly tickets: TicketStore;
  readonly audit: AuditStore;
  readonly locks: LockStore;
  close(): Promise<void>;
}
