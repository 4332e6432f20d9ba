/** An org with a customer, and with everything that this customer must not learn; a second look at it has other secrets. */

import { parse } from 'yaml';
import { createOrgWriter } from '../integration/org-api.ts';
import type { OrgWriter } from '../integration/org-api.ts';
import type { Config } from '../../src/common/config/load-config.ts';
import type { BindingStore } from '../../src/store/store.ts';

/** WordPress user ids. */
export const CUSTOMER = '7';
export const VICTIM = '8';
/** Stands in every text that the customer must not see. */
export const SECRET = 'Zebra';

const POLICY: unknown = parse(`
Contact:
  user:
    rows: '(Is_Staff__c = true AND Directory_Opt_Out__c = false) OR Id = :viewer.contactId'
    fields: [Name, LastName, Department, Email, AccountId, ReportsToId]
    create: { fields: [LastName, ReportsToId] }
    update: { rows: 'Id = :viewer.contactId', fields: [Phone, ReportsToId] }
    upsert: [Member_Number__c]
Account:
  user:
    rows: 'Id IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId)'
    fields: [Name, Industry]
Case:
  user:
    rows: 'ContactId = :viewer.contactId'
    fields: [CaseNumber, Subject, Status, ContactId, AccountId, OwnerId, ParentId, IsClosed]
    create:
      fields: [Subject, Description, ParentId]
      set: { ContactId: ':viewer.contactId', Origin: Web }
    update: { rows: 'IsClosed = false', fields: [Subject, ParentId] }
    delete: { rows: "Status = 'New'" }
CaseComment:
  user:
    rows: 'IsPublished = true AND Parent.ContactId = :viewer.contactId'
    fields: [ParentId, CommentBody, IsPublished]
    create: { fields: [ParentId, CommentBody], set: { IsPublished: true } }
    update: { fields: [CommentBody] }
    delete: true
ContentVersion:
  user:
    rows: 'FirstPublishLocationId IN (SELECT Id FROM Case WHERE ContactId = :viewer.contactId)'
    fields: [Title, FileExtension, ContentSize, VersionData, FirstPublishLocationId]
    create: { fields: [VersionData, FirstPublishLocationId] }
    update: { fields: [Title] }
User: { user: { rows: 'IsActive = true', fields: [Name] } }
`);

const OPERATIONS: unknown = parse(`
contactCases: { user: { pin: { contactId: ':viewer.contactId' } }, staff: {} }
casesLike: [user]
reports: { Opportunities_by_Stage: [user] }
raw:
  - { rest: /services/data/**, methods: [GET, POST, PATCH, DELETE], roles: [user] }
  - { rest: /services/apexrest/staff-directory, methods: [GET], roles: [user] }
`);

/** The folder of `queries` holds the demo's, and `cases-like.soql`. */
export function attackedConfig(config: Config, queries: string): Config {
  return {
    ...config,
    queries,
    reports: [],
    objects: [
      ...['Account', 'Contact', 'Case', 'CaseComment', 'ContentVersion'],
      ...['Opportunity', 'User', 'Group'],
    ],
    policy: POLICY,
    operations: OPERATIONS,
    // Every look is a new one.
    cache: { ...config.cache, ttlSeconds: 0, reportsSeconds: 0 },
  };
}

/** Ids of what is the customer's (`own…`), the victim's (`their…`), or hidden beside the customer's. */
export interface AttackedIds {
  readonly own: string;
  readonly their: string;
  readonly ownAccount: string;
  readonly theirAccount: string;
  readonly ownCase: string;
  readonly theirCase: string;
  readonly ownComment: string;
  readonly theirComment: string;
  readonly innerComment: string;
  readonly theirFile: string;
  readonly deal: string;
}

export class AttackedOrg {
  readonly ids: AttackedIds;
  readonly #writer: OrgWriter;

  private constructor(ids: AttackedIds, writer: OrgWriter) {
    this.ids = ids;
    this.#writer = writer;
  }

