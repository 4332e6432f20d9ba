import { TEST_CLASSES } from './apex-classes.ts';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';
import { childOf, childrenOf, childText, parseXml } from '../../../local-org/http/xml.ts';
import type { XmlElement } from '../../../local-org/http/xml.ts';

/** documented(Apex Developer Guide v65, "Exposing Apex Methods as SOAP Web Services"; recorded faults of metaforce). */
let local: LocalOrgClient;
let token: string;
let accountId: string;

beforeAll(async () => {
  local = await openLocalOrg({ apexClasses: TEST_CLASSES });
  token = await local.signIn('admin@local.example');
  const found = await local.api('GET', '/query?q=SELECT+Id+FROM+Account+ORDER+BY+Id+LIMIT+1');
  accountId = (found.json as { records: { Id: string }[] }).records[0]?.Id ?? '';
});

afterAll(async () => {
  await local.running.close();
});

const NAMESPACE = 'http://soap.sforce.com/schemas/class/AccountService';

async function call(operation: string, session = token): Promise<[number, XmlElement]> {
  const answer = await local.open('POST', '/services/Soap/class/AccountService', {
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="${NAMESPACE}"><e:Header><a:SessionHeader><a:sessionId>${session}</a:sessionId></a:SessionHeader></e:Header><e:Body>${operation}</e:Body></e:Envelope>`,
  });
  const [body] = childOf(parseXml(answer.text), 'Body')?.children ?? [];
  if (body === undefined) throw new Error(`no body in ${answer.text}`);
  return [answer.status, body];
}

it('answers an object, its members and lists', async () => {
  const id = `<a:accountId>${accountId}</a:accountId>`;
  const [status, body] = await call(`<a:getAccount>${id}</a:getAccount>`);
  const result = childOf(body, 'result');
  expect([status, body.name, body.attributes]).toEqual([200, 'getAccountResponse', {}]);
  expect(childText(childOf(result, 'billing'), 'country')).toMatch(/\w/);
  expect(result && childrenOf(result, 'contactNames')).toHaveLength(10);
  const [, none] = await call('<a:findAccounts><a:name>no such</a:name></a:findAccounts>');
  expect(none.children).toEqual([]);
});

it('takes lists of objects, escaped text and dates', async () => {
  const person = (lastName: string) =>
    `<a:people><a:lastName>${lastName}</a:lastName><a:birthdate>2001-02-03</a:birthdate></a:people>`;
  const [, body] = await call(
    `<a:addContacts><a:accountId>${accountId}</a:accountId>${person('A &amp; B')}${person('&#67;')}</a:addContacts>`,
  );
  const ids = childrenOf(body, 'result').map((result) => `'${result.text}'`);
  const soql = `SELECT LastName, Birthdate FROM Contact WHERE Id IN (${ids.join(',')}) ORDER BY Id`;
  const found = await local.api('GET', `/query?q=${encodeURIComponent(soql)}`);
  expect(found.json).toMatchObject({
    records: [
      { LastName: 'A & B', Birthdate: '2001-02-03' },
      { LastName: 'C', Birthdate: '2001-02-03' },
    ],
  });
});

it.each([
  ['a session that is none', 'nope', '<a:getAccount/>', 'sf:INVALID_SESSION_ID', 'Illegal Session'],
  ['an unknown method', null, '<a:nothing/>', 'soapenv:Client', 'No operation available'],
  [
    'an exception of the class',
    null,
    '<a:getAccount><a:accountId>001LO0000zzzzzz</a:accountId></a:getAccount>',
    'soapenv:Client',
    'AccountService.NoSuchAccountException: No account has the id',
  ],
  [
    'a wrong value',
    null,
    '<a:findAccounts><a:most>x</a:most></a:findAccounts>',
    'soapenv:Client',
    'Illegal value',
  ],
  [
    'an unknown parameter',
    null,
    '<a:getAccount><a:id/></a:getAccount>',
    'soapenv:Client',
    'Element id invalid',
  ],
])('answers %s with a fault', async (_name, session, operation, code, message) => {
  const [status, fault] = await call(operation, session ?? token);
  expect([
    status,
    fault.name,
    childText(fault, 'faultcode'),
    childText(fault, 'faultstring'),
  ]).toEqual([500, 'Fault', code, expect.stringContaining(message)]);
});

it('describes itself in WSDL to those who are signed in', async () => {
  const path = '/services/wsdl/class/AccountService';
  expect((await local.open('GET', path)).status).toBe(401);
  const wsdl = parseXml((await local.api('GET', path)).text);
  const schema = childOf(childOf(wsdl, 'types'), 'schema');
  expect(wsdl.attributes['targetNamespace']).toBe(NAMESPACE);
  expect(
    schema?.children.map(({ name, attributes }) => `${name} ${attributes['name'] ?? ''}`),
  ).toEqual(
    expect.arrayContaining([
      'complexType AccountInfo',
      'complexType Account',
      'element getAccount',
    ]),
  );
  expect(childrenOf(wsdl, 'message')).toHaveLength(1 + 2 * 5);
  expect((await local.api('GET', '/services/wsdl/class/StaffDirectory')).status).toBe(404);
});

it('shows Body and SymbolTable in the Tooling API only', async () => {
  const soql = encodeURIComponent(
    "SELECT Name, Body, SymbolTable FROM ApexClass WHERE Name = 'Echo'",
  );
  const answer = await local.api('GET', `/tooling/query?q=${soql}`);
  expect(answer.json).toMatchObject({
    records: [
      {
        Body: TEST_CLASSES.at(-2)?.body,
        SymbolTable: {
          name: 'Echo',
          methods: [
            { name: 'all', modifiers: ['global', 'static'], annotations: [{ name: 'HttpPost' }] },
            {
              name: 'one',
              returnType: 'Item',
              parameters: [{ name: 'item', type: 'Item' }],
              location: { line: 16, column: 22 },
            },
            { name: 'none', returnType: 'void' },
            { name: 'raw' },
          ],
          innerClasses: [
            {
              name: 'Item',
              properties: [{ name: 'label', type: 'String' }, {}, {}, {}, { type: 'List<Item>' }],
            },
            { name: 'Mood' },
          ],
        },
      },
    ],
  });
  expect((await local.api('GET', `/query?q=${soql}`)).text).toContain(
    "No such column 'SymbolTable'",
  );
});
