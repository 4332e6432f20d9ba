/** Seeds cases with their comments, tasks, events, assets and notes. */
import type { StoredRow } from '../derived-fields.ts';
import { bulkLoad, DAY, dateOf, MINUTE, seededId, type SeedPlan } from './bulk-load.ts';
import { ACCOUNT_COUNT, accountIndexOf, CONTACT_COUNT, STAFF_COUNT } from './customers.ts';
import { PORTAL_CONTACT_INDEX, USER_COUNT } from './setup.ts';
import { CASE_TOPICS, PRODUCTS, TASK_SUBJECTS } from './words.ts';

const CASES = 5_000;
const PORTAL_CASES = 12;

export function seedService(plan: SeedPlan): void {
  const { org, random } = plan;
  bulkLoad(plan, 'Case', CASES, (i) => caseRow(plan, i));
  bulkLoad(plan, 'CaseComment', 1_500, (i) => ({
    ParentId: seededId(org, 'Case', i % 900),
    CommentBody: `Comment ${i + 1}: ${random.pick(['we are looking into it', 'solved', 'please send a photo'])}.`,
    IsPublished: i % 3 === 0 ? 0 : 1,
  }));
  bulkLoad(plan, 'Task', 800, (i) => taskRow(plan, i));
  bulkLoad(plan, 'Event', 200, (i) => eventRow(plan, i));
  bulkLoad(plan, 'Asset', 150, (i) => {
    const contact = STAFF_COUNT + i * 3;
    return {
      Name: `${PRODUCTS[i % PRODUCTS.length] ?? ''} ${i + 1}`,
      AccountId: accountIdOf(plan, contact),
      ContactId: seededId(org, 'Contact', contact),
      Product2Id: seededId(org, 'Product2', i % PRODUCTS.length),
      SerialNumber: `SN${String(10_000 + i)}`,
      Status: random.pick(['Shipped', 'Installed', 'Registered']),
      Quantity: random.between(1, 5),
      PurchaseDate: dateOf(plan.today - random.between(1, 900) * DAY),
    };
  });
  bulkLoad(plan, 'Note', 60, (i) => ({
    ParentId: seededId(org, 'Account', i % 40),
    Title: `Note ${i + 1}`,
    Body: 'Remember to ask about the renewal.',
    IsPrivate: 0,
  }));
}

function caseRow(plan: SeedPlan, index: number): StoredRow {
  const { random, org } = plan;
  const contact = index < PORTAL_CASES ? PORTAL_CONTACT_INDEX : contactOfCase(index);
  const status = random.pick(['New', 'Working', 'Escalated', 'Closed']);
  const topic = random.pick(CASE_TOPICS);
  return {
    ContactId: seededId(org, 'Contact', contact),
    AccountId: accountIdOf(plan, contact),
    Subject: `${topic} (${index + 1})`,
    Description: random.chance(0.5)
      ? `${topic}. It happened on a ${random.pick(['Monday', 'Friday'])}.`
      : null,
    Status: status,
    Priority: random.pick(['High', 'Medium', 'Low']),
    Origin: random.pick(['Phone', 'Email', 'Web']),
    Type: random.chance(0.6)
      ? random.pick(['Mechanical', 'Electrical', 'Structural', 'Other'])
      : null,
    Reason: random.chance(0.4) ? random.pick(['Installation', 'Performance', 'Other']) : null,
    IsEscalated: status === 'Escalated' ? 1 : 0,
    OwnerId:
      index % 5 === 0
        ? seededId(org, 'Group', 0)
        : seededId(org, 'User', 3 + (index % (USER_COUNT - 3))),
    CreatedDate: plan.today - random.between(0, 730 * 24 * 60) * MINUTE,
  };
}

function taskRow(plan: SeedPlan, index: number): StoredRow {
  const { random, org } = plan;
  const aboutDeal = index % 3 === 0;
  return {
    Subject: random.pick(TASK_SUBJECTS),
    Status: random.pick(['Not Started', 'In Progress', 'Completed']),
    Priority: random.pick(['High', 'Normal', 'Low']),
    ActivityDate: random.chance(0.8) ? dateOf(plan.today + random.between(-200, 60) * DAY) : null,
    WhatId: aboutDeal
      ? seededId(org, 'Opportunity', index % 500)
      : seededId(org, 'Account', index % ACCOUNT_COUNT),
    WhoId: whoOf(plan, index),
    Description: random.chance(0.3) ? 'Left a message.' : null,
    OwnerId: seededId(org, 'User', 3 + (index % (USER_COUNT - 3))),
  };
}

function eventRow(plan: SeedPlan, index: number): StoredRow {
  const start =
    plan.today + plan.random.between(-300, 60) * DAY + plan.random.between(0, 8) * 60 * MINUTE;
  return {
    Subject: plan.random.pick(['Meeting', 'Call', 'Demo']),
    StartDateTime: start,
    EndDateTime: start + 60 * MINUTE,
    ActivityDateTime: start,
    ActivityDate: dateOf(start),
    DurationInMinutes: 60,
    IsAllDayEvent: 0,
    Location: plan.random.chance(0.5) ? 'Office' : null,
    WhatId: seededId(plan.org, 'Account', index % ACCOUNT_COUNT),
    WhoId: whoOf(plan, index),
    OwnerId: seededId(plan.org, 'User', 3 + (index % (USER_COUNT - 3))),
  };
}

function whoOf(plan: SeedPlan, index: number): string | null {
  if (index % 5 === 0) return null;
  return index % 5 === 1
    ? seededId(plan.org, 'Lead', index % 300)
    : seededId(plan.org, 'Contact', STAFF_COUNT + index);
}

const contactOfCase = (index: number): number =>
  STAFF_COUNT + ((index * 7) % (CONTACT_COUNT - STAFF_COUNT));

const accountIdOf = (plan: SeedPlan, contact: number): string =>
  seededId(plan.org, 'Account', accountIndexOf(contact));
