/** What the customer portal profile opens: fields by name, rows tied to the user's contact. */
import type { AccessSubject, RowFilter } from './session.ts';

export interface PortalRule {
  readonly fields: readonly string[];
  readonly creates?: readonly string[];
  readonly updates?: readonly string[];
  readonly rows: (alias: string, subject: AccessSubject) => RowFilter | undefined;
}

const SYSTEM = ['IsDeleted', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp'];

const equals =
  (column: string, valueOf: (subject: AccessSubject) => string | null) =>
  (alias: string, subject: AccessSubject): RowFilter => {
    const value = valueOf(subject);
    return value === null
      ? { sql: '0', values: [] }
      : { sql: `${alias}."${column}" = ?`, values: [value] };
  };

const ownContact = (subject: AccessSubject): string | null => subject.contactId;
const ownAccount = (subject: AccessSubject): string | null => subject.accountId;
const everyRow = (): undefined => undefined;

export const PORTAL_RULES: Readonly<Record<string, PortalRule>> = {
  Account: {
    fields: [
      ...SYSTEM,
      'Name',
      'Phone',
      'Website',
      'Industry',
      'ParentId',
      'BillingAddress',
      'BillingStreet',
      'BillingCity',
      'BillingState',
      'BillingPostalCode',
      'BillingCountry',
    ],
    rows: equals('Id', ownAccount),
  },
  Contact: {
    fields: [
      ...SYSTEM,
      'AccountId',
      'Name',
      'FirstName',
      'LastName',
      'Salutation',
      'Email',
      'Phone',
      'MobilePhone',
      'Title',
      'MailingAddress',
      'MailingStreet',
      'MailingCity',
      'MailingState',
      'MailingPostalCode',
      'MailingCountry',
    ],
    updates: [
      'Email',
      'Phone',
      'MobilePhone',
      'MailingStreet',
      'MailingCity',
      'MailingState',
      'MailingPostalCode',
      'MailingCountry',
    ],
    rows: equals('Id', ownContact),
  },
  Case: {
    fields: [
      ...SYSTEM,
      'CaseNumber',
      'ContactId',
      'AccountId',
      'ParentId',
      'OwnerId',
      'Subject',
      'Description',
      'Status',
      'Priority',
      'Origin',
      'Type',
      'Reason',
      'IsClosed',
      'ClosedDate',
      'CreatedById',
    ],
    creates: ['ContactId', 'AccountId', 'Subject', 'Description', 'Priority', 'Origin', 'Type'],
    updates: ['Subject', 'Description', 'Priority', 'Status'],
    rows: equals('ContactId', ownContact),
  },
  CaseComment: {
    fields: [...SYSTEM, 'ParentId', 'CommentBody', 'IsPublished', 'CreatedById'],
    creates: ['ParentId', 'CommentBody'],
    rows: (alias, { contactId }) => ({
      sql: `${alias}."IsPublished" = 1 AND ${alias}."ParentId" IN (SELECT "Id" FROM "Case" WHERE "ContactId" = ?)`,
      values: [contactId ?? ''],
    }),
  },
  Project__c: {
    fields: [
      ...SYSTEM,
      'Name',
      'Account__c',
      'Lead_Contact__c',
      'Status__c',
      'Start_Date__c',
      'Progress__c',
      'Summary__c',
    ],
    rows: equals('Account__c', ownAccount),
  },
  Product2: {
    fields: [...SYSTEM, 'Name', 'ProductCode', 'Description', 'Family', 'IsActive'],
    rows: (alias) => ({ sql: `${alias}."IsActive" = 1`, values: [] }),
  },
  User: { fields: ['Name', 'FirstName', 'LastName', 'IsActive'], rows: everyRow },
  Group: { fields: ['Name', 'Type'], rows: everyRow },
  Name: { fields: ['Name', 'FirstName', 'LastName', 'Type'], rows: everyRow },
  Organization: { fields: ['Name'], rows: everyRow },
};
