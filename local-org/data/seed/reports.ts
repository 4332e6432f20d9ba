/** Seeds report folders, and the shipped reports and dashboards with their definitions. */
import { SEEDED_DASHBOARDS, SEEDED_REPORTS } from '../../analytics/definition-files.ts';
import type { DashboardDefinition, ReportDefinition } from '../../analytics/report-metadata.ts';
import type { StoredRow } from '../derived-fields.ts';
import { bulkLoad, DAY, seededId, type SeedPlan } from './bulk-load.ts';

export function seedReports(plan: SeedPlan): void {
  bulkLoad(plan, 'Folder', 2, (i) => ({
    Name: i === 0 ? 'Public Reports' : 'Public Dashboards',
    DeveloperName: i === 0 ? 'Public_Reports' : 'Public_Dashboards',
    AccessType: 'Public',
    IsReadonly: 0,
    Type: i === 0 ? 'Report' : 'Dashboard',
  }));
  load(plan, 'Report', SEEDED_REPORTS, reportRow);
  load(plan, 'Dashboard', SEEDED_DASHBOARDS, dashboardRow);
}

function load<Definition>(
  plan: SeedPlan,
  objectName: 'Report' | 'Dashboard',
  definitions: readonly Definition[],
  rowOf: (plan: SeedPlan, definition: Definition) => StoredRow,
): void {
  const at = (index: number): Definition => {
    const definition = definitions[index];
    if (definition === undefined) throw new Error(`no ${objectName} ${index}`);
    return definition;
  };
  bulkLoad(plan, objectName, definitions.length, (i) => ({
    ...rowOf(plan, at(i)),
    LastViewedDate: plan.today - i * DAY,
  }));
  const save = plan.org.db.prepare('INSERT INTO "$definition" (id, content) VALUES (?, ?)');
  definitions.forEach((definition, i) => {
    save.run(seededId(plan.org, objectName, i), JSON.stringify(definition));
  });
}

const reportRow = (plan: SeedPlan, report: ReportDefinition): StoredRow => ({
  Name: report.name,
  DeveloperName: report.developerName,
  Description: report.description,
  Format: FORMATS[report.reportFormat],
  FolderName: 'Public Reports',
  OwnerId: seededId(plan.org, 'Folder', 0),
});

const FORMATS = { TABULAR: 'Tabular', SUMMARY: 'Summary', MATRIX: 'Matrix' } as const;

const dashboardRow = (plan: SeedPlan, dashboard: DashboardDefinition): StoredRow => ({
  Title: dashboard.name,
  DeveloperName: dashboard.developerName,
  Description: dashboard.description,
  FolderName: 'Public Dashboards',
  FolderId: seededId(plan.org, 'Folder', 1),
  Type: 'SpecifiedUser',
  RunningUserId: seededId(plan.org, 'User', 0),
});
