/** Keeps report and dashboard definitions: their rows as any object's, their content beside them. */
import type { Session } from '../data/access.ts';
import { insertRow, readRow, updateRow } from '../data/row-store.ts';
import type { StoredRow } from '../data/derived-fields.ts';
import { nextRecordId } from '../data/sequences.ts';
import { normalizeId } from '../data/record-ids.ts';
import type { LocalOrg } from '../org.ts';
import type { DashboardDefinition, ReportDefinition } from './report-metadata.ts';

interface Stored<Definition> {
  readonly id: string;
  readonly folderId: string | null;
  readonly definition: Definition;
}

export type StoredReport = Stored<ReportDefinition>;
export type StoredDashboard = Stored<DashboardDefinition>;

type Kind = 'Report' | 'Dashboard';

/** Undefined where there is no such report, or it was deleted. */
export function findReport(org: LocalOrg, id: string): StoredReport | undefined {
  return find<ReportDefinition>(org, 'Report', id, 'OwnerId');
}

export function findDashboard(org: LocalOrg, id: string): StoredDashboard | undefined {
  return find<DashboardDefinition>(org, 'Dashboard', id, 'FolderId');
}

/** Whether this dashboard is in the recycle bin. */
export function isDeletedDashboard(org: LocalOrg, id: string): boolean {
  return rowOf(org, 'Dashboard', id)?.IsDeleted === 1;
}

/** @returns the id of the report with this developer name. */
export function reportIdOf(org: LocalOrg, developerName: string): string | null {
  const row = org.db
    .prepare('SELECT "Id" FROM "Report" WHERE "DeveloperName" = ? AND "IsDeleted" = 0')
    .get(developerName) as { Id: string } | undefined;
  return row?.Id ?? null;
}

export function insertReport(
  org: LocalOrg,
  session: Session,
  definition: ReportDefinition,
  folderId: string | null,
): StoredReport {
  const id = insert(org, session, 'Report', definition, {
    ...reportRow(definition),
    OwnerId: folderId,
    FolderName: folderName(org, folderId),
  });
  return { id, folderId, definition };
}

export function updateReport(org: LocalOrg, report: StoredReport): void {
  const now = org.clock.now().getTime();
  const object = requireObject(org, 'Report');
  updateRow(org.db, object, report.id, {
    ...reportRow(report.definition),
    LastModifiedDate: now,
    SystemModstamp: now,
  });
  saveContent(org, report.id, report.definition);
}

export function insertDashboard(
  org: LocalOrg,
  session: Session,
  definition: DashboardDefinition,
  folderId: string | null,
): StoredDashboard {
  const id = insert(org, session, 'Dashboard', definition, {
    Title: definition.name,
    DeveloperName: definition.developerName,
    Description: definition.description,
    FolderId: folderId,
    FolderName: folderName(org, folderId),
    Type: 'SpecifiedUser',
    RunningUserId: session.userId,
  });
  return { id, folderId, definition };
}

export function markDeleted(org: LocalOrg, kind: Kind, id: string): void {
  const now = org.clock.now().getTime();
  updateRow(org.db, requireObject(org, kind), id, { IsDeleted: 1, SystemModstamp: now });
}

/** What the list of recent items goes by. */
export function noteViewed(org: LocalOrg, kind: Kind, id: string): void {
  const now = org.clock.now().getTime();
  const run = kind === 'Report' ? { LastRunDate: now } : {};
  updateRow(org.db, requireObject(org, kind), id, { LastViewedDate: now, ...run });
}

/** Every live dashboard, for what refers to a report. */
export function allDashboards(org: LocalOrg): readonly DashboardDefinition[] {
  const rows = org.db
    .prepare(
      `SELECT d.content AS content FROM "$definition" d
         JOIN "Dashboard" r ON r."Id" = d.id WHERE r."IsDeleted" = 0`,
    )
    .all() as { content: string }[];
  return rows.map(({ content }) => JSON.parse(content) as DashboardDefinition);
}

/** A developer name that no other report or dashboard has. */
export function freeDeveloperName(org: LocalOrg, kind: Kind, name: string): string {
  const base = name.replaceAll(/\W+/g, '_').replaceAll(/^_+|_+$/g, '');
  const taken = org.db.prepare(`SELECT 1 FROM "${kind}" WHERE "DeveloperName" = ?`);
  for (let serial = 0; ; serial++) {
    const candidate = serial === 0 ? base : `${base}_${serial}`;
    if (taken.get(candidate) === undefined) return candidate;
  }
}

const reportRow = (definition: ReportDefinition): StoredRow => ({
  Name: definition.name,
  DeveloperName: definition.developerName,
  Description: definition.description,
  Format: FORMAT_NAMES[definition.reportFormat],
});

const FORMAT_NAMES = { TABULAR: 'Tabular', SUMMARY: 'Summary', MATRIX: 'Matrix' } as const;

function find<Definition>(
  org: LocalOrg,
  kind: Kind,
  givenId: string,
  folderField: string,
): Stored<Definition> | undefined {
  const row = rowOf(org, kind, givenId);
  if (row === undefined || row.IsDeleted === 1) return undefined;
  const id = String(row.Id);
  const stored = org.db.prepare('SELECT content FROM "$definition" WHERE id = ?').get(id) as
    { content: string } | undefined;
  if (stored === undefined) return undefined;
  const folder = row[folderField];
  return {
    id,
    folderId: typeof folder === 'string' ? folder : null,
    definition: JSON.parse(stored.content) as Definition,
  };
}

function rowOf(org: LocalOrg, kind: Kind, givenId: string): StoredRow | undefined {
  const id = normalizeId(givenId);
  return id === undefined ? undefined : readRow(org.db, requireObject(org, kind), id);
}

function insert(
  org: LocalOrg,
  session: Session,
  kind: Kind,
  definition: ReportDefinition | DashboardDefinition,
  own: StoredRow,
): string {
  const object = requireObject(org, kind);
  const id = nextRecordId(org.db, object);
  const now = org.clock.now().getTime();
  insertRow(org.db, object, {
    ...own,
    Id: id,
    IsDeleted: 0,
    CreatedDate: now,
    CreatedById: session.userId,
    LastModifiedDate: now,
    LastModifiedById: session.userId,
    SystemModstamp: now,
  });
  saveContent(org, id, definition);
  return id;
}

function saveContent(org: LocalOrg, id: string, definition: object): void {
  org.db
    .prepare('INSERT OR REPLACE INTO "$definition" (id, content) VALUES (?, ?)')
    .run(id, JSON.stringify(definition));
}

function folderName(org: LocalOrg, folderId: string | null): string | null {
  const row = org.db.prepare('SELECT "Name" FROM "Folder" WHERE "Id" = ?').get(folderId) as
    { Name: string } | undefined;
  return row?.Name ?? null;
}

function requireObject(org: LocalOrg, kind: Kind) {
  const object = org.catalog.object(kind);
  if (object === undefined) throw new Error(`the org has no ${kind} object`);
  return object;
}
