/** Fills an empty org: setup data first, then customers, then what refers to them. */
import type { LocalOrg, OrgScale } from '../../local-org.ts';
import { notePicklistOrder } from '../picklist-order.ts';
import type { SeedPlan } from './bulk-load.ts';
import { seedCustomers } from './customers.ts';
import { seedCustomObjects } from './custom-objects.ts';
import { seedMetadataRows } from './metadata-rows.ts';
import { multiplyRows } from './multiply.ts';
import { createRandom } from './random.ts';
import { seedReports } from './reports.ts';
import { seedSales } from './sales.ts';
import { seedService } from './service.ts';
import { seedSetup } from './setup.ts';

/** Fixed, so that a seed gives the same rows on every day. */
const STORY_DATE = Date.UTC(2026, 10, 2, 9, 0, 0);

export function seedOrg(
  org: LocalOrg,
  { seed, scale }: { readonly seed: number; readonly scale: OrgScale },
): void {
  const plan: SeedPlan = { org, random: createRandom(seed), scale, today: STORY_DATE };
  notePicklistOrder(org);
  seedSetup(plan);
  seedCustomers(plan);
  seedSales(plan);
  seedService(plan);
  seedCustomObjects(plan);
  seedReports(plan);
  seedMetadataRows(plan);
  multiplyRows(plan);
}
