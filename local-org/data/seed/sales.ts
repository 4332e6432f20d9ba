/** Seeds leads, campaigns, products, opportunities with their lines and contact roles. */
import type { StoredRow } from '../derived-fields.ts';
import { OPPORTUNITY_STAGES } from '../derived-fields.ts';
import { bulkLoad, DAY, dateOf, seededId, type SeedPlan } from './bulk-load.ts';
import { ACCOUNT_COUNT, CONTACT_COUNT } from './customers.ts';
import { USER_COUNT } from './setup.ts';
import {
  COMPANY_HEADS,
  COMPANY_TAILS,
  FIRST_NAMES,
  LAST_NAMES,
  PLACES,
  PRODUCTS,
} from './words.ts';

const OPPORTUNITIES = 600;
const LEADS = 400;
const CAMPAIGNS = 12;
const STAGES = [...OPPORTUNITY_STAGES.keys()];
const LEAD_STATUSES = [
  'Open - Not Contacted',
  'Working - Contacted',
  'Closed - Converted',
  'Closed - Not Converted',
] as const;

export function seedSales(plan: SeedPlan): void {
  seedProducts(plan);
  bulkLoad(plan, 'Campaign', CAMPAIGNS, (i) => campaignRow(plan, i));
  bulkLoad(plan, 'Lead', LEADS, (i) => leadRow(plan, i));
  bulkLoad(plan, 'Opportunity', OPPORTUNITIES, (i) => opportunityRow(plan, i));
  bulkLoad(plan, 'OpportunityContactRole', 300, (i) => ({
    OpportunityId: seededId(plan.org, 'Opportunity', i),
    ContactId: seededId(plan.org, 'Contact', (i * 13) % CONTACT_COUNT),
    Role: plan.random.pick(['Decision Maker', 'Evaluator', 'Influencer']),
    IsPrimary: i % 2,
  }));
  bulkLoad(plan, 'OpportunityLineItem', 500, (i) => lineItemRow(plan, i));
  bulkLoad(plan, 'CampaignMember', 200, (i) => ({
    CampaignId: seededId(plan.org, 'Campaign', i % CAMPAIGNS),
    LeadId: i % 2 === 0 ? seededId(plan.org, 'Lead', i) : null,
    ContactId: i % 2 === 0 ? null : seededId(plan.org, 'Contact', 60 + i),
    Status: plan.random.pick(['Sent', 'Responded']),
    HasResponded: plan.random.chance(0.4) ? 1 : 0,
  }));
}

function seedProducts(plan: SeedPlan): void {
  bulkLoad(plan, 'Product2', PRODUCTS.length, (i) => ({
    Name: PRODUCTS[i] ?? '',
    ProductCode: `P-${String(i + 1).padStart(3, '0')}`,
    Description: `${PRODUCTS[i] ?? ''}, sold since 2020.`,
    IsActive: i === PRODUCTS.length - 1 ? 0 : 1,
    Family: i % 3 === 0 ? 'None' : null,
  }));
  bulkLoad(plan, 'Pricebook2', 1, () => ({
    Name: 'Standard Price Book',
    IsActive: 1,
    IsStandard: 1,
    Description: null,
  }));
  bulkLoad(plan, 'PricebookEntry', PRODUCTS.length, (i) => ({
    Name: PRODUCTS[i] ?? '',
    Pricebook2Id: seededId(plan.org, 'Pricebook2', 0),
    Product2Id: seededId(plan.org, 'Product2', i),
    UnitPrice: (i + 1) * 125,
    IsActive: 1,
    UseStandardPrice: 0,
    ProductCode: `P-${String(i + 1).padStart(3, '0')}`,
  }));
}

function campaignRow(plan: SeedPlan, index: number): StoredRow {
  const start = plan.today - (index - 4) * 45 * DAY;
  return {
    Name: `Campaign ${index + 1}`,
    ParentId: index > 8 ? seededId(plan.org, 'Campaign', 0) : null,
    Type: plan.random.pick(['Conference', 'Webinar', 'Email']),
    Status: plan.random.pick(['Planned', 'In Progress', 'Completed']),
    StartDate: dateOf(start),
    EndDate: dateOf(start + 20 * DAY),
    BudgetedCost: plan.random.between(1, 40) * 1_000,
    IsActive: index < 6 ? 1 : 0,
  };
}

