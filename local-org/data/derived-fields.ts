/** Fields that Salesforce fills from others when a record is saved. */
import { blobSize } from './blob-store.ts';
import type { StoredValue } from './stored-values.ts';

/** A record in stored form, by exact field name. */
export type StoredRow = Record<string, StoredValue>;

/** Reads one field of another record while deriving; null when there is no such record. */
export type FieldReader = (
  id: StoredValue | undefined,
  object: string,
  field: string,
) => StoredValue;

export interface DerivationContext {
  readonly read: FieldReader;
  readonly now: number;
  /** True when the row is being created. */
  readonly creating: boolean;
  /** Names given in this write. */
  readonly given: ReadonlySet<string>;
}

/** Returns the fields to set besides those written; rules are per object, in DERIVATIONS. */
export function deriveFields(
  objectName: string,
  row: Readonly<StoredRow>,
  context: DerivationContext,
): StoredRow {
  return DERIVATIONS[objectName]?.(row, context) ?? {};
}

/** Bytes of a stored base64 value. */
export function sizeOf(stored: StoredValue | undefined): number {
  return typeof stored === 'string' ? blobSize(stored) : 0;
}

type Derivation = (row: Readonly<StoredRow>, context: DerivationContext) => StoredRow;

interface StageFacts {
  readonly probability: number;
  readonly forecast: string;
  readonly closed: boolean;
  readonly won: boolean;
}

const open = (probability: number, forecast = 'Pipeline'): StageFacts => ({
  probability,
  forecast,
  closed: false,
  won: false,
});

/** The stages of a new Developer Edition org. */
export const OPPORTUNITY_STAGES: ReadonlyMap<string, StageFacts> = new Map([
  ['Prospecting', open(10)],
  ['Qualification', open(10)],
  ['Needs Analysis', open(20)],
  ['Value Proposition', open(50)],
  ['Id. Decision Makers', open(60)],
  ['Perception Analysis', open(70)],
  ['Proposal/Price Quote', open(75)],
  ['Negotiation/Review', open(90)],
  ['Closed Won', { probability: 100, forecast: 'Closed', closed: true, won: true }],
  ['Closed Lost', { probability: 0, forecast: 'Omitted', closed: true, won: false }],
]);

const DERIVATIONS: Readonly<Record<string, Derivation>> = {
  Contact: (row) => ({ Name: personName(row), IsEmailBounced: row.EmailBouncedDate ? 1 : 0 }),
  Lead: (row) => ({ Name: personName(row) }),
  User: (row) => ({ Name: personName(row) }),
  Opportunity: deriveOpportunity,
  Case: deriveCase,
  Task: deriveTask,
  Event: (row, { read }) => ({ AccountId: accountOf(row, read) }),
  Attachment: (row) => ({ BodyLength: sizeOf(row['Body']) }),
  Report: (row) => ({ DeveloperName: row.DeveloperName ?? null }),
};

/** First, middle and last name and suffix, without the salutation. */
function personName(row: Readonly<StoredRow>): string {
  return [row.FirstName, row.MiddleName, row.LastName, row.Suffix]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' ');
}

function deriveOpportunity(
  row: Readonly<StoredRow>,
  { given, creating }: DerivationContext,
): StoredRow {
  const stage = OPPORTUNITY_STAGES.get(String(row.StageName)) ?? open(0);
  const stageChanged = creating || given.has('StageName');
  const probability =
    given.has('Probability') || !stageChanged
      ? (row.Probability ?? stage.probability)
      : stage.probability;
  const amount = typeof row.Amount === 'number' ? row.Amount : null;
  return {
    Probability: probability,
    IsClosed: stage.closed ? 1 : 0,
    IsWon: stage.won ? 1 : 0,
    ForecastCategory: stage.forecast,
    ForecastCategoryName: stage.forecast,
    ExpectedRevenue: amount === null ? null : (amount * Number(probability)) / 100,
    HasOpportunityLineItem: row.HasOpportunityLineItem ?? 0,
    ...fiscalPeriod(row.CloseDate),
  };
}

/** The local org's fiscal year is the calendar year. */
function fiscalPeriod(date: StoredValue | undefined): StoredRow {
  if (typeof date !== 'string') return { FiscalYear: null, FiscalQuarter: null, Fiscal: null };
  const year = Number(date.slice(0, 4));
  const quarter = Math.ceil(Number(date.slice(5, 7)) / 3);
  return { FiscalYear: year, FiscalQuarter: quarter, Fiscal: `${year} ${quarter}` };
}

function deriveCase(row: Readonly<StoredRow>, { read, now, given }: DerivationContext): StoredRow {
  const closed = row.Status === 'Closed';
  const fromContact = (field: string): StoredValue => read(row.ContactId, 'Contact', field);
  return {
    IsClosed: closed ? 1 : 0,
    ClosedDate: closed ? (row.ClosedDate ?? now) : null,
    IsEscalated: row.IsEscalated ?? 0,
    AccountId:
      given.has('ContactId') && !given.has('AccountId')
        ? fromContact('AccountId')
        : (row.AccountId ?? null),
    ContactPhone: fromContact('Phone'),
    ContactMobile: fromContact('MobilePhone'),
    ContactEmail: fromContact('Email'),
    ContactFax: fromContact('Fax'),
  };
}

function deriveTask(row: Readonly<StoredRow>, { read, now }: DerivationContext): StoredRow {
  const closed = row.Status === 'Completed';
  return {
    IsClosed: closed ? 1 : 0,
    IsHighPriority: row.Priority === 'High' ? 1 : 0,
    CompletedDateTime: closed ? (row.CompletedDateTime ?? now) : null,
    AccountId: accountOf(row, read),
    TaskSubtype: row.TaskSubtype ?? 'Task',
  };
}

/** An activity belongs to the account it is about, else to its contact's account. */
function accountOf(row: Readonly<StoredRow>, read: FieldReader): StoredValue {
  const what = typeof row.WhatId === 'string' ? row.WhatId : '';
  if (what.startsWith('001')) return what;
  if (what.startsWith('006')) return read(what, 'Opportunity', 'AccountId');
  if (what.startsWith('500')) return read(what, 'Case', 'AccountId');
  return read(row.WhoId, 'Contact', 'AccountId');
}
