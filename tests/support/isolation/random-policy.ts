/** Arbitrary policies over the test org: per object and role no rule, or rows by a condition and fields by a list. */

import { id, TEST_DESCRIBES } from '../test-org.ts';
import type { Viewer, ViewerRole } from '../../../src/policy/viewer.ts';
import type { Dice } from './dice.ts';

export interface RuleSource {
  readonly rows: string;
  readonly fields: 'ALL' | readonly string[];
}

/** As the `policy:` section of skybridge.yaml: object → role → rule. */
export type PolicySource = Readonly<
  Record<string, Readonly<Partial<Record<ViewerRole, RuleSource>>>>
>;

/** Conditions that read own fields, parents, sub-selects, nulls and values of the viewer. */
const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  Account: [
    'Is_Public__c = true',
    "Industry = 'Energy' OR Industry = 'Media'",
    'Id IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId)',
    'Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)',
    'Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsWon = true AND AccountId != null)',
    'Owner.IsActive = true',
    'NumberOfEmployees > 40',
    "NOT (Industry = 'Banking')",
    "Name LIKE 'Account 0%'",
    'Parent.Is_Public__c = true',
    "BillingCity != 'Wien'",
  ],
  Contact: [
    'Is_Staff__c = true',
    'Id = :viewer.contactId',
    'Account.Is_Public__c = true',
    "Department IN ('Sales', 'Support')",
    "Skills__c INCLUDES ('Java')",
    'ReportsToId = :viewer.contactId OR Id = :viewer.contactId',
    'Account.Owner.IsActive = true AND Is_Staff__c = false',
    'Title != null AND Is_Staff__c = true',
    'Score__c >= 3.5',
    'NOT (Id = :viewer.contactId)',
  ],
  Case: [
    'ContactId = :viewer.contactId',
    'IsClosed = false',
    'Contact.Is_Staff__c = true',
    "Status = 'New' OR Subject = null",
    'AccountId IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId)',
  ],
  CaseComment: [
    'IsPublished = true',
    'IsPublished = true AND Parent.ContactId = :viewer.contactId',
    'Parent.IsClosed = false',
  ],
  Opportunity: [
    'IsWon = true',
    "StageName IN ('Prospecting', 'Closed Won')",
    'Account.Is_Public__c = true',
    'Amount > 500',
  ],
  User: ['IsActive = true', `Id != '${id('005', 3)}'`, `ManagerId = '${id('005', 1)}'`],
  Group: ["Type = 'Role'", "Name LIKE 'Support%'"],
  Project__c: [
    'Account__r.Is_Public__c = true',
    'Budget__c < 30000',
    'Lead_Contact__c = :viewer.contactId',
  ],
};

const ROLES: readonly ViewerRole[] = ['anonymous', 'user', 'staff', 'admin'];

export function randomPolicy(dice: Dice): PolicySource {
  return Object.fromEntries(
    TEST_DESCRIBES.map(({ name }) => [
      name,
      Object.fromEntries(dice.some(ROLES, 0.85).map((role) => [role, randomRule(dice, name)])),
    ]),
  );
}

export function randomViewer(dice: Dice): Viewer {
  return {
    role: dice.pick(ROLES),
    site: dice.pick(['demo', 'other']),
    subject: dice.pick(['1', '2']),
    contactId: dice.chance(0.2) ? null : id('003', 1 + dice.below(10)),
  };
}

// Private:

function randomRule(dice: Dice, object: string): RuleSource {
  const conditions = CONDITIONS[object] ?? [];
  return {
    rows: dice.chance(0.3) ? 'ALL' : dice.pick(conditions),
    fields: dice.chance(0.3) ? 'ALL' : dice.some(fieldsOf(object), 0.65),
  };
}

function fieldsOf(object: string): readonly string[] {
  const describe = TEST_DESCRIBES.find((one) => one.name === object);
  return (describe?.fields ?? []).map((field) => field.name).filter((name) => name !== 'Id');
}
