import { Readable } from 'node:stream';
import jsforce from 'jsforce';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(Bulk API 2.0 guide): jsforce is the client, the CSV is looked at beside it. */
let local: LocalOrgClient;
let connection: jsforce.Connection;

beforeAll(async () => {
  local = await openLocalOrg();
  connection = new jsforce.Connection({
    instanceUrl: local.url,
    accessToken: await local.signIn('integration@local.example'),
    version: '62.0',
    logLevel: 'NONE',
  });
  connection.bulk2.pollInterval = 10;
});

afterAll(async () => {
  await local.running.close();
});

const count = async (soql: string): Promise<number> => (await connection.query(soql)).totalSize;

describe('ingest', () => {
  it('tells successes from failures, each with its row, and keeps what succeeded', async () => {
    const names = ['Comma, Inc', 'Quote "Q" Ltd', 'Two\nlines'];
    const results = await connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: [
        ...names.map((Name) => ({ Name, NumberOfEmployees: '7' })),
        { Name: '', NumberOfEmployees: '7' },
        { Name: 'No number', NumberOfEmployees: 'many' },
      ],
    });
    expect(results.successfulResults.map((row) => (row as { Name?: string }).Name)).toEqual(names);
    expect(results.successfulResults.map((row) => row.sf__Created)).toEqual(
      names.map(() => 'true'),
    );
    expect(results.failedResults).toMatchObject([
      {
        sf__Id: '',
        sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
        NumberOfEmployees: '7',
      },
      { Name: 'No number', sf__Error: expect.stringMatching(/NumberOfEmployees|many/) as string },
    ]);
    expect(results.unprocessedRecords).toEqual([]);
    const ids = results.successfulResults.map((row) => `'${row.sf__Id}'`).join(',');
    expect(
      await count(`SELECT Id FROM Account WHERE NumberOfEmployees = 7 AND Id IN (${ids})`),
    ).toBe(3);
  });

  it('upserts by an external id, updates, and deletes', async () => {
    const load = (operation: 'upsert' | 'update' | 'delete', input: jsforce.Record[]) =>
      connection.bulk2.loadAndWaitForResults({
        object: 'Contact',
        operation,
        input,
        ...(operation === 'upsert' ? { externalIdFieldName: 'Skybridge_Request_Id__c' } : {}),
      });
    const row = (key: string, LastName: string) => ({ Skybridge_Request_Id__c: key, LastName });
    const first = await load('upsert', [row('b-1', 'One'), row('b-2', 'Two')]);
    const second = await load('upsert', [row('b-2', 'Deux'), row('b-3', 'Three')]);
    expect(second.successfulResults.map((one) => one.sf__Created)).toEqual(['false', 'true']);
    const id = first.successfulResults[0]?.sf__Id ?? '';
    await load('update', [{ Id: id, LastName: 'Uno', Title: '#N/A' }]);
    expect(await count("SELECT Id FROM Contact WHERE LastName IN ('Uno', 'Deux', 'Three')")).toBe(
      3,
    );
    const gone = await load('delete', [{ Id: id }, { Id: id }]);
    expect([gone.successfulResults.length, gone.failedResults[0]?.sf__Error]).toEqual([
      1,
      expect.stringContaining('ENTITY_IS_DELETED'),
    ]);
  });

  it.each(['insert', 'update', 'delete'] as const)(
    'takes an upload of nothing: %s',
    async (operation) => {
      const results = await connection.bulk2.loadAndWaitForResults({
        object: 'Account',
        operation,
        input: [],
      });
      expect(results).toEqual({ successfulResults: [], failedResults: [], unprocessedRecords: [] });
    },
  );

  it('upserts by id: a row without one is new', async () => {
    const results = await connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'upsert',
      externalIdFieldName: 'Id',
      input: [{ Name: 'New without an id' }],
    });
    expect(results.successfulResults).toMatchObject([{ sf__Created: 'true' }]);
  });

  it('reads other delimiters and line endings, as a stream', async () => {
    const results = await connection.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      columnDelimiter: 'SEMICOLON',
      lineEnding: 'CRLF',
      input: Readable.from(['Name;Industry\r\nSemi;En', 'ergy\r\n']),
    });
    expect(results.successfulResults).toMatchObject([{ Name: 'Semi', Industry: 'Energy' }]);
  });

  it('fails as a job where the rows are no CSV, and may be aborted and deleted', async () => {
    const job = connection.bulk2.createJob({ object: 'Account', operation: 'insert' });
    await job.open();
    await job.uploadData('Name,Industry\n"open');
    await job.close();
    expect(await job.check()).toMatchObject({
      state: 'Failed',
      errorMessage: expect.stringContaining('InvalidBatch') as string,
      numberRecordsProcessed: 0,
    });
    const other = connection.bulk2.createJob({ object: 'Account', operation: 'insert' });
    await other.open();
    await other.abort();
    expect(await other.check()).toMatchObject({ state: 'Aborted' });
    await other.delete();
    await expect(other.check()).rejects.toThrow();
  });

  it.each([
    ['a column that is no field', 'insert', 'Name,Nope__c', 'Nope__c'],
    ['a parent that is none', 'insert', 'Name,Nope.Email', 'Nope.Email'],
    ['an update without ids', 'update', 'Name', 'Id'],
    ['an upsert without its key', 'upsert', 'Name', 'External_Key__c'],
  ] as const)('fails as a job for %s', async (_name, operation, header, missing) => {
    const job = connection.bulk2.createJob({
      object: 'Account',
      operation,
      ...(operation === 'upsert' ? { externalIdFieldName: 'External_Key__c' } : {}),
    });
    await job.open();
    await job.uploadData(`${header}\n${header.replace('Name', 'Never')}`);
    await job.close();
    expect(await job.check()).toMatchObject({
      state: 'Failed',
      errorMessage: `InvalidBatch : Field name not found : ${missing}`,
      numberRecordsProcessed: 0,
    });
    expect(await count("SELECT Id FROM Account WHERE Name = 'Never'")).toBe(0);
    await expect(job.getUnprocessedRecords()).resolves.toMatchObject([{ Name: 'Never' }]);
  });

  it('names parents by a key of theirs, with the type where several objects may be the parent', async () => {
    const { records } = await connection.query<{ External_Key__c: string; Id: string }>(
      'SELECT Id, External_Key__c FROM Account WHERE External_Key__c != null LIMIT 1',
    );
    const { successfulResults } = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'insert',
      input: [
        {
          LastName: 'Of a parent',
          'Account.External_Key__c': records[0]?.External_Key__c ?? '',
          'User:Owner.Username': 'admin@local.example',
        },
      ],
    });
    const made = await connection.query(
      `SELECT AccountId, Owner.Username FROM Contact WHERE Id = '${successfulResults[0]?.sf__Id ?? ''}'`,
    );
    expect(made.records).toMatchObject([
      { AccountId: records[0]?.Id, Owner: { Username: 'admin@local.example' } },
    ]);
  });

  it.each([
    ['an object that is not there', { object: 'Nope', operation: 'insert' }, 'INVALIDENTITY'],
    ['an upsert without a key', { object: 'Account', operation: 'upsert' }, 'INVALID_INPUT'],
  ])('refuses %s', async (_name, job, errorCode) => {
    const answer = await local.api('POST', '/jobs/ingest', job);
    expect([answer.status, answer.json]).toMatchObject([400, [{ errorCode }]]);
  });
});

