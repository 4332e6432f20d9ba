/** Turns a lead into an account, a contact and, unless unwanted, an opportunity. Source: SOAP API guide, convertLead(). */
import { invalidCrossReference, SalesforceError } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import { visibleObject } from './access.ts';
import type { StoredRow } from './derived-fields.ts';
import { get, insert, update } from './records.ts';
import type { RecordValues } from './records.ts';
import { readRow } from './row-store.ts';
import type { Session } from './session.ts';
import type { JsonValue } from './stored-values.ts';
import { changeRow, rowsReferring } from './system-change.ts';
import { inTransaction } from './transactions.ts';

export interface LeadConversion {
  readonly leadId: string;
  readonly convertedStatus: string;
  /** An account to add to, instead of a new one. */
  readonly accountId: string | null;
  /** A contact of that account, whose empty fields are filled. */
  readonly contactId: string | null;
  readonly doNotCreateOpportunity: boolean;
  readonly opportunityName: string | null;
  readonly overwriteLeadSource: boolean;
  readonly ownerId: string | null;
}

export interface ConvertedLead {
  readonly accountId: string;
  readonly contactId: string;
  readonly opportunityId: string | null;
  readonly leadId: string;
}

/** All of it happens or nothing; throws SalesforceError. */
export function convertLead(
  org: LocalOrg,
  session: Session,
  conversion: LeadConversion,
): ConvertedLead {
  return inTransaction(org, () => {
    const lead = openLead(org, session, conversion);
    const ownerId = conversion.ownerId ?? (lead['OwnerId'] as string);
    const leadId = lead['Id'] as string;
    const accountId = accountOf(org, session, conversion, { ...lead, OwnerId: ownerId });
    const source = { ...lead, OwnerId: ownerId, AccountId: accountId };
    const contactId = contactOf(org, session, conversion, source);
    const opportunityId = conversion.doNotCreateOpportunity
      ? null
      : createOpportunity(org, session, conversion, source, contactId);
    const converted = { accountId, contactId, opportunityId, leadId };
    moveActivities(org, session, converted);
    closeLead(org, session, conversion.convertedStatus, converted);
    return converted;
  });
}

type Lead = Readonly<Record<string, JsonValue>>;

