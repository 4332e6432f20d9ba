/** Bulk API 1.0 in JSON and XML, as simple-salesforce, CumulusCI and older data loaders speak it. */
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;
let session: string;

beforeAll(async () => {
  local = await openLocalOrg();
  session = await local.signIn('admin@local.example');
});

afterAll(async () => {
  await local.running.close();
});

const JOBS = '/services/async/62.0/job';

async function bulk(method: string, path: string, type: string, body?: string) {
  const headers = { 'x-sfdc-session': session, 'content-type': type };
  return local.open(method, `${JOBS}${path}`, { headers, ...(body !== undefined && { body }) });
}

async function jsonJob(facts: object): Promise<string> {
  const made = await bulk('POST', '', 'application/json', JSON.stringify(facts));
  expect(made.status).toBe(201);
  return (made.json as { id: string }).id;
}

async function jsonBatch(job: string, body: string): Promise<string> {
  const made = await bulk('POST', `/${job}/batch`, 'application/json', body);
  expect(made).toMatchObject({ status: 201, json: { jobId: job, state: 'Queued' } });
  return (made.json as { id: string }).id;
}

const contact = (values: object) => ({ LastName: 'Bulk', ...values });

describe('JSON batches', () => {
  it('insert with parents by external id, null and numbers, and say what became of each record', async () => {
    const key = `k${Date.now()}`;
    const upserts = await jsonJob({
      operation: 'upsert',
      object: 'UpsertTable__c',
      externalIdFieldName: 'ExtId__c',
      contentType: 'JSON',
      concurrencyMode: 1,
    });
    const rows = [
      { extid__c: key, Name: 'one' },
      { extid__c: key, Name: 'two' },
    ];
    const batch = await jsonBatch(upserts, JSON.stringify(rows));
    const results = await bulk('GET', `/${upserts}/batch/${batch}/result`, 'application/json');
    expect(results.json).toMatchObject([
      { success: true, created: true, errors: [] },
      { success: true, created: false, errors: [] },
    ]);

    const inserts = await jsonJob({ operation: 'insert', object: 'Contact', contentType: 'JSON' });
    const records = [
      contact({ Phone: null, attributes: { type: 'Contact' } }),
      contact({ Owner: { attributes: { type: 'User' }, Username: 'admin@local.example' } }),
      { FirstName: 'x' },
    ];
    const second = await jsonBatch(inserts, JSON.stringify(records));
    const outcome = await bulk('GET', `/${inserts}/batch/${second}/result`, 'application/json');
    expect(outcome.json).toMatchObject([
      { success: true, created: true },
      { success: true, created: true },
      {
        success: false,
        created: false,
        id: null,
        errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }],
      },
    ]);
    const kept = await bulk('GET', `/${inserts}/batch/${second}/request`, 'application/json');
    expect(kept.json).toEqual(records);
    const closed = await bulk('POST', `/${inserts}`, 'application/json', '{"state":"Closed"}');
    expect(closed.json).toMatchObject({
      state: 'Closed',
      apiVersion: 62,
      numberRecordsProcessed: 3,
      numberRecordsFailed: 1,
    });
  });

  it.each([
    ['{"Name":"x"}', 'InvalidBatch : Failed to parse JSON: a list of records is expected'],
    ['[{"Name":', 'InvalidBatch : Failed to parse JSON: '],
    ['[{"Name":"x"},{"Nope__c":1}]', 'InvalidBatch : Field name not found : Nope__c'],
    ['[{"Nope":{"Name":"x"}}]', 'InvalidBatch : Field name not found : Nope.Name'],
  ])('fail as a whole: %s', async (body, message) => {
    const job = await jsonJob({ operation: 'insert', object: 'Account', contentType: 'JSON' });
    const batch = await jsonBatch(job, body);
    const { json } = await bulk('GET', `/${job}/batch/${batch}`, 'application/json');
    expect(json).toMatchObject({ state: 'Failed' });
    expect((json as { stateMessage: string }).stateMessage).toContain(message);
  });

  it('of a query: times as milliseconds, parents nested, text that looks like a time left alone', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: '2026-01-01' });
    const { id } = made.json as { id: string };
    const job = await jsonJob({ operation: 'query', object: 'Account', contentType: 'JSON' });
    const soql = `SELECT Id, Name, CreatedDate, Owner.Name FROM Account WHERE Id = '${id}'`;
    const batch = await jsonBatch(job, soql);
    const list = await bulk('GET', `/${job}/batch/${batch}/result`, 'application/json');
    const [result = ''] = list.json as readonly string[];
    const rows = await bulk('GET', `/${job}/batch/${batch}/result/${result}`, 'application/json');
    const [row] = rows.json as readonly { CreatedDate: number }[];
    expect(row).toMatchObject({ Id: id, Name: '2026-01-01', Owner: { Name: 'Ines Integration' } });
    expect(Math.abs((row?.CreatedDate ?? 0) - Date.now())).toBeLessThan(120_000);
  });

  it('errors are JSON to those who speak it', async () => {
    const bad = await bulk('POST', '', 'application/json', '{"operation":"merge"}');
    expect(bad).toMatchObject({ status: 400, json: { exceptionCode: 'InvalidJob' } });
    const broken = await bulk('POST', '', 'application/json', '{');
    expect(broken).toMatchObject({ status: 400, json: { exceptionCode: 'InvalidJob' } });
  });
});

