/** A small org for unit and golden tests: describes, and rows with nulls, ties, quotes and hidden corners on purpose. */

import { buildOrgModel } from '../../src/model/from-describe.ts';
import type { DescribeSObjectResult } from '../../src/model/describe-types.ts';
import type { OrgModel } from '../../src/model/org-model.ts';
import { describeObject } from './describe-builder.ts';
import type { Tables } from './soql-evaluator.ts';

export const TEST_ORG_ID = '00D000000000001EAA';

const STAGES = ['Prospecting', 'Negotiation', 'Closed Won', 'Closed Lost'];
const USER = { to: ['User'], type: 'reference' };

export const TEST_DESCRIBES: readonly DescribeSObjectResult[] = [
  describeObject('Account', {
    prefix: '001',
    fields: {
      Name: { type: 'string', required: true, label: 'Account Name' },
      ParentId: { type: 'reference', to: ['Account'] },
      OwnerId: { ...USER, required: true },
      Industry: { type: 'picklist', values: ['Energy', 'Banking', 'Media'] },
      AnnualRevenue: { type: 'currency', help: 'In the currency of the org.' },
      NumberOfEmployees: 'int',
      Is_Public__c: 'boolean',
      BillingCity: { type: 'string', compound: 'BillingAddress' },
      BillingAddress: 'address',
      Description: 'textarea',
      CreatedDate: { type: 'datetime', required: true, readOnly: true },
    },
    children: {
      Contacts: 'Contact.AccountId',
      Opportunities: 'Opportunity.AccountId',
      Cases: 'Case.AccountId',
      ChildAccounts: 'Account.ParentId',
      Projects__r: 'Project__c.Account__c',
    },
  }),
  describeObject('Contact', {
    prefix: '003',
    fields: {
      FirstName: 'string',
      LastName: { type: 'string', required: true },
      Name: { type: 'string', label: 'Full Name' },
      AccountId: { type: 'reference', to: ['Account'] },
      ReportsToId: { type: 'reference', to: ['Contact'] },
      OwnerId: { ...USER, required: true },
      Title: 'string',
      Department: 'string',
      Email: 'email',
      Phone: 'phone',
      Birthdate: 'date',
      LeadSource: { type: 'picklist', values: ['Web', 'Phone', 'Partner'] },
      Skills__c: { type: 'multipicklist', values: ['Java', 'SOQL', 'PHP'] },
      Is_Staff__c: 'boolean',
      Score__c: 'double',
      Call_At__c: 'time',
      Salary__c: 'currency',
      Member_Number__c: { type: 'string', externalId: true },
      CreatedDate: { type: 'datetime', required: true, readOnly: true },
    },
    children: { Cases: 'Case.ContactId', Reports: 'Contact.ReportsToId' },
  }),
  describeObject('Case', {
    prefix: '500',
    fields: {
      CaseNumber: { type: 'string', required: true, readOnly: true },
      Subject: 'string',
      Status: { type: 'picklist', values: ['New', 'Working', 'Closed'], restricted: true },
      IsClosed: { type: 'boolean', readOnly: true },
      LastModifiedDate: { type: 'datetime', required: true, readOnly: true },
      Skybridge_Request_Id__c: { type: 'string', externalId: true },
      AccountId: { type: 'reference', to: ['Account'] },
      ContactId: { type: 'reference', to: ['Contact'] },
      OwnerId: { type: 'reference', to: ['Group', 'User'], required: true },
      CreatedDate: { type: 'datetime', required: true, readOnly: true },
    },
    children: { CaseComments: 'CaseComment.ParentId' },
  }),
  describeObject('CaseComment', {
    prefix: '00a',
    fields: {
      ParentId: { type: 'reference', to: ['Case'], required: true },
      CommentBody: 'textarea',
      IsPublished: 'boolean',
      LastModifiedDate: { type: 'datetime', required: true, readOnly: true },
      CreatedDate: { type: 'datetime', required: true, readOnly: true },
    },
  }),
  describeObject('Opportunity', {
    prefix: '006',
    plural: 'Opportunities',
    fields: {
      Name: { type: 'string', required: true },
      AccountId: { type: 'reference', to: ['Account'] },
      StageName: { type: 'picklist', values: STAGES, required: true },
      Amount: 'currency',
      Probability: 'percent',
      CloseDate: { type: 'date', required: true },
      IsWon: 'boolean',
    },
  }),
  describeObject('User', {
    prefix: '005',
    fields: {
      Name: 'string',
      Email: { type: 'email', required: true },
      IsActive: 'boolean',
      ManagerId: { type: 'reference', to: ['User'] },
    },
  }),
  describeObject('Group', {
    prefix: '00G',
    fields: { Name: { type: 'string', required: true }, Type: 'string' },
  }),
  describeObject('Project__c', {
    prefix: 'a00',
    fields: {
      Name: { type: 'string', required: true },
      Account__c: { type: 'reference', to: ['Account'] },
      Lead_Contact__c: { type: 'reference', to: ['Contact'] },
      Site__c: 'location',
      Budget__c: 'currency',
    },
  }),
];

export const TEST_MODEL: OrgModel = buildOrgModel({
  orgId: TEST_ORG_ID,
  describes: TEST_DESCRIBES,
});

