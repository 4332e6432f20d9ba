/** Seeds the objects whose rows mirror the org's own setup: stages and statuses. */
import { OPPORTUNITY_STAGES } from '../derived-fields.ts';
import { bulkLoad, type SeedPlan } from './bulk-load.ts';

export function seedMetadataRows(plan: SeedPlan): void {
  const stages = [...OPPORTUNITY_STAGES];
  bulkLoad(plan, 'OpportunityStage', stages.length, (i) => {
    const [name, facts] = stages[i] ?? ['', undefined];
    return {
      MasterLabel: name,
      ApiName: name,
      IsActive: 1,
      SortOrder: i + 1,
      IsClosed: facts?.closed ? 1 : 0,
      IsWon: facts?.won ? 1 : 0,
      ForecastCategory: facts?.forecast ?? null,
      ForecastCategoryName: facts?.forecast ?? null,
      DefaultProbability: facts?.probability ?? 0,
    };
  });
  seedStatuses(plan, 'CaseStatus', 'Case', 'Status', 'Closed');
  seedStatuses(plan, 'TaskStatus', 'Task', 'Status', 'Completed');
}

function seedStatuses(
  plan: SeedPlan,
  statusObject: string,
  objectName: string,
  fieldName: string,
  closed: string,
): void {
  const values = plan.org.catalog.object(objectName)?.field(fieldName)?.picklistValues ?? [];
  bulkLoad(plan, statusObject, values.length, (i) => ({
    MasterLabel: values[i]?.label ?? '',
    ApiName: values[i]?.value ?? '',
    SortOrder: i + 1,
    IsDefault: i === 0 ? 1 : 0,
    IsClosed: values[i]?.value === closed ? 1 : 0,
  }));
}