describe('XML batches', () => {
  const xmlJob = async (operation: string, object: string): Promise<string> => {
    const info = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>${operation}</operation><object>${object}</object><contentType>XML</contentType></jobInfo>`;
    return idIn((await bulk('POST', '', 'application/xml', info)).text);
  };
  const idIn = (xml: string): string => /<id>(\w+)<\/id>/.exec(xml)?.[1] ?? '';
  const resultsOf = async (job: string, body: string): Promise<string> => {
    const batch = idIn((await bulk('POST', `/${job}/batch`, 'application/xml', body)).text);
    const answer = await bulk('GET', `/${job}/batch/${batch}/result`, 'application/xml');
    const result = /<result>(\w+)<\/result>/.exec(answer.text)?.[1];
    if (result === undefined) return answer.text;
    return (await bulk('GET', `/${job}/batch/${batch}/result/${result}`, 'application/xml')).text;
  };

  it('insert records with nil fields and parents, and query them back', async () => {
    const name = `Xml & <${Date.now()}>`;
    const escaped = name.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;');
    const results = await resultsOf(
      await xmlJob('insert', 'Account'),
      `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
         <sObject><Name>${escaped}</Name><Phone xsi:nil="true"/><Owner><sObject><type>User</type><Username>admin@local.example</Username></sObject></Owner></sObject>
         <sObject><Phone>1</Phone></sObject>
       </sObjects>`,
    );
    expect(results).toMatch(
      /<result><id>001\w{15}<\/id><success>true<\/success><created>true<\/created><\/result>/,
    );
    expect(results).toMatch(
      /<result><errors><fields>Name<\/fields><message>[^<]+<\/message><statusCode>REQUIRED_FIELD_MISSING<\/statusCode><\/errors><success>false/,
    );
    const found = await resultsOf(
      await xmlJob('query', 'Account'),
      `SELECT Name, Phone, Owner.Username FROM Account WHERE Name = '${name}'`,
    );
    expect(found).toContain(
      `<records xsi:type="sObject"><type>Account</type><Name>${escaped}</Name><Phone xsi:nil="true"/><Owner xsi:type="sObject"><type>User</type><Username>admin@local.example</Username></Owner></records>`,
    );
  });

  it.each(['<sObjects><sObject>', '<!DOCTYPE x [<!ENTITY a "b">]><sObjects/>'])(
    'fail as a whole: %s',
    async (body) => {
      const job = await xmlJob('insert', 'Account');
      const batch = idIn((await bulk('POST', `/${job}/batch`, 'application/xml', body)).text);
      const { text } = await bulk('GET', `/${job}/batch/${batch}`, 'application/xml');
      expect(text).toContain('<state>Failed</state>');
      expect(text).toContain('InvalidBatch : Failed to parse XML: ');
    },
  );
});
