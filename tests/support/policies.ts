/** Policies that golden cases and tests name, each showing one kind of rule. */

import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DENY_ALL, type Policy } from '../../src/policy/policy.ts';
import { OPEN_POLICY } from './run-operation.ts';
import { TEST_MODEL } from './test-org.ts';

const ALL = { rows: 'ALL', fields: 'ALL' };

/** The demo's public directory: staff contacts, six fields. */
const DIRECTORY = {
  Contact: {
    anonymous: {
      rows: 'Is_Staff__c = true',
      fields: ['Name', 'FirstName', 'LastName', 'Title', 'Department', 'Email', 'Phone'],
    },
    staff: ALL,
  },
};

/** A customer sees the cases and comments of the bound contact. */
const PORTAL = {
  Case: { user: { rows: 'ContactId = :viewer.contactId', fields: 'ALL' } },
  CaseComment: {
    user: { rows: 'IsPublished = true AND Parent.ContactId = :viewer.contactId', fields: 'ALL' },
  },
  Contact: { user: { rows: 'Id = :viewer.contactId', fields: ['Name', 'Email', 'AccountId'] } },
  Account: { user: { rows: 'Is_Public__c = true', fields: ['Name', 'Industry'] } },
};

/** The same customer writes: own cases and comments, with what the policy forces. */
const PORTAL_WRITES = {
  Case: {
    user: {
      rows: 'ContactId = :viewer.contactId',
      fields: 'ALL',
      create: {
        fields: ['Subject', 'AccountId'],
        set: { ContactId: ':viewer.contactId', Status: 'New' },
      },
      update: { rows: "Status != 'Closed'", fields: 'ALL' },
    },
    staff: { ...ALL, create: { fields: 'ALL' }, update: { fields: 'ALL' }, delete: true },
    admin: { rows: "Status = 'New'", fields: 'ALL', create: { fields: 'ALL' } },
  },
  CaseComment: {
    user: {
      rows: 'IsPublished = true AND Parent.ContactId = :viewer.contactId',
      fields: 'ALL',
      create: { fields: ['ParentId', 'CommentBody'], set: { IsPublished: true } },
    },
    staff: { ...ALL, create: { fields: 'ALL' } },
  },
  Contact: {
    user: { rows: 'Id = :viewer.contactId', fields: ['Name', 'Email'] },
    staff: {
      ...ALL,
      create: { fields: 'ALL' },
      update: { fields: 'ALL' },
      upsert: ['Member_Number__c'],
    },
  },
  Account: { user: { rows: 'Is_Public__c = true', fields: ['Name', 'Industry'] } },
};

/** Parents that a row cannot decide by itself: relative dates and sub-selects. */
const GUARDED = {
  Contact: { user: ALL },
  Account: {
    user: {
      rows: 'Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)',
      fields: ['Name'],
    },
  },
  Opportunity: { user: { rows: "Name LIKE 'Deal 1%'", fields: ['Name', 'AccountId', 'Amount'] } },
  Case: { user: ALL },
  User: { user: { rows: 'IsActive = true', fields: ['Name', 'Email'] } },
};

/** Staff of a branch: rows by condition and by sub-select, and one object with a field kept back. */
const BRANCH = {
  Account: {
    staff: { rows: 'Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)', fields: 'ALL' },
  },
  Contact: { staff: { rows: 'Is_Staff__c = true', fields: 'ALL' } },
  Opportunity: { staff: { rows: 'IsWon = true', fields: 'ALL' } },
  User: { staff: { rows: 'ALL', fields: ['Name'] } },
};

export const TEST_POLICIES: Readonly<Record<string, Policy>> = {
  open: OPEN_POLICY,
  deny: DENY_ALL,
  directory: parsePolicy(DIRECTORY, TEST_MODEL),
  portal: parsePolicy(PORTAL, TEST_MODEL),
  writes: parsePolicy(PORTAL_WRITES, TEST_MODEL),
  branch: parsePolicy(BRANCH, TEST_MODEL),
  guarded: parsePolicy(GUARDED, TEST_MODEL),
};
