/** Seeds accounts and contacts: the first 50 contacts are the org's own staff. */
import type { StoredRow } from '../derived-fields.ts';
import { bulkLoad, DAY, dateOf, seededId, type SeedPlan } from './bulk-load.ts';
import { PORTAL_ACCOUNT_INDEX, PORTAL_CONTACT_INDEX, USER_COUNT } from './setup.ts';
import {
  COMPANY_HEADS,
  COMPANY_TAILS,
  CUSTOMER_TITLES,
  DEPARTMENTS,
  FIRST_NAMES,
  LAST_NAMES,
  PLACES,
  STAFF_TITLES,
  STREETS,
} from './words.ts';

export const STAFF_COUNT = 50;
const INDUSTRIES = [
  'Banking',
  'Biotechnology',
  'Construction',
  'Education',
  'Energy',
  'Media',
  'Technology',
] as const;
const TYPES = ['Prospect', 'Customer - Direct', 'Customer - Channel', 'Other'] as const;
const RATINGS = ['Hot', 'Warm', 'Cold'] as const;
const LANGUAGES = [
  'English',
  'German',
  'French',
  'English;German',
  'English;French;Spanish',
] as const;

export const ACCOUNT_COUNT = 200;
export const CONTACT_COUNT = 2_000;

export function seedCustomers(plan: SeedPlan): void {
  bulkLoad(plan, 'Account', ACCOUNT_COUNT, (i) => accountRow(plan, i));
  bulkLoad(plan, 'Contact', CONTACT_COUNT, (i) => contactRow(plan, i));
}

/** The account that a contact of the seed belongs to; the first is the org's own company. */
export function accountIndexOf(contactIndex: number): number {
  if (contactIndex < STAFF_COUNT) return 0;
  if (contactIndex === PORTAL_CONTACT_INDEX) return PORTAL_ACCOUNT_INDEX;
  return 1 + (contactIndex % (ACCOUNT_COUNT - 1));
}

function accountRow(plan: SeedPlan, index: number): StoredRow {
  const { random } = plan;
  const head = COMPANY_HEADS[index % COMPANY_HEADS.length] ?? '';
  const tail = COMPANY_TAILS[Math.floor(index / COMPANY_HEADS.length) % COMPANY_TAILS.length] ?? '';
  const round = Math.floor(index / (COMPANY_HEADS.length * COMPANY_TAILS.length));
  const place = random.pick(PLACES);
  const located = random.chance(0.7);
  return {
    Name:
      index === 0 ? 'Skyline Cooperative' : `${head} ${tail}${round > 0 ? ` ${round + 1}` : ''}`,
    ParentId: index > 20 && index % 4 === 0 ? seededId(plan.org, 'Account', index % 20) : null,
    Type: random.pick(TYPES),
    Industry: random.pick(INDUSTRIES),
    Rating: random.chance(0.8) ? random.pick(RATINGS) : null,
    AnnualRevenue: random.chance(0.8) ? random.between(1, 900) * 100_000 : null,
    NumberOfEmployees: random.chance(0.9) ? random.between(5, 9_000) : null,
    Phone: phone(plan),
    Website: `https://www.${`${head}-${tail}`.toLowerCase().replaceAll(' ', '-')}.example`,
    Description: random.chance(0.3) ? `Customer since ${random.between(1990, 2024)}.` : null,
    BillingStreet: `${random.between(1, 999)} ${random.pick(STREETS)}`,
    BillingCity: place.city,
    BillingState: place.state,
    BillingPostalCode: place.postalCode,
    BillingCountry: place.country,
    BillingLatitude: located ? place.latitude : null,
    BillingLongitude: located ? place.longitude : null,
    Headquarters__Latitude__s: located ? place.latitude : null,
    Headquarters__Longitude__s: located ? place.longitude : null,
    AccountNumber: `A${String(index + 1).padStart(6, '0')}`,
    External_Key__c: `ACC-${index + 1}`,
    Customer_Priority__c: random.chance(0.5) ? random.pick(['High', 'Low', 'Medium']) : null,
    Active__c: random.chance(0.9) ? 'Yes' : 'No',
    OwnerId: seededId(plan.org, 'User', index % USER_COUNT === 2 ? 0 : index % USER_COUNT),
  };
}

function contactRow(plan: SeedPlan, index: number): StoredRow {
  const { random, org } = plan;
  const staff = index < STAFF_COUNT;
  const portal = index === PORTAL_CONTACT_INDEX;
  const [first, last] = portal ? ['Casey', 'Customer'] : nameOf(index);
  return {
    AccountId: seededId(org, 'Account', accountIndexOf(index)),
    FirstName: first,
    LastName: last,
    Salutation: random.chance(0.4) ? random.pick(['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.']) : null,
    Title: staff
      ? random.pick(STAFF_TITLES)
      : random.chance(0.7)
        ? random.pick(CUSTOMER_TITLES)
        : null,
    Department: staff || random.chance(0.4) ? random.pick(DEPARTMENTS) : null,
    Email: staff || portal || random.chance(0.9) ? email(first, last, index, staff) : null,
    Phone: staff || random.chance(0.8) ? phone(plan) : null,
    MobilePhone: random.chance(0.3) ? phone(plan) : null,
    ...mailingAddress(plan),
    LeadSource: random.chance(0.6)
      ? random.pick(['Web', 'Phone Inquiry', 'Partner Referral', 'Other'])
      : null,
    Birthdate: random.chance(0.5)
      ? dateOf(Date.UTC(random.between(1955, 2003), random.between(0, 11), random.between(1, 28)))
      : null,
    ReportsToId: staff && index % 10 !== 0 ? seededId(org, 'Contact', index - (index % 10)) : null,
    OwnerId: seededId(org, 'User', 3 + (index % (USER_COUNT - 3))),
    Is_Staff__c: staff ? 1 : 0,
    Directory_Opt_Out__c: staff ? 0 : random.chance(0.1) ? 1 : 0,
    Languages__c: staff || random.chance(0.2) ? random.pick(LANGUAGES) : null,
    Start_Date__c: staff ? dateOf(plan.today - random.between(30, 4_000) * DAY) : null,
    Member_Number__c: `M${String(index + 1).padStart(7, '0')}`,
  };
}

function nameOf(index: number): [first: string, last: string] {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? '';
  const last =
    LAST_NAMES[Math.floor(index / FIRST_NAMES.length + index * 3) % LAST_NAMES.length] ?? '';
  return [first, last];
}

function mailingAddress({ random }: SeedPlan): StoredRow {
  const place = random.pick(PLACES);
  return {
    MailingStreet: `${random.between(1, 999)} ${random.pick(STREETS)}`,
    MailingCity: place.city,
    MailingState: place.state,
    MailingPostalCode: place.postalCode,
    MailingCountry: place.country,
  };
}

function email(first: string, last: string, index: number, staff: boolean): string {
  const ascii = `${first}.${last}`
    .normalize('NFKD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return staff ? `${ascii}${index}@skyline.example` : `${ascii}${index}@customer.example`;
}

function phone({ random }: SeedPlan): string {
  return `(${random.between(200, 989)}) 555-${String(random.between(0, 9_999)).padStart(4, '0')}`;
}
