import { API, openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

const soqlPath = (soql: string, resource = 'query') => `/${resource}?q=${encodeURIComponent(soql)}`;
const query = (soql: string, options: { token?: string; headers?: Record<string, string> } = {}) =>
  local.api('GET', soqlPath(soql), undefined, options);
const page = (answer: Answer) => answer.json as Page;

describe('/query', () => {
  it('gives the 50 staff of the seed with their parents in one call', async () => {
    const answer = await query(
      'SELECT Id, Name, Account.Name FROM Contact WHERE Is_Staff__c = true',
    );
    expect([page(answer).totalSize, page(answer).done]).toEqual([50, true]);
    expect(page(answer).records[0]).toMatchObject({
      attributes: {
        type: 'Contact',
        url: expect.stringMatching(/^\/services\/data\/v62\.0\/sobjects\/Contact\/003/) as string,
      },
      Account: { attributes: { type: 'Account' } },
    });
  });

  it('pages as Sforce-Query-Options asks, within 200 and 2,000, and each page costs a call', async () => {
    await local.control({ action: 'reset', data: false });
    const headers = { 'Sforce-Query-Options': 'batchSize=500' };
    const first = page(await query('SELECT Id FROM Contact ORDER BY Id', { headers }));
    expect([first.totalSize, first.done, first.records.length]).toEqual([2_000, false, 500]);
    expect(first.nextRecordsUrl).toMatch(/^\/services\/data\/v62\.0\/query\/0r8\w+-500$/);
    const ids = first.records.map((record) => record['Id']);
    for (let next = first.nextRecordsUrl; next !== undefined;) {
      const more = page(await local.api('GET', next));
      ids.push(...more.records.map((record) => record['Id']));
      next = more.nextRecordsUrl;
    }
    expect(new Set(ids).size).toBe(2_000);
    expect((await local.calls()).totals.apiCalls).toBe(4);
    const small = page(
      await query('SELECT Id FROM Contact', { headers: { 'Sforce-Query-Options': 'batchSize=1' } }),
    );
    expect(small.records).toHaveLength(200);
  });

  it('keeps a locator for two days and for its own user', async () => {
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    const { nextRecordsUrl = '' } = page(await query('SELECT Id FROM Contact', { headers }));
    const stranger = await local.signIn('portal@local.example');
    expect((await local.api('GET', nextRecordsUrl, undefined, { token: stranger })).status).toBe(
      400,
    );
    await local.control({ action: 'settings', set: { sessionTimeoutMinutes: 60 * 72 } });
    await local.control({ action: 'clock', advanceSeconds: 49 * 60 * 60 });
    const answer = await local.api('GET', nextRecordsUrl);
    expect([answer.status, answer.json]).toMatchObject([
      400,
      [{ errorCode: 'INVALID_QUERY_LOCATOR' }],
    ]);
    await local.control({ action: 'reset', data: false });
  });

  it('leaves deleted rows to /queryAll', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: 'Deleted soon' });
    await local.api('DELETE', `/sobjects/Account/${(made.json as { id: string }).id}`);
    const soql = "SELECT Id, IsDeleted FROM Account WHERE Name = 'Deleted soon'";
    expect(page(await query(soql)).totalSize).toBe(0);
    expect(page(await local.api('GET', soqlPath(soql, 'queryAll'))).records).toMatchObject([
      { IsDeleted: true },
    ]);
  });

  it('describes its columns, as the Salesforce CLI asks', async () => {
    const soql = 'SELECT Id, Owner.Name, (SELECT LastName FROM Contacts) FROM Account LIMIT 1';
    const { json } = await local.api('GET', `${soqlPath(soql)}&columns=true`);
    expect(json).toMatchObject({
      entityName: 'Account',
      groupBy: false,
      idSelected: true,
      keyPrefix: '001',
      columnMetadata: [
        { columnName: 'Id', apexType: 'Id', aggregate: false, joinColumns: [] },
        {
          columnName: 'Owner',
          foreignKeyName: 'OwnerId',
          joinColumns: [{ columnName: 'Name', textType: true }],
        },
        { columnName: 'Contacts', aggregate: true, joinColumns: [{ columnName: 'LastName' }] },
      ],
    });
    const grouped = await local.api(
      'GET',
      `${soqlPath('SELECT StageName, AVG(Amount), COUNT(Id) n FROM Opportunity GROUP BY StageName')}&columns=true`,
    );
    expect(grouped.json).toMatchObject({
      groupBy: true,
      columnMetadata: [
        { columnName: 'StageName' },
        { columnName: 'expr0', displayName: 'avg(Amount)', aggregate: true },
        { columnName: 'n', displayName: 'count(Id)' },
      ],
    });
  });

  it('explains a statement and refuses one that could not run', async () => {
    const plan = await local.api(
      'GET',
      `/query?explain=${encodeURIComponent('SELECT Id FROM Account LIMIT 3')}`,
    );
    expect(plan.json).toMatchObject({
      plans: [{ sobjectType: 'Account', sobjectCardinality: expect.any(Number) as number }],
    });
    expect((await local.api('GET', '/query?explain=SELECT+Nope+FROM+Account')).status).toBe(400);
  });

  it.each([
    ['no statement', '/query', 'MALFORMED_QUERY'],
    ['an unknown field', soqlPath('SELECT Naem FROM Account'), 'INVALID_FIELD'],
    ['an unknown object', soqlPath('SELECT Id FROM Contact123'), 'INVALID_TYPE'],
    [
      'SQL',
      soqlPath("SELECT Id FROM Account WHERE Name = 'x' UNION SELECT sql FROM sqlite_master"),
      'MALFORMED_QUERY',
    ],
    ['an unknown locator', '/query/0r8LO0000000zzz-2000', 'INVALID_QUERY_LOCATOR'],
  ])('answers 400 for %s', async (_name, path, errorCode) => {
    const answer = await local.api('GET', path);
    expect([answer.status, answer.json]).toMatchObject([400, [{ errorCode }]]);
  });

  it('takes a statement of 100,001 characters only to refuse it', async () => {
    const soql = `SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`;
    const answer = await local.api('POST', '/composite', {
      compositeRequest: [{ method: 'GET', url: `${API}${soqlPath(soql)}`, referenceId: 'long' }],
    });
    expect(answer.json).toMatchObject({
      compositeResponse: [{ httpStatusCode: 400, body: [{ errorCode: 'MALFORMED_QUERY' }] }],
    });
  });

  it('runs inside a composite, and later parts refer to its rows', async () => {
    const answer = await local.api('POST', '/composite', {
      compositeRequest: [
        {
          method: 'GET',
          url: `${API}${soqlPath('SELECT Id FROM Account ORDER BY Name LIMIT 1')}`,
          referenceId: 'found',
        },
        {
          method: 'GET',
          url: `${API}/sobjects/Account/@{found.records[0].Id}?fields=Name`,
          referenceId: 'row',
        },
        {
          method: 'GET',
          url: `${API}${soqlPath("SELECT Id FROM Account WHERE Name = 'no such'")}`,
          referenceId: 'none',
        },
        {
          method: 'GET',
          url: `${API}/sobjects/Account/@{none.records[0].Id}`,
          referenceId: 'missing',
        },
      ],
    });
    const parts = (
      answer.json as { compositeResponse: readonly { httpStatusCode: number; body: never }[] }
    ).compositeResponse;
    expect(parts.map((part) => part.httpStatusCode)).toEqual([200, 200, 200, 400]);
    expect(parts[3]?.body).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for none.records[0].Id found in none',
      },
    ]);
  });
});

