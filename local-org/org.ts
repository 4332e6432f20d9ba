/** Opens the local org: metadata, data and clock of one pretend Salesforce org. */
import type { ApexClassSource } from './apex/apex-class.ts';
import { seedApexClasses } from './apex/apex-classes.ts';
import type Database from 'libsql';
import { accessOf, type Session } from './data/access.ts';
import { BlobStore } from './data/blob-store.ts';
import { Catalog } from './data/catalog.ts';
import { ChangeFeed } from './data/change-feed.ts';
import { readDefinitions } from './data/definition-files.ts';
import { createOrgClock, type OrgClock } from './data/org-clock.ts';
import { notePicklistOrder } from './data/picklist-order.ts';
import { seedOrg } from './data/seed/seed-org.ts';
import { takeSnapshot } from './data/snapshot.ts';
import { openDatabase } from './data/database.ts';
import { applyChange, createIndexes, createTables } from './data/storage.ts';
import { wideObjects } from './data/wide-objects.ts';
import type { LocalOrg, OrgScale, SoqlRules } from './local-org.ts';

export const ORG_ID = '00DLO00000000012AA';

export type { LocalOrg, OrgScale, SoqlRules };

export interface OrgOptions {
  /** 18 characters; another one makes another org. */
  readonly id?: string;
  /** Same seed and scale, same rows and ids. Default 1. */
  readonly seed?: number;
  /** `small` (default): 2,000 contacts; `medium`: 20,000; `large`: 100,000 and 300,000 cases. */
  readonly scale?: OrgScale;
  /** Adds this many generated custom objects, for work on wide schemas. */
  readonly extraObjects?: number;
  readonly clock?: OrgClock;
  /** Rows of ApexClass. */
  readonly apexClasses?: readonly ApexClassSource[];
  /** How statements outside Salesforce's semantic rules are answered. Default `lenient`. */
  readonly rules?: SoqlRules;
}

export function openOrg(options: OrgOptions = {}): LocalOrg {
  const clock = options.clock ?? createOrgClock();
  const sources = [...readDefinitions(), ...wideObjects(options.extraObjects ?? 0)];
  const catalog = new Catalog(sources, () => clock.now());
  const { db, close } = openDatabase(options.scale ?? 'small');
  const seed = {
    seed: options.seed ?? 1,
    scale: options.scale ?? 'small',
    apexClasses: options.apexClasses ?? [],
  } as const;
  const org: LocalOrg = {
    id: options.id ?? ORG_ID,
    catalog,
    db,
    clock,
    changes: new ChangeFeed(),
    blobs: new BlobStore(),
    rules: options.rules ?? 'lenient',
    lockedRows: new Set(),
    cursors: new Map(),
    cursorSerial: 0,
    reset: () => {
      forgetSessionState(org);
      clock.reset();
      catalog.restore(pristine);
      dropTables(db);
      fillOrg(org, seed);
    },
    snapshot: () => takeSnapshot(org),
    restore: (snapshot) => {
      forgetSessionState(org);
      snapshot.restoreInto(org);
    },
    close: () => {
      org.blobs.clear();
      close();
    },
  };
  const pristine = catalog.snapshot();
  catalog.onChange((change) => {
    applyChange(db, catalog, change);
    notePicklistOrder(org);
  });
  fillOrg(org, seed);
  return org;
}

/** The session of a user of this org; undefined when there is no such active user. */
export function openSession(
  org: LocalOrg,
  userId: string,
  apiVersion: string,
): Session | undefined {
  const row = org.db
    .prepare(
      `SELECT u."Id" AS userId, u."ContactId" AS contactId, u."AccountId" AS accountId,
              u."TimeZoneSidKey" AS timeZone, p."Name" AS profileName
         FROM "User" u LEFT JOIN "Profile" p ON p."Id" = u."ProfileId"
        WHERE u."Id" = ? AND u."IsActive" = 1`,
    )
    .get(userId) as UserRow | undefined;
  if (!row) return undefined;
  return { userId, apiVersion, timeZone: row.timeZone, access: accessOf(row) };
}

interface UserRow {
  readonly userId: string;
  readonly contactId: string | null;
  readonly accountId: string | null;
  readonly timeZone: string;
  readonly profileName: string;
}

interface Seed {
  readonly seed: number;
  readonly scale: OrgScale;
  readonly apexClasses: readonly ApexClassSource[];
}

function fillOrg(org: LocalOrg, seed: Seed): void {
  createTables(org.db, org.catalog);
  seedOrg(org, seed);
  seedApexClasses(org, seed.apexClasses);
  createIndexes(org.db, org.catalog);
}

function dropTables(db: Database.Database): void {
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as { name: string }[];
  for (const { name } of tables) db.exec(`DROP TABLE "${name}"`);
}

function forgetSessionState(org: LocalOrg): void {
  org.lockedRows.clear();
  org.cursors.clear();
}
