import { childOf, childrenOf, childText, parseXml } from '../../../local-org/http/xml.ts';
import type { XmlElement } from '../../../local-org/http/xml.ts';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(partner WSDL; recorded faults of metaforce). */
let local: LocalOrgClient;
let token: string;

beforeAll(async () => {
  local = await openLocalOrg();
  token = await local.signIn('admin@local.example');
});

afterAll(async () => {
  await local.running.close();
});

async function call(operation: string, path = '/services/Soap/u/62.0'): Promise<XmlElement> {
  const answer = await local.open('POST', path, {
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:s="urn:sobject.partner.soap.sforce.com"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body>${operation}</e:Body></e:Envelope>`,
  });
  const [body] = childOf(parseXml(answer.text), 'Body')?.children ?? [];
  if (body === undefined) throw new Error(`no body in ${answer.text}`);
  return body;
}

const record = (fields: string) => `<sObjects><s:type>Contact</s:type>${fields}</sObjects>`;
const results = (body: XmlElement) => childrenOf(body, 'result');

it('creates, updates, queries, deletes and undeletes records, each on its own', async () => {
  const created = results(
    await call(
      `<create>${record('<s:LastName>One &amp; only</s:LastName><s:Phone>1</s:Phone>')}${record('<s:FirstName>No</s:FirstName>')}</create>`,
    ),
  );
  const id = childText(created[0], 'id') ?? '';
  expect(created.map((one) => childText(one, 'success'))).toEqual(['true', 'false']);
  expect(childText(childOf(created[1], 'errors'), 'statusCode')).toBe('REQUIRED_FIELD_MISSING');
  await call(
    `<update>${record(`<fieldsToNull>Phone</fieldsToNull><s:Id>${id}</s:Id><s:Title>Chief</s:Title>`)}</update>`,
  );
  const soql = `SELECT Id, LastName, Title, Phone, Account.Name FROM Contact WHERE Id = '${id}'`;
  const [found] = results(await call(`<query><queryString>${soql}</queryString></query>`));
  const row = childOf(found, 'records');
  expect([childText(found, 'size'), childText(row, 'type'), childText(row, 'Id')]).toEqual([
    '1',
    'Contact',
    id,
  ]);
  expect([childText(row, 'LastName'), childText(row, 'Title'), childText(row, 'Phone')]).toEqual([
    'One & only',
    'Chief',
    undefined,
  ]);
  for (const operation of ['delete', 'undelete']) {
    const [done] = results(await call(`<${operation}><ids>${id}</ids></${operation}>`));
    expect(childText(done, 'success')).toBe('true');
  }
  const [refused] = results(await call(`<undelete><ids>${id}</ids></undelete>`));
  expect(childText(refused, 'success')).toBe('false');
});

it('writes fields with the prefix that clients cut off, and faults with it too', async () => {
  const ask = async (soql: string) => {
    const answer = await local.open('POST', '/services/Soap/u/62.0', {
      headers: { 'content-type': 'text/xml', soapaction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><query><queryString>${soql}</queryString></query></e:Body></e:Envelope>`,
    });
    return answer.text;
  };
  const found = await ask('SELECT Name FROM Account LIMIT 1');
  expect(found).toContain('xmlns:sf="urn:sobject.partner.soap.sforce.com"');
  expect(found).toMatch(
    /<records xsi:type="sf:sObject"><sf:type>Account<\/sf:type><sf:Id xsi:nil="true"\/><sf:Name>/,
  );
  const fault = await ask('SELECT Nope FROM Account');
  expect(fault).toContain('xmlns:sf="urn:fault.partner.soap.sforce.com"');
  expect(fault).toContain('<faultcode>sf:INVALID_FIELD</faultcode>');
});

it('upserts by an external id', async () => {
  const upsert = (title: string) =>
    call(
      `<upsert><externalIDFieldName>Skybridge_Request_Id__c</externalIDFieldName>${record(`<s:Skybridge_Request_Id__c>soap-1</s:Skybridge_Request_Id__c><s:LastName>Up</s:LastName><s:Title>${title}</s:Title>`)}</upsert>`,
    );
  const [first] = results(await upsert('a'));
  const [second] = results(await upsert('b'));
  expect([childText(first, 'created'), childText(second, 'created')]).toEqual(['true', 'false']);
  expect(childText(second, 'id')).toBe(childText(first, 'id'));
});

it('pages a long result, and describes an object', async () => {
  const [page] = results(
    await call('<query><queryString>SELECT Id FROM Case</queryString></query>'),
  );
  expect([childText(page, 'done'), page && childrenOf(page, 'records').length]).toEqual([
    'false',
    2000,
  ]);
  const locator = childText(page, 'queryLocator') ?? '';
  const [next] = results(
    await call(`<queryMore><queryLocator>${locator}</queryLocator></queryMore>`),
  );
  expect(next && childrenOf(next, 'records').length).toBe(2000);
  const [described] = results(
    await call('<describeSObject><sObjectType>Case</sObjectType></describeSObject>'),
  );
  const fields = described === undefined ? [] : childrenOf(described, 'fields');
  expect(fields.map((field) => childText(field, 'name'))).toContain('Skybridge_Request_Id__c');
});

it('answers a bad statement with a typed fault', async () => {
  const fault = await call('<query><queryString>SELECT Nope FROM Account</queryString></query>');
  expect([
    fault.name,
    childText(fault, 'faultcode'),
    childOf(fault, 'detail')?.children[0]?.name,
  ]).toEqual(['Fault', 'sf:INVALID_FIELD', 'InvalidFieldFault']);
});

it('compiles anonymous Apex, runs System.debug, and says what it does not run', async () => {
  const run = async (source: string) => {
    const answer = await local.api(
      'GET',
      `/tooling/executeAnonymous?anonymousBody=${encodeURIComponent(source)}`,
    );
    return answer.json as {
      compiled: boolean;
      success: boolean;
      compileProblem: string | null;
      line: number;
    };
  };
  expect(await run("System.debug('Hello, World');")).toMatchObject({
    compiled: true,
    success: true,
  });
  expect(await run('System.debug(;')).toMatchObject({ compiled: false, line: 1 });
  expect(await run('insert new Account();')).toMatchObject({ compiled: true, success: false });
  const soap = await call(
    "<executeAnonymous><apexcode>System.debug('x');</apexcode></executeAnonymous>",
    '/services/Soap/s/62.0/00D',
  );
  expect(childText(childOf(soap, 'result'), 'success')).toBe('true');
});
