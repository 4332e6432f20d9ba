/** Seeds report folders, reports and dashboards as rows; their content is the Analytics API's. */
import { bulkLoad, seededId, type SeedPlan } from './bulk-load.ts';

export const REPORTS = [
  { Name: 'Opportunities by Stage', DeveloperName: 'Opportunities_by_Stage', Format: 'Summary' },
  { Name: 'Open Cases', DeveloperName: 'Open_Cases', Format: 'Tabular' },
  {
    Name: 'Cases by Status and Priority',
    DeveloperName: 'Cases_by_Status_and_Priority',
    Format: 'Matrix',
  },
  { Name: 'Staff by Department', DeveloperName: 'Staff_by_Department', Format: 'Summary' },
] as const;

export const DASHBOARDS = [
  { Title: 'Sales Overview', DeveloperName: 'Sales_Overview' },
  { Title: 'Service Overview', DeveloperName: 'Service_Overview' },
] as const;

export function seedReports(plan: SeedPlan): void {
  const folder = (i: number): string => seededId(plan.org, 'Folder', i);
  bulkLoad(plan, 'Folder', 2, (i) => ({
    Name: i === 0 ? 'Public Reports' : 'Public Dashboards',
    DeveloperName: i === 0 ? 'Public_Reports' : 'Public_Dashboards',
    AccessType: 'Public',
    IsReadonly: 0,
    Type: i === 0 ? 'Report' : 'Dashboard',
  }));
  bulkLoad(plan, 'Report', REPORTS.length, (i) => ({
    ...(REPORTS[i] ?? REPORTS[0]),
    FolderName: 'Public Reports',
    Description: null,
    OwnerId: folder(0),
  }));
  bulkLoad(plan, 'Dashboard', DASHBOARDS.length, (i) => ({
    ...(DASHBOARDS[i] ?? DASHBOARDS[0]),
    FolderName: 'Public Dashboards',
    FolderId: folder(1),
    Type: 'SpecifiedUser',
    RunningUserId: seededId(plan.org, 'User', 0),
  }));
}