describe('relationships of a record', () => {
  it('lead to its parent, its children, and no further than there are', async () => {
    const [contact] = page(
      await query('SELECT Id, AccountId FROM Contact WHERE AccountId != null LIMIT 1'),
    ).records;
    const id = String(contact?.['Id']);
    const parent = await local.api('GET', `/sobjects/Contact/${id}/Account?fields=Name`);
    expect(parent.json).toMatchObject({
      attributes: { type: 'Account' },
      Id: contact?.['AccountId'],
    });
    const children = await local.api(
      'GET',
      `/sobjects/Account/${String(contact?.['AccountId'])}/Contacts?fields=Id,AccountId`,
    );
    expect(
      page(children).records.every((record) => record['AccountId'] === contact?.['AccountId']),
    ).toBe(true);
    expect((await local.api('GET', `/sobjects/Contact/${id}/Account/Nope`)).status).toBe(404);
    expect((await local.api('GET', `/sobjects/Contact/${id}/Nope`)).status).toBe(404);
  });
});

describe('what each user sees', () => {
  it('is all for the integration user and only its own account for the portal user', async () => {
    const token = await local.signIn('portal@local.example');
    const all = page(await query('SELECT COUNT() FROM Contact')).totalSize;
    const own = page(await query('SELECT COUNT() FROM Contact', { token })).totalSize;
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(all / 10);
    const [hidden] = page(
      await query('SELECT Id FROM Contact WHERE Is_Staff__c = true LIMIT 1'),
    ).records;
    const id = String(hidden?.['Id']);
    const portal = { token };
    const answers = [
      await local.api('GET', `/sobjects/Contact/${id}`, undefined, portal),
      await local.api('PATCH', `/sobjects/Contact/${id}`, { LastName: 'x' }, portal),
      await local.api('GET', `/sobjects/Lead`, undefined, portal),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
    const retrieved = await local.api(
      'POST',
      '/composite/sobjects/Contact',
      { ids: [id], fields: ['Id'] },
      portal,
    );
    expect(retrieved.json).toEqual([null]);
  });
});

describe('the Tooling API', () => {
  it('answers queries with the size, locator and type of the page', async () => {
    const answer = await local.api(
      'GET',
      `/tooling${soqlPath('SELECT Id, Name FROM Profile LIMIT 2')}`,
    );
    expect(answer.json).toMatchObject({
      size: 2,
      totalSize: 2,
      done: true,
      queryLocator: null,
      entityTypeName: 'Profile',
    });
    expect((page(answer).records[0]?.['attributes'] as { url: string }).url).toMatch(
      /^\/services\/data\/v62\.0\/tooling\/sobjects\/Profile\//,
    );
  });
});

describe('metadata as rows', () => {
  it('lists objects and fields, and follows a change of the catalog', async () => {
    const entity =
      "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName = 'Project__c'";
    const field =
      "SELECT DataType FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND QualifiedApiName = 'Extra__c'";
    const tooling = (soql: string) => local.api('GET', `/tooling${soqlPath(soql)}`);
    expect(page(await tooling(entity)).records).toMatchObject([{ QualifiedApiName: 'Project__c' }]);
    expect(page(await tooling(field)).totalSize).toBe(0);
    const added = { name: 'Extra__c', type: 'string', label: 'Extra', length: 10 };
    await local.control({
      action: 'metadata',
      change: { kind: 'add-field', object: 'Account', field: added },
    });
    expect(page(await tooling(field)).records).toMatchObject([{ DataType: 'Text(10)' }]);
  });
});