function leadRow(plan: SeedPlan, index: number): StoredRow {
  const { random } = plan;
  const place = random.pick(PLACES);
  const FirstName = random.pick(FIRST_NAMES);
  const LastName = random.pick(LAST_NAMES);
  return {
    FirstName,
    LastName,
    Company: `${random.pick(COMPANY_HEADS)} ${random.pick(COMPANY_TAILS)}`,
    Title: random.chance(0.6) ? 'Buyer' : null,
    Email: `lead${index + 1}@prospect.example`,
    Phone: random.chance(0.7)
      ? `(415) 555-${String(random.between(0, 9_999)).padStart(4, '0')}`
      : null,
    City: place.city,
    State: place.state,
    Country: place.country,
    PostalCode: place.postalCode,
    LeadSource: random.chance(0.8)
      ? random.pick(['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'])
      : null,
    Status: random.pick(LEAD_STATUSES),
    Rating: random.chance(0.5) ? random.pick(['Hot', 'Warm', 'Cold']) : null,
    Industry: random.chance(0.5) ? random.pick(['Banking', 'Energy', 'Technology']) : null,
    AnnualRevenue: random.chance(0.5) ? random.between(1, 90) * 50_000 : null,
    NumberOfEmployees: random.chance(0.5) ? random.between(5, 4_000) : null,
    IsConverted: 0,
    IsUnreadByOwner: random.chance(0.3) ? 1 : 0,
    OwnerId:
      index % 9 === 0
        ? seededId(plan.org, 'Group', 1)
        : seededId(plan.org, 'User', 3 + (index % (USER_COUNT - 3))),
  };
}

function opportunityRow(plan: SeedPlan, index: number): StoredRow {
  const { random, org } = plan;
  const account = index % ACCOUNT_COUNT;
  const created = plan.today - random.between(10, 700) * DAY;
  return {
    AccountId: seededId(org, 'Account', account),
    Name: `${random.pick(PRODUCTS)} Deal ${index + 1}`,
    StageName: random.pick(STAGES as [string, ...string[]]),
    Amount: random.chance(0.9) ? random.between(1, 4_000) * 250 : null,
    CloseDate: dateOf(created + random.between(20, 500) * DAY),
    Type: random.chance(0.7) ? random.pick(['Existing Business', 'New Business']) : null,
    LeadSource: random.chance(0.6)
      ? random.pick(['Web', 'Phone Inquiry', 'Partner Referral'])
      : null,
    NextStep: random.chance(0.3) ? 'Call back' : null,
    IsPrivate: 0,
    Pricebook2Id: seededId(org, 'Pricebook2', 0),
    HasOpportunityLineItem: index < 250 ? 1 : 0,
    CampaignId: random.chance(0.2)
      ? seededId(org, 'Campaign', random.between(0, CAMPAIGNS - 1))
      : null,
    OwnerId: seededId(org, 'User', 3 + (index % (USER_COUNT - 3))),
    Order_Number__c: random.chance(0.3) ? String(100_000 + index) : null,
    Delivery_Status__c: random.chance(0.3)
      ? random.pick(['Yet to begin', 'In progress', 'Completed'])
      : null,
    CreatedDate: created,
  };
}

function lineItemRow(plan: SeedPlan, index: number): StoredRow {
  const product = index % PRODUCTS.length;
  const quantity = plan.random.between(1, 20);
  return {
    OpportunityId: seededId(plan.org, 'Opportunity', index % 250),
    PricebookEntryId: seededId(plan.org, 'PricebookEntry', product),
    Product2Id: seededId(plan.org, 'Product2', product),
    Name: PRODUCTS[product] ?? '',
    Quantity: quantity,
    UnitPrice: (product + 1) * 125,
    TotalPrice: quantity * (product + 1) * 125,
    SortOrder: index % 4,
  };
}