/** `id('003', 7)` → `003000000000007AAA`. */
export function id(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(12, '0')}AAA`;
}

const HARD_NAMES = ["O'Hara", 'Back\\slash', '100%', 'under_score', 'Émile', '日本', 'Zoë "Z"'];
const DEPARTMENTS = ['Sales', 'Support', 'sales', null, 'R&D'];

function day(number: number): string {
  return new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
}

function moment(number: number): string {
  return `${day(number)}T08:30:00.000+0000`;
}

function times<Value>(count: number, make: (number: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, i) => make(i + 1));
}

/** Rows by object; the same every time. */
export const TEST_TABLES: Tables = {
  User: times(3, (n) => ({
    Id: id('005', n),
    Name: `User ${n}`,
    Email: `user${n}@example.com`,
    IsActive: n !== 3,
    ManagerId: n === 1 ? null : id('005', 1),
  })),
  Group: [{ Id: id('00G', 1), Name: 'Support queue', Type: 'Queue' }],
  Account: times(12, (n) => ({
    Id: id('001', n),
    Name: n === 3 ? "O'Reilly & Söhne" : `Account ${String(n).padStart(2, '0')}`,
    ParentId: n > 6 ? id('001', n - 6) : null,
    OwnerId: id('005', (n % 3) + 1),
    Industry: [null, 'Energy', 'Banking', 'Media'][n % 4] ?? null,
    AnnualRevenue: n % 5 === 0 ? null : n * 1_000_000.5,
    NumberOfEmployees: n * 10,
    Is_Public__c: n % 2 === 1,
    BillingCity: n % 3 === 0 ? 'Wien' : null,
    BillingAddress:
      n % 3 === 0 ? { city: 'Wien', country: 'Austria', latitude: 48.2, longitude: 16.37 } : null,
    Description: `About account ${n}`,
    CreatedDate: moment(n),
  })),
  Contact: times(40, (n) => {
    const lastName = HARD_NAMES[n - 1] ?? `Name ${String(Math.ceil(n / 3)).padStart(2, '0')}`;
    return {
      Id: id('003', n),
      FirstName: n % 4 === 0 ? null : `First${n}`,
      LastName: lastName,
      Name: n % 4 === 0 ? lastName : `First${n} ${lastName}`,
      AccountId: n % 7 === 0 ? null : id('001', (n % 12) + 1),
      ReportsToId: n > 5 ? id('003', (n % 5) + 1) : null,
      OwnerId: id('005', (n % 3) + 1),
      Title: n % 6 === 0 ? null : `Title ${n % 4}`,
      Department: DEPARTMENTS[n % 5] ?? null,
      Email: `c${n}@example.com`,
      Phone: `+43 1 ${n}`,
      Birthdate: n % 3 === 0 ? null : day(-n * 400),
      LeadSource: [null, 'Web', 'Phone', 'Partner'][n % 4] ?? null,
      Skills__c: [null, 'Java;SOQL', 'PHP', 'Java;PHP'][n % 4] ?? null,
      Is_Staff__c: n % 2 === 0,
      Score__c: n % 5 === 0 ? null : (n % 7) + 0.5,
      Call_At__c: n % 3 === 0 ? null : `${String(8 + (n % 9)).padStart(2, '0')}:30:00.000Z`,
      Salary__c: 1000 * n,
      Member_Number__c: `M-${n}`,
      CreatedDate: moment(n % 9),
    };
  }),
  Case: times(30, (n) => ({
    Id: id('500', n),
    CaseNumber: String(1000 + n),
    Subject: n % 5 === 0 ? null : `Subject ${n}`,
    Status: ['New', 'Working', 'Closed'][n % 3] ?? 'New',
    IsClosed: n % 3 === 2,
    AccountId: id('001', (n % 12) + 1),
    ContactId: n % 4 === 0 ? null : id('003', (n % 10) + 1),
    OwnerId: n % 2 === 0 ? id('00G', 1) : id('005', (n % 3) + 1),
    CreatedDate: moment(n),
    LastModifiedDate: moment(n),
    Skybridge_Request_Id__c: null,
  })),
  CaseComment: times(20, (n) => ({
    Id: id('00a', n),
    ParentId: id('500', (n % 10) + 1),
    CommentBody: `Comment ${n}`,
    IsPublished: n % 2 === 0,
    CreatedDate: moment(n),
    LastModifiedDate: moment(n),
  })),
  Opportunity: times(25, (n) => ({
    Id: id('006', n),
    Name: `Deal ${n}`,
    AccountId: id('001', (n % 6) + 1),
    StageName: STAGES[n % 4] ?? 'Prospecting',
    Amount: n % 6 === 0 ? null : n * 100,
    Probability: n * 4,
    CloseDate: day(n * 20),
    IsWon: n % 4 === 2,
  })),
  Project__c: times(6, (n) => ({
    Id: id('a00', n),
    Name: `Project ${n}`,
    Account__c: id('001', n),
    Lead_Contact__c: n === 6 ? null : id('003', n),
    Site__c: n === 1 ? { latitude: 48.2, longitude: 16.37 } : null,
    Budget__c: n * 10_000,
  })),
};
