/** The describes of the allow-listed objects, kept in the store so that a restart serves them with the org down. */

import type { CatalogueObject } from '../model/catalogue.ts';
import type { CatalogueStore } from '../store/store.ts';
import { describeObjects, listQueryableObjects } from './describe.ts';
import type { DescribeBatch } from './describe.ts';
import type { OrgConnection } from './org-connection.ts';
import { isReportEntry, type ReportCatalogue, type ReportSnapshot } from './report-catalogue.ts';

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
  /** Called after each API call's worth of describes with what is known by then. */
  readonly onProgress?: (snapshot: CatalogueSnapshot) => void;
}

export interface Catalogue {
  /** What the store holds; null where it holds nothing for this org. */
  stored(): Promise<CatalogueSnapshot | null>;
  /** Brings store and snapshot up to date. @throws AppError; what arrived before is kept. */
  refresh(options: RefreshOptions): Promise<CatalogueSnapshot>;
  /** The org was unlinked, and the next one of that name may be another. */
  forget(): Promise<void>;
}

export interface CatalogueOptions {
  readonly connection: OrgConnection;
  readonly store: CatalogueStore;
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  /** Hash of login host and client, so that another org under the same name starts afresh. */
  readonly connectionId: string;
  readonly objects: readonly string[] | 'ALL';
  /** Described before all others: what the policy speaks about has to be there for it to be checked. */
  readonly first: readonly string[];
}

interface KnownObject {
  readonly described: CatalogueObject;
  readonly checkedAt: Date;
}

export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { store, org, connectionId } = options;
  const known = new Map<string, KnownObject>();
  const missing = new Set<string>();
  let loaded = false;

  const load = async (): Promise<void> => {
    if (loaded) return;
    const allowed = options.objects === 'ALL' ? null : new Set(options.objects);
    for (const entry of await store.load(org, connectionId)) {
      if (isReportEntry(entry.object)) continue;
      if (allowed !== null && !allowed.has(entry.object)) continue;
      known.set(entry.object, {
        described: JSON.parse(entry.describe) as CatalogueObject,
        checkedAt: new Date(entry.checkedAt),
      });
    }
    loaded = true;
  };

  const snapshot = (pending: readonly string[]): CatalogueSnapshot => ({
    objects: [...known.values()]
      .map((entry) => entry.described)
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    missing: [...missing].sort(),
    pending,
  });

  const take = async ({ outcomes, answeredAt }: DescribeBatch): Promise<void> => {
    const checkedAt = answeredAt.toISOString();
    const gone: string[] = [];
    const saved: { object: string; describe: string; checkedAt: string }[] = [];
    for (const outcome of outcomes) {
      const { object } = outcome;
      if (outcome.kind === 'missing') {
        missing.add(object);
        if (known.delete(object)) gone.push(object);
        continue;
      }
      missing.delete(object);
      const described =
        outcome.kind === 'described' ? outcome.described : known.get(object)?.described;
      if (described === undefined) continue;
      known.set(object, { described, checkedAt: answeredAt });
      saved.push({ object, describe: JSON.stringify(described), checkedAt });
    }
    await store.save(org, connectionId, saved);
    if (gone.length > 0) await store.remove(org, connectionId, gone);
  };

  return {
    forget: async () => {
      await load();
      await store.remove(org, connectionId, [...known.keys()]);
      known.clear();
      missing.clear();
    },
    stored: async () => {
      await load();
      return known.size === 0 ? null : snapshot(pendingOf(options.objects, known, missing));
    },
    refresh: async ({ conditional, onProgress }) => {
      await load();
      const names = await namesToDescribe(options);
      const pending = (): readonly string[] => pendingOf(names, known, missing);
      const requests = names.map((object) => ({
        object,
        changedSince: conditional ? (known.get(object)?.checkedAt ?? null) : null,
      }));
      await describeObjects(options.connection, requests, async (batch) => {
        await take(batch);
        onProgress?.(snapshot(pending()));
      });
      await dropUnlisted(names, known, options);
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
        ...(onProgress && { onProgress: (part) => onProgress({ ...part, reports: known }) }),
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

/** With `objects: ALL`, an object that left the org leaves the list rather than being asked for in vain. */
async function dropUnlisted(
  names: readonly string[],
  known: Map<string, KnownObject>,
  { store, org, connectionId }: CatalogueOptions,
): Promise<void> {
  const listed = new Set(names);
  const gone = [...known.keys()].filter((name) => !listed.has(name));
  if (gone.length === 0) return;
  for (const name of gone) known.delete(name);
  await store.remove(org, connectionId, gone);
}

function pendingOf(
  objects: readonly string[] | 'ALL',
  known: ReadonlyMap<string, unknown>,
  missing: ReadonlySet<string>,
): readonly string[] {
  if (objects === 'ALL') return [];
  return objects.filter((name) => !known.has(name) && !missing.has(name));
}
