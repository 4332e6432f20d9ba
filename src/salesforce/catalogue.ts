/** The describes of the allow-listed objects, kept in the store so that a restart serves them with the org down. */

import type { CatalogueObject } from '../model/catalogue.ts';
import { describeObjects, listQueryableObjects } from './describe.ts';
import { KnownObjects } from './known-objects.ts';
import type { CatalogueLocation } from './known-objects.ts';
import type { OrgConnection } from './org-connection.ts';
import type { ReportCatalogue, ReportSnapshot } from './report-catalogue.ts';

export interface CatalogueSnapshot {
  /** By name. */
  readonly objects: readonly CatalogueObject[];
  /** Allow-listed objects that the org does not have, or hides from the gateway's user; sorted. */
  readonly missing: readonly string[];
  /** Allow-listed objects that the org has not been asked about yet; none are known with `ALL` before it was asked. */
  readonly pending: readonly string[];
  /** Reports whose rows are typed; absent where none is configured. */
  readonly reports?: ReportSnapshot;
}

export interface RefreshOptions {
  /** Ask only for what changed since each object's last check. */
  readonly conditional: boolean;
  /** Called after each API call's worth of describes. */
  readonly onProgress?: (progress: CatalogueProgress) => void;
}

export interface CatalogueProgress {
  /** Objects that are known by then, from this look or one before. */
  readonly described: number;
  readonly pending: number;
  /** What is known by then. */
  readonly snapshot: () => CatalogueSnapshot;
}

export interface Catalogue {
  /** What the store holds; null where it holds nothing for this org. */
  stored(): Promise<CatalogueSnapshot | null>;
  /** Brings store and snapshot up to date. @throws AppError; what arrived before is kept. */
  refresh(options: RefreshOptions): Promise<CatalogueSnapshot>;
  /** The org was unlinked, and the next one of that name may be another. */
  forget(): Promise<void>;
}

export interface CatalogueOptions extends CatalogueLocation {
  readonly connection: OrgConnection;
  /** Described before all others: what the policy speaks about has to be there for it to be checked. */
  readonly first: readonly string[];
}

export function createCatalogue(options: CatalogueOptions): Catalogue {
  const known = new KnownObjects(options);

  const snapshot = (pending: readonly string[]): CatalogueSnapshot => ({
    objects: known.described(),
    missing: known.missing(),
    pending,
  });

  return {
    forget: async () => {
      await known.load();
      await known.forget();
    },
    stored: async () => {
      await known.load();
      // Which objects `ALL` are only the org knows.
      const wanted = options.objects === 'ALL' ? [] : options.objects;
      return known.size === 0 ? null : snapshot(known.pendingOf(wanted));
    },
    refresh: async ({ conditional, onProgress }) => {
      await known.load();
      const names = await namesToDescribe(options);
      const requests = names.map((object) => ({
        object,
        changedSince: conditional ? known.checkedAt(object) : null,
      }));
      await describeObjects(options.connection, requests, async (batch) => {
        await known.take(batch);
        onProgress?.({
          described: known.size,
          pending: known.pendingOf(names).length,
          snapshot: () => snapshot(known.pendingOf(names)),
        });
      });
      // With `objects: ALL`, an object that left the org leaves the list rather than being asked for in vain.
      await known.keepOnly(names);
      await known.saveLook();
      return snapshot([]);
    },
  };
}

/** The same catalogue with the reports beside the objects. */
export function withReports(catalogue: Catalogue, reports: ReportCatalogue): Catalogue {
  return {
    forget: async () => {
      await catalogue.forget();
      await reports.forget();
    },
    stored: async () => {
      const snapshot = await catalogue.stored();
      return snapshot === null ? null : { ...snapshot, reports: await reports.stored() };
    },
    refresh: async ({ conditional, onProgress }) => {
      const known = await reports.stored();
      const snapshot = await catalogue.refresh({
        conditional,
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress({
              ...progress,
              snapshot: () => ({ ...progress.snapshot(), reports: known }),
            }),
        }),
      });
      return { ...snapshot, reports: await reports.refresh() };
    },
  };
}

async function namesToDescribe(options: CatalogueOptions): Promise<readonly string[]> {
  const listed =
    options.objects === 'ALL'
      ? await listQueryableObjects(options.connection)
      : [...new Set(options.objects)];
  const allowed = new Set(listed);
  const first = options.first.filter((name) => allowed.has(name));
  return [...new Set([...first, ...listed])];
}
