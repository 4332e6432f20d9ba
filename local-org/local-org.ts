/** The running org as everything behind its doors sees it. */
import type Database from 'libsql';
import type { BlobStore } from './data/blob-store.ts';
import type { Catalog } from './data/catalog.ts';
import type { ChangeFeed } from './data/change-feed.ts';
import type { OrgClock } from './data/org-clock.ts';
import type { QueryCursor } from './soql/level-plan.ts';

export type OrgScale = 'small' | 'medium' | 'large';

/**
 * `strict` refuses whatever Salesforce documents as an error. `lenient` answers the few
 * kinds of statement that its grammar takes, that real code is full of, and that have one
 * sensible meaning; `StatementRule` in soql/compilation lists them.
 */
export type SoqlRules = (typeof SOQL_RULES)[number];

export const SOQL_RULES = ['strict', 'lenient'] as const;

export interface LocalOrg {
  readonly id: string;
  readonly catalog: Catalog;
  readonly db: Database.Database;
  readonly clock: OrgClock;
  /** What is written, for those who listen. */
  readonly changes: ChangeFeed;
  /** The blobs that are too large for a row. */
  readonly blobs: BlobStore;
  rules: SoqlRules;
  /** Ids of rows that another transaction pretends to hold (UNABLE_TO_LOCK_ROW). */
  readonly lockedRows: Set<string>;
  /** Open query cursors by locator. */
  readonly cursors: Map<string, QueryCursor>;
  /** Counts the cursors opened, to name them. */
  cursorSerial: number;
  /** Back to the seed: data, metadata, clock. */
  reset(): void;
  snapshot(): OrgSnapshot;
  restore(snapshot: OrgSnapshot): void;
  close(): void;
}

/** A copy of an org's data and metadata. */
export interface OrgSnapshot {
  restoreInto(org: LocalOrg): void;
  /** Removes the copy; a snapshot that was discarded cannot be restored. */
  discard(): void;
}
