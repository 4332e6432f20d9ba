import { createClientAsync } from 'soap';
import type { Client } from 'soap';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** The npm package `soap` as the client: it knows of the org only what the WSDLs say. */
let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

type Result = Readonly<Record<string, never>> | readonly Readonly<Record<string, never>>[];

/** What `client.<name>Async(input)` answers with, its `result` alone. */
async function call(client: Client, name: string, input: object): Promise<Result> {
  const run = client[`${name}Async`] as (input: object) => Promise<[{ result: Result } | null]>;
  const [answer] = await run.call(client, input);
  return answer?.result ?? [];
}

describe('the partner WSDL', () => {
  const NAMESPACE = 'urn:partner.soap.sforce.com';
  let client: Client;

  beforeAll(async () => {
    client = await createClientAsync(`${local.url}/services/wsdl/partner`);
    const login = await call(client, 'login', {
      username: 'admin@local.example',
      password: 'localorg1',
    });
    const { serverUrl, sessionId } = login as unknown as Readonly<Record<string, string>>;
    client.setEndpoint(serverUrl ?? '');
    client.addSoapHeader({ SessionHeader: { sessionId } }, '', 'tns', NAMESPACE);
  });

  it('sets passwords, as the Salesforce CLI does for new users', async () => {
    const [{ Id }] = (
      (await call(client, 'query', {
        queryString: "SELECT Id FROM User WHERE Username = 'portal@local.example'",
      })) as unknown as { records: readonly [{ Id: readonly string[] | string }] }
    ).records;
    const userId = [Id].flat()[0] ?? '';
    await call(client, 'setPassword', { userId, password: 'abcdefg1' });
    const renewed = await call(client, 'resetPassword', { userId });
    expect(renewed).toMatchObject({ password: expect.stringMatching(/^Local\d{9}$/) as string });
  });

  it('is enough to create, change, find and delete records', async () => {
    const created = await call(client, 'create', {
      sObjects: [{ type: 'Account', Name: 'A & <B>', Phone: '1' }, { type: 'Account' }],
    });
    expect(created).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] },
    ]);
    const { id } = (created as unknown as readonly { readonly id: string }[])[0] ?? { id: '' };
    await call(client, 'update', {
      sObjects: [{ type: 'Account', fieldsToNull: ['Phone'], Id: id, Industry: 'Energy' }],
    });
    const queryString = `SELECT Name, Industry, Phone, Owner.Name FROM Account WHERE Id = '${id}'`;
    expect(await call(client, 'query', { queryString })).toMatchObject({
      done: true,
      size: 1,
      records: [{ type: 'Account', Name: 'A & <B>', Industry: 'Energy' }],
    });
    const searchString = 'FIND {"A & B"} IN NAME FIELDS RETURNING Account(Id, Name)';
    expect(await call(client, 'search', { searchString })).toMatchObject({
      searchRecords: [{ record: { Name: 'A & <B>' } }],
    });
    expect(await call(client, 'delete', { ids: [id] })).toMatchObject([{ success: true }]);
    expect(await call(client, 'emptyRecycleBin', { ids: [id] })).toMatchObject([{ success: true }]);
    expect(await call(client, 'undelete', { ids: [id] })).toMatchObject([{ success: false }]);
  });

  it('types the describes', async () => {
    const described = await call(client, 'describeSObject', { sObjectType: 'Lead' });
    expect(described).toMatchObject({ name: 'Lead', keyPrefix: '00Q', mergeable: true });
    const global = (await call(client, 'describeGlobal', {})) as unknown as {
      readonly maxBatchSize: number;
      readonly sobjects: readonly { readonly name: string; readonly idEnabled: boolean }[];
    };
    expect(global.maxBatchSize).toBe(200);
    expect(global.sobjects.find(({ name }) => name === 'Case')).toMatchObject({ idEnabled: true });
    expect(await call(client, 'getUserInfo', {})).toMatchObject({
      userName: 'admin@local.example',
      organizationId: '00DLO00000000012AA',
    });
  });

  it('converts a lead once, into records that share its facts', async () => {
    const [lead] = (await call(client, 'create', {
      sObjects: [
        {
          type: 'Lead',
          FirstName: 'Ann',
          LastName: 'Lee',
          Company: 'Lee Ltd',
          Email: 'a@b.example',
        },
      ],
    })) as unknown as readonly { readonly id: string }[];
    const leadConverts = [
      { convertedStatus: 'Closed - Converted', leadId: lead?.id, opportunityName: 'First deal' },
    ];
    const [converted] = (await call(client, 'convertLead', {
      leadConverts,
    })) as unknown as readonly Readonly<Record<string, string>>[];
    expect(converted).toMatchObject({ success: true, leadId: lead?.id });
    const queryString = `SELECT IsConverted, Status, ConvertedContactId, ConvertedAccount.Name, ConvertedContact.Email, ConvertedOpportunity.Name FROM Lead WHERE Id = '${lead?.id ?? ''}'`;
    expect(await call(client, 'query', { queryString })).toMatchObject({
      records: [
        {
          IsConverted: 'true',
          Status: 'Closed - Converted',
          ConvertedContactId: converted?.['contactId'],
          ConvertedAccount: { Name: 'Lee Ltd' },
          ConvertedContact: { Email: 'a@b.example' },
          ConvertedOpportunity: { Name: 'First deal' },
        },
      ],
    });
    expect(await call(client, 'convertLead', { leadConverts })).toMatchObject([
      { success: false, errors: [{ statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD' }] },
    ]);
    const open = [{ convertedStatus: 'Working - Contacted', leadId: lead?.id }];
    expect(await call(client, 'convertLead', { leadConverts: open })).toMatchObject([
      { success: false },
    ]);
  });

  it('merges records: the master keeps the children, the others name it from the bin', async () => {
    const [master, other] = (await call(client, 'create', {
      sObjects: [
        { type: 'Contact', LastName: 'Master' },
        { type: 'Contact', LastName: 'Other' },
      ],
    })) as unknown as readonly { readonly id: string }[];
    const [child] = (await call(client, 'create', {
      sObjects: [{ type: 'Case', Subject: 'Of the other', ContactId: other?.id }],
    })) as unknown as readonly { readonly id: string }[];
    const merge = (ids: readonly (string | undefined)[]) =>
      call(client, 'merge', {
        request: [
          {
            masterRecord: { type: 'Contact', Id: master?.id, Title: 'Chief' },
            recordToMergeIds: ids,
          },
        ],
      });
    expect(await merge([master?.id])).toMatchObject([{ success: false }]);
    expect(await merge([other?.id])).toMatchObject([
      {
        success: true,
        id: master?.id,
        mergedRecordIds: [other?.id],
        updatedRelatedIds: [child?.id],
      },
    ]);
    const queryString = `SELECT Title, MasterRecordId, IsDeleted, (SELECT Subject FROM Cases) FROM Contact WHERE Id IN ('${master?.id ?? ''}', '${other?.id ?? ''}') ORDER BY IsDeleted`;
    expect(await call(client, 'queryAll', { queryString })).toMatchObject({
      records: [
        { Title: 'Chief', IsDeleted: 'false', Cases: { records: [{ Subject: 'Of the other' }] } },
        { MasterRecordId: master?.id, IsDeleted: 'true' },
      ],
    });
  });

  it('binds writes together under AllOrNoneHeader, and pages by QueryOptions', async () => {
    client.addSoapHeader({ AllOrNoneHeader: { allOrNone: true } }, '', 'tns', NAMESPACE);
    client.addSoapHeader({ QueryOptions: { batchSize: 250 } }, '', 'tns', NAMESPACE);
    const created = await call(client, 'create', {
      sObjects: [{ type: 'Account', Name: 'Bound' }, { type: 'Account' }],
    });
    expect(created).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ]);
    const queryString = "SELECT Id FROM Account WHERE Name = 'Bound'";
    expect(await call(client, 'query', { queryString })).toMatchObject({ size: 0 });
    const page = await call(client, 'query', { queryString: 'SELECT Id FROM Contact' });
    expect((page as unknown as { readonly records: readonly unknown[] }).records).toHaveLength(250);
  });
});

describe("a class's WSDL", () => {
  const NAMESPACE = 'http://soap.sforce.com/schemas/class/AccountService';

  it('is enough to call its methods and to meet its exceptions', async () => {
    const token = await local.signIn('admin@local.example');
    const client = await createClientAsync(`${local.url}/services/wsdl/class/AccountService`, {
      wsdl_headers: { authorization: `Bearer ${token}` },
    });
    client.addSoapHeader({ SessionHeader: { sessionId: token } }, '', 'tns', NAMESPACE);
    const found = (await call(client, 'findAccounts', {
      name: 'a',
      most: 2,
    })) as unknown as readonly { readonly id: string }[];
    expect(found).toHaveLength(2);
    const accountId = found[0]?.id;
    const people = [{ firstName: 'A & B', lastName: '<C>' }, { lastName: 'D' }];
    expect(await call(client, 'addContacts', { accountId, people })).toHaveLength(2);
    await expect(call(client, 'getAccount', { accountId: '001LO0000zzzzzz' })).rejects.toThrow(
      'AccountService.NoSuchAccountException',
    );
  });
});
