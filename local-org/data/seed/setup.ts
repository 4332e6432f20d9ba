/** Seeds who works in the org: organization, profiles, roles, users, queues. */
import { PROFILES } from '../access.ts';
import { bulkLoad, seededId, type SeedPlan } from './bulk-load.ts';
import { FIRST_NAMES, LAST_NAMES } from './words.ts';

/** Where each contract user stands in the seed. */
export const USER_INDEX = { administrator: 0, integration: 1, portal: 2 } as const;
/** The portal user is this customer. */
export const PORTAL_CONTACT_INDEX = 50;
export const PORTAL_ACCOUNT_INDEX = 1;
const SALES_USERS = 9;
export const USER_COUNT = 3 + SALES_USERS;

interface NamedUser {
  readonly FirstName: string;
  readonly LastName: string;
  readonly Username: string;
  readonly profile: number;
  readonly role: number | null;
}

const NAMED_USERS: readonly NamedUser[] = [
  { FirstName: 'Ada', LastName: 'Admin', Username: 'admin@local.example', profile: 0, role: 0 },
  {
    FirstName: 'Ines',
    LastName: 'Integration',
    Username: 'integration@local.example',
    profile: 1,
    role: null,
  },
  {
    FirstName: 'Casey',
    LastName: 'Customer',
    Username: 'portal@local.example',
    profile: 2,
    role: null,
  },
];

export function seedSetup(plan: SeedPlan): void {
  seedOrganization(plan);
  const names = Object.values(PROFILES);
  bulkLoad(plan, 'Profile', names.length, (i) => ({
    Name: names[i] ?? '',
    UserType: i === USER_INDEX.portal ? 'CspLitePortal' : 'Standard',
    Description: null,
    PermissionsCustomizeApplication: i === USER_INDEX.administrator ? 1 : 0,
    PermissionsModifyAllData: i === USER_INDEX.administrator ? 1 : 0,
  }));
  const roles = ['CEO', 'VP Sales', 'Sales Team', 'Support Team'];
  bulkLoad(plan, 'UserRole', roles.length, (i) => ({
    Name: roles[i] ?? '',
    DeveloperName: (roles[i] ?? '').replaceAll(' ', '_'),
    ParentRoleId: i === 0 ? null : seededId(plan.org, 'UserRole', i === 1 ? 0 : 1),
  }));
  bulkLoad(plan, 'User', USER_COUNT, (i) => userRow(plan, i));
  const queues = ['Support Queue', 'Lead Queue', 'All Staff'];
  bulkLoad(plan, 'Group', queues.length, (i) => ({
    Name: queues[i] ?? '',
    DeveloperName: (queues[i] ?? '').replaceAll(' ', '_'),
    Type: i < 2 ? 'Queue' : 'Regular',
    DoesSendEmailToMembers: 0,
    DoesIncludeBosses: 1,
  }));
  bulkLoad(plan, 'QueueSobject', 2, (i) => ({
    QueueId: seededId(plan.org, 'Group', i),
    SobjectType: i === 0 ? 'Case' : 'Lead',
  }));
  bulkLoad(plan, 'GroupMember', SALES_USERS, (i) => ({
    GroupId: seededId(plan.org, 'Group', i % 3),
    UserOrGroupId: seededId(plan.org, 'User', 3 + i),
  }));
}

function seedOrganization(plan: SeedPlan): void {
  bulkLoad(plan, 'Organization', 1, () => ({
    Name: 'Local Org',
    OrganizationType: 'Developer Edition',
    InstanceName: 'LOCAL',
    IsSandbox: 0,
    LanguageLocaleKey: 'en_US',
    DefaultLocaleSidKey: 'en_US',
    TimeZoneSidKey: 'America/Los_Angeles',
    FiscalYearStartMonth: 1,
    City: 'San Francisco',
    State: 'CA',
    Country: 'USA',
    PostalCode: '94105',
    PrimaryContact: 'Ada Admin',
  }));
}

function userRow(plan: SeedPlan, index: number) {
  const named = NAMED_USERS[index] ?? salesUser(index);
  const portal = index === USER_INDEX.portal;
  return {
    Username: named.Username,
    FirstName: named.FirstName,
    LastName: named.LastName,
    Email: named.Username,
    Alias: `${named.FirstName.charAt(0)}${named.LastName}`.slice(0, 8).toLowerCase(),
    CommunityNickname: `${named.FirstName}${String(index)}`,
    Title: portal ? null : 'Account Representative',
    Department: portal ? null : 'Sales',
    IsActive: index === USER_COUNT - 1 ? 0 : 1,
    TimeZoneSidKey: 'America/Los_Angeles',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    UserType: portal ? 'CspLitePortal' : 'Standard',
    ProfileId: seededId(plan.org, 'Profile', named.profile),
    UserRoleId: named.role === null ? null : seededId(plan.org, 'UserRole', named.role),
    ManagerId: index > 3 ? seededId(plan.org, 'User', 3) : null,
    ContactId: portal ? seededId(plan.org, 'Contact', PORTAL_CONTACT_INDEX) : null,
    AccountId: portal ? seededId(plan.org, 'Account', PORTAL_ACCOUNT_INDEX) : null,
  };
}

function salesUser(index: number): NamedUser {
  const FirstName = FIRST_NAMES[index] ?? 'Sam';
  const LastName = LAST_NAMES[(index * 7) % LAST_NAMES.length] ?? 'Seller';
  const Username = `${FirstName}.${String(index)}@local.example`
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\w.@]/g, '');
  return {
    FirstName,
    LastName,
    Username,
    profile: index === 3 ? 0 : 1,
    role: index % 2 === 0 ? 2 : 3,
  };
}