function openLead(org: LocalOrg, session: Session, conversion: LeadConversion): Lead {
  const lead = get(org, session, 'Lead', conversion.leadId) as unknown as Lead;
  if (lead['IsConverted'] === true) {
    throw refusal('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
  if (!convertedStatuses(org).includes(conversion.convertedStatus)) {
    const message = `invalid convertedStatus: ${conversion.convertedStatus}`;
    throw refusal('INVALID_STATUS', message);
  }
  if (conversion.contactId !== null && conversion.accountId === null) {
    throw refusal('REQUIRED_FIELD_MISSING', 'contactId given without an accountId');
  }
  return lead;
}

const refusal = (code: string, message: string): SalesforceError =>
  new SalesforceError(400, code, message, []);

/** The status values that mean a converted lead. */
export function convertedStatuses(org: LocalOrg): readonly string[] {
  const values = org.catalog.object('Lead')?.field('Status')?.picklistValues ?? [];
  return values.filter(({ value }) => isConvertedStatus(value)).map(({ value }) => value);
}

export const isConvertedStatus = (value: string): boolean =>
  /\bconverted$/i.test(value) && !/\bnot\b/i.test(value);

function accountOf(
  org: LocalOrg,
  session: Session,
  { accountId }: LeadConversion,
  lead: Lead,
): string {
  if (accountId === null) {
    return insert(org, session, 'Account', taken(org, session, 'Account', lead, TO_ACCOUNT));
  }
  return get(org, session, 'Account', accountId, ['Id'])['Id'] as string;
}

function contactOf(
  org: LocalOrg,
  session: Session,
  { contactId, overwriteLeadSource }: LeadConversion,
  lead: Lead,
): string {
  const values = taken(org, session, 'Contact', lead, TO_CONTACT);
  if (contactId === null) return insert(org, session, 'Contact', values);
  const contact = get(org, session, 'Contact', contactId) as unknown as Lead;
  if (contact['AccountId'] !== lead['AccountId']) throw invalidCrossReference('ContactId');
  const missing = Object.entries(values).filter(
    ([name]) =>
      contact[name] === null || (name === 'LeadSource' && overwriteLeadSource && name in values),
  );
  update(org, session, 'Contact', contactId, Object.fromEntries(missing));
  return contact['Id'] as string;
}

function createOpportunity(
  org: LocalOrg,
  session: Session,
  { opportunityName }: LeadConversion,
  lead: Lead,
  contactId: string,
): string {
  const [firstStage] = org.catalog.object('Opportunity')?.field('StageName')?.picklistValues ?? [];
  const id = insert(org, session, 'Opportunity', {
    ...taken(org, session, 'Opportunity', lead, TO_OPPORTUNITY),
    ...(opportunityName === null ? {} : { Name: opportunityName }),
    StageName: firstStage?.value ?? null,
    CloseDate: endOfQuarter(org.clock.now()),
  });
  insert(org, session, 'OpportunityContactRole', {
    OpportunityId: id,
    ContactId: contactId,
    IsPrimary: true,
  });
  return id;
}

function endOfQuarter(now: Date): string {
  const nextQuarter = Math.floor(now.getUTCMonth() / 3) * 3 + 3;
  return new Date(Date.UTC(now.getUTCFullYear(), nextQuarter, 0)).toISOString().slice(0, 10);
}

/** The mapped fields that the lead has a value for and the target takes. */
function taken(
  org: LocalOrg,
  session: Session,
  objectName: string,
  lead: Lead,
  mapping: Readonly<Record<string, string>>,
): RecordValues {
  const target = visibleObject(session, org.catalog, objectName);
  const entries = Object.entries(mapping).flatMap(([to, from]) => {
    const value = lead[from];
    const takes = target?.field(to)?.createable === true;
    return !takes || value === null || value === undefined ? [] : [[to, value] as const];
  });
  return Object.fromEntries(entries);
}

const SHARED = { OwnerId: 'OwnerId', Phone: 'Phone', Fax: 'Fax' };

const addressParts = (prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['Street', 'City', 'State', 'PostalCode', 'Country'].map((part) => [`${prefix}${part}`, part]),
  );

/** Target field → field of the lead. Source: Salesforce Help, "Lead Conversion Field Mapping". */
const TO_ACCOUNT: Readonly<Record<string, string>> = {
  ...SHARED,
  ...addressParts('Billing'),
  Name: 'Company',
  AccountSource: 'LeadSource',
  AnnualRevenue: 'AnnualRevenue',
  Industry: 'Industry',
  NumberOfEmployees: 'NumberOfEmployees',
  Rating: 'Rating',
  Website: 'Website',
};

const TO_CONTACT: Readonly<Record<string, string>> = {
  ...SHARED,
  ...addressParts('Mailing'),
  AccountId: 'AccountId',
  Description: 'Description',
  Email: 'Email',
  FirstName: 'FirstName',
  LastName: 'LastName',
  LeadSource: 'LeadSource',
  MobilePhone: 'MobilePhone',
  Salutation: 'Salutation',
  Title: 'Title',
};

const TO_OPPORTUNITY: Readonly<Record<string, string>> = {
  AccountId: 'AccountId',
  LeadSource: 'LeadSource',
  Name: 'Company',
  OwnerId: 'OwnerId',
};

/** Tasks and events follow the person; campaign memberships name the contact as well. */
function moveActivities(org: LocalOrg, session: Session, converted: ConvertedLead): void {
  const { leadId, contactId, accountId, opportunityId } = converted;
  const moves: readonly (readonly [string, string, StoredRow])[] = [
    ['Task', 'WhoId', { WhoId: contactId, WhatId: opportunityId ?? accountId }],
    ['Event', 'WhoId', { WhoId: contactId, WhatId: opportunityId ?? accountId }],
    ['CampaignMember', 'LeadId', { ContactId: contactId }],
  ];
  for (const [objectName, field, changes] of moves) {
    const object = org.catalog.object(objectName);
    if (object === undefined) continue;
    for (const row of rowsReferring(org, object, field, leadId)) {
      changeRow(org, session, object, row, changes);
    }
  }
}

function closeLead(org: LocalOrg, session: Session, status: string, done: ConvertedLead): void {
  const object = org.catalog.object('Lead');
  const row = object && readRow(org.db, object, done.leadId);
  if (object === undefined || row === undefined) throw new Error(`${done.leadId} is gone`);
  const today = org.clock.now().toISOString().slice(0, 10);
  changeRow(org, session, object, row, {
    Status: status,
    IsConverted: 1,
    IsUnreadByOwner: 0,
    ConvertedDate: today,
    ConvertedAccountId: done.accountId,
    ConvertedContactId: done.contactId,
    ConvertedOpportunityId: done.opportunityId,
  });
}