  static async plant(orgUrl: string, bindings: BindingStore): Promise<AttackedOrg> {
    const writer = await createOrgWriter(orgUrl);
    const ownAccount = await writer.create('Account', { Name: 'Own Ltd', AnnualRevenue: 100 });
    const theirAccount = await writer.create('Account', { Name: `${SECRET} Ltd` });
    const contact = (AccountId: string, fields: object) =>
      writer.create('Contact', { AccountId, Is_Staff__c: false, ...fields });
    const own = await contact(ownAccount, { LastName: 'Own', Phone: `${SECRET} 1` });
    const their = await contact(theirAccount, {
      ...{ LastName: SECRET, Email: 'zebra@example.com', Department: 'Stripes' },
      Member_Number__c: `${SECRET}-1`,
    });
    const theirCase = await writer.create('Case', {
      ...{ ContactId: their, AccountId: theirAccount, Subject: `${SECRET} case`, Status: 'New' },
    });
    const ownCase = await writer.create('Case', {
      ...{ ContactId: own, AccountId: ownAccount, Subject: 'Own case', Status: 'New' },
      ...{ ParentId: theirCase, Description: `${SECRET} text`, SuppliedEmail: 'zebra@example.com' },
    });
    const comment = (ParentId: string, CommentBody: string, IsPublished: boolean) =>
      writer.create('CaseComment', { ParentId, CommentBody, IsPublished });
    const ids: AttackedIds = {
      ...{ own, their, ownAccount, theirAccount, ownCase, theirCase },
      ownComment: await comment(ownCase, 'Own comment', true),
      theirComment: await comment(theirCase, `${SECRET} comment`, true),
      innerComment: await comment(ownCase, `${SECRET} inside`, false),
      theirFile: await writer.create('ContentVersion', {
        ...{ Title: `${SECRET} file`, PathOnClient: 'x.txt', VersionData: 'eA==' },
        FirstPublishLocationId: theirCase,
      }),
      deal: await writer.create('Opportunity', {
        ...{ Name: `${SECRET} deal`, AccountId: ownAccount, Amount: 5_000 },
        ...{ StageName: 'Prospecting', CloseDate: '2026-06-01' },
      }),
    };
    for (const [subject, contactId] of [
      [CUSTOMER, own],
      [VICTIM, their],
    ] as const) {
      const how = { boundBy: 'the tests', boundAt: '2026-01-01T00:00:00Z' };
      await bindings.save({ site: 'demo', subject, contactId, ...how });
    }
    return new AttackedOrg(ids, writer);
  }

  /** Everything that the customer must not see becomes something else. */
  async changeSecrets(): Promise<void> {
    const { own, their, ownAccount, theirAccount, ownCase, theirCase } = this.ids;
    const { theirComment, innerComment, theirFile, deal } = this.ids;
    const write = this.#writer;
    const other = `Other ${SECRET}`;
    await write.update('Account', ownAccount, { AnnualRevenue: 1, Phone: other });
    await write.update('Account', theirAccount, { Name: other, Industry: 'Energy' });
    await write.update('Contact', own, { Phone: `${other} 2`, Member_Number__c: `${other}-0` });
    await write.update('Contact', their, {
      ...{ LastName: other, Email: 'other@example.com', Department: 'Sales' },
      Member_Number__c: `${other}-1`,
    });
    await write.update('Case', theirCase, { Subject: other, Status: 'Closed' });
    await write.update('Case', ownCase, { Description: other, SuppliedEmail: null });
    await write.create('Case', { ContactId: their, AccountId: ownAccount, Subject: other });
    await write.update('CaseComment', theirComment, { CommentBody: other });
    await write.remove('CaseComment', innerComment);
    await write.update('ContentVersion', theirFile, { Title: other });
    await write.update('Opportunity', deal, { Amount: 1, StageName: 'Closed Won' });
    const group = await write.create('Group', { Name: other, Type: 'Queue' }).catch(() => null);
    if (group !== null) await write.remove('Group', group);
  }
}
