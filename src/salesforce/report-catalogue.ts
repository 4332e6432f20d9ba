/** Descriptions of the reports whose rows are typed, kept in the store so that a restart serves them with the org down. */

import { reportTypeName, type ReportEntry } from '../model/report-model.ts';
import type { CatalogueStore } from '../store/store.ts';
import type { ReportDefinition } from './report-answers.ts';
import type { AnalyticsListing, ReportsApi } from './reports-api.ts';

export interface ReportSnapshot {
  readonly entries: readonly ReportEntry[];
  /** Configured names that no report has, or that the gateway's user may not see. */
  readonly missing: readonly string[];
}

export interface ReportCatalogue {
  stored(): Promise<ReportSnapshot>;
  /** One API call where nothing changed. @throws AppError; what was known is kept. */
  refresh(): Promise<ReportSnapshot>;
  /** The org was unlinked, and the next one of that name may be another. */
  forget(): Promise<void>;
}

export interface ReportCatalogueOptions {
  readonly api: Pick<ReportsApi, 'listReports' | 'describe'>;
  readonly store: CatalogueStore;
  /** Name of the org in skybridge.yaml. */
  readonly org: string;
  readonly connectionId: string;
  /** As in skybridge.yaml: `LeadListReport` or `Lead_List_Report`. */
  readonly names: readonly string[];
}

/** Objects of the org have names without a colon. */
const PREFIX = 'report:';

/** Whether an entry of the catalogue store is a report's. */
export function isReportEntry(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function createReportCatalogue(options: ReportCatalogueOptions): ReportCatalogue {
  const { api, store, org, connectionId } = options;
  const wanted = new Set(options.names.map(reportTypeName));
  const known = new Map<string, ReportEntry>();

  const snapshot = (): ReportSnapshot => {
    const entries = [...known.values()].sort((one, other) =>
      one.developerName < other.developerName ? -1 : 1,
    );
    const found = new Set(entries.map(({ developerName }) => reportTypeName(developerName)));
    return { entries, missing: [...wanted].filter((name) => !found.has(name)).sort() };
  };

  const save = async (entry: ReportEntry): Promise<void> => {
    known.set(entry.developerName, entry);
    const object = `${PREFIX}${entry.developerName}`;
    const checkedAt = new Date().toISOString();
    await store.save(org, connectionId, [{ object, describe: JSON.stringify(entry), checkedAt }]);
  };

  const drop = async (names: readonly string[]): Promise<void> => {
    if (names.length === 0) return;
    for (const name of names) known.delete(name);
    await store.remove(
      org,
      connectionId,
      names.map((name) => `${PREFIX}${name}`),
    );
  };

  return {
    forget: () => drop([...known.keys()]),
    stored: async () => {
      if (wanted.size === 0) return snapshot();
      for (const { object, describe } of await store.load(org, connectionId)) {
        if (!isReportEntry(object)) continue;
        const entry = JSON.parse(describe) as ReportEntry;
        if (wanted.has(reportTypeName(entry.developerName))) known.set(entry.developerName, entry);
      }
      return snapshot();
    },
    refresh: async () => {
      if (wanted.size === 0) return snapshot();
      const listed = (await api.listReports()).filter(({ developerName }) =>
        wanted.has(reportTypeName(developerName)),
      );
      for (const listing of listed) {
        if (known.get(listing.developerName)?.modifiedAt === listing.modifiedAt) continue;
        await save(entryOf(listing, await api.describe(listing.id)));
      }
      const names = new Set(listed.map(({ developerName }) => developerName));
      await drop([...known.keys()].filter((name) => !names.has(name)));
      return snapshot();
    },
  };
}

// Private:

function entryOf(listing: AnalyticsListing, definition: ReportDefinition): ReportEntry {
  const { detailColumns, down, across } = definition;
  return {
    developerName: listing.developerName,
    name: listing.name,
    description: listing.description,
    columns: [...detailColumns, ...down, ...across].map(({ name, label, dataType }) => ({
      name,
      label,
      dataType,
    })),
    modifiedAt: listing.modifiedAt,
  };
}
