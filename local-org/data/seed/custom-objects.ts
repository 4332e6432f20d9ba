/** Seeds the org's custom objects; between them they hold a field of every type. */
import type { StoredRow } from '../derived-fields.ts';
import { bulkLoad, DAY, dateOf, MINUTE, seededId, type SeedPlan } from './bulk-load.ts';
import { ACCOUNT_COUNT, STAFF_COUNT } from './customers.ts';
import { PLACES, PROJECT_NAMES } from './words.ts';

const PROJECTS = 150;
const MILESTONES = 400;
/** More than one page of query results. */
const BIG_TABLE_ROWS = 3_000;
const STATUSES = ['Planned', 'Active', 'On Hold', 'Completed', 'Cancelled'] as const;
const TAGS = [
  'Web',
  'Mobile',
  'Data',
  'Integration',
  'Web;Mobile',
  'Data;Integration;Research',
] as const;

export function seedCustomObjects(plan: SeedPlan): void {
  const { org } = plan;
  bulkLoad(plan, 'Project__c', PROJECTS, (i) => ({
    Name: `${PROJECT_NAMES[i % PROJECT_NAMES.length] ?? ''} ${Math.floor(i / PROJECT_NAMES.length) + 1}`,
    Code__c: `PRJ-${String(i + 1).padStart(4, '0')}`,
    Account__c: i % 11 === 0 ? null : seededId(org, 'Account', (i * 3) % ACCOUNT_COUNT),
    Lead_Contact__c: seededId(org, 'Contact', i % STAFF_COUNT),
    Parent_Project__c: i > 20 && i % 3 === 0 ? seededId(org, 'Project__c', i % 20) : null,
    ...everyTypeRow(plan),
  }));
  bulkLoad(plan, 'Milestone__c', MILESTONES, (i) => ({
    Name: `M-${String(i + 1).padStart(4, '0')}`,
    Title__c: `Milestone ${(i % 4) + 1}`,
    Project__c: seededId(org, 'Project__c', i % PROJECTS),
    Assignee__c: i % 2 === 0 ? seededId(org, 'User', 3 + (i % 6)) : null,
    ...everyTypeRow(plan),
  }));
  bulkLoad(plan, 'BigTable__c', BIG_TABLE_ROWS, (i) => ({
    Name: `Row ${String(i + 1).padStart(5, '0')}`,
    Index__c: i + 1,
    Text__c: `Text of row ${i + 1}`,
  }));
  bulkLoad(plan, 'UpsertTable__c', 3, (i) => ({
    Name: `Upsert ${i + 1}`,
    ExtId__c: `SEED-${i + 1}`,
  }));
}

function everyTypeRow(plan: SeedPlan): StoredRow {
  const { random } = plan;
  const place = random.pick(PLACES);
  const status = random.pick(STATUSES);
  const start = plan.today + random.between(-500, 100) * DAY;
  // Half a place is no place: both coordinates or neither.
  const located = random.chance(0.7);
  return {
    Summary__c: random.chance(0.6) ? 'What the customer asked for.' : null,
    Notes__c: random.chance(0.4) ? 'Long notes.\nSecond line.' : null,
    Web_Text__c: random.chance(0.4) ? '<p>Open <b>now</b></p>' : null,
    Billable__c: random.chance(0.7) ? 1 : 0,
    Status__c: status,
    Tags__c: random.chance(0.8) ? random.pick(TAGS) : null,
    Budget__c: random.chance(0.9) ? random.between(10, 900) * 1_000 : null,
    Spent__c: random.chance(0.7) ? random.between(1, 500) * 900 : null,
    Team_Size__c: random.chance(0.8) ? random.between(1, 30) : null,
    Progress__c: status === 'Completed' ? 100 : random.between(0, 99),
    Start_Date__c: random.chance(0.9) ? dateOf(start) : null,
    Kickoff__c: random.chance(0.6) ? start + 90 * MINUTE : null,
    Standup__c: random.chance(0.5) ? '09:30:00.000Z' : null,
    Contact_Email__c: random.chance(0.5) ? 'project@skyline.example' : null,
    Contact_Phone__c: random.chance(0.5) ? '(415) 555-0100' : null,
    Website__c: random.chance(0.4) ? 'https://projects.skyline.example' : null,
    Site__Latitude__s: located ? place.latitude : null,
    Site__Longitude__s: located ? place.longitude : null,
    Secret_Code__c: random.chance(0.3) ? 'sesame' : null,
  };
}