describe('query', () => {
  it('gives every row once, parents and nulls too', async () => {
    const soql = 'SELECT Id, Name, Account.Name, Title FROM Contact';
    const stream = await connection.bulk2.query(soql);
    const rows = (await stream.toArray()) as readonly Readonly<Record<string, string>>[];
    expect(rows).toHaveLength(await count(soql));
    expect(new Set(rows.map(({ Id }) => Id)).size).toBe(rows.length);
    expect(Object.keys(rows[0] ?? {})).toEqual(['Id', 'Name', 'Account.Name', 'Title']);
  });

  it('pages its results by locator', async () => {
    const made = await local.api('POST', '/jobs/query', {
      operation: 'query',
      query: 'SELECT Id FROM Case LIMIT 25',
    });
    const { id } = made.json as { id: string };
    const sizes: string[] = [];
    for (let locator: string | null = ''; locator !== 'null' && sizes.length < 9;) {
      const path = `/jobs/query/${id}/results?maxRecords=10&locator=${locator ?? ''}`;
      const { headers, text } = await local.api('GET', path);
      sizes.push(headers.get('sforce-numberofrecords') ?? '');
      expect(text.split('\n')[0]).toBe('"Id"');
      locator = headers.get('sforce-locator');
    }
    expect(sizes).toEqual(['10', '10', '5']);
  });

  it('refuses a statement that is wrong or that bulk queries cannot be', async () => {
    const ask = (query: string) => local.api('POST', '/jobs/query', { operation: 'query', query });
    for (const query of [
      'SELECT Nope FROM Account',
      'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
      'SELECT COUNT() FROM Account',
      'SELECT Type FROM Account GROUP BY Type',
      'SELECT Id FROM Account OFFSET 5',
    ]) {
      expect((await ask(query)).status).toBe(400);
    }
  });
});
