/** Apex REST and SOAP through imported SDL, over the local org's shipped classes and some of the test's own. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importApex } from '../../src/declared/import-apex.ts';
import { importWsdl } from '../../src/declared/import-wsdl.ts';
import { fetchApexClass, fetchWsdl } from '../../src/salesforce/apex-metadata.ts';
import { readWsdl } from '../../src/salesforce/read-wsdl.ts';
import { connectOrg } from '../../src/server/org-link.ts';
import { createLog } from '../../src/common/log.ts';
import type { Config } from '../../src/common/config/load-config.ts';
import { openKeyring } from '../../src/store/keyring.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { startRunningGateway, until, type RunningGateway } from './running-gateway.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-apex-'));
const CLASSES = [
  'StaffDirectory',
  'RevenueReport',
  'CasePortal',
  'JSforceTestApexRest',
  'AccountService',
];

const OWN = `
  extend type Query {
    echo(words: [String!], code: String, n: Int): Echo @apexRest(path: "/echo/{words*}", query: "q={code}&n={n}")
    missing: JSON @apexRest(path: "/no-such-class")
    wrongType: WrongEcho @apexRest(path: "/echo")
    noSuchService: JSON @apexSoap(class: "NoSuchService", method: "run")
    pinnedEcho(code: String!): Echo @apexRest(path: "/echo", query: "q={code}")
    pinnedDefault(code: String = "anybody"): Echo @apexRest(path: "/echo", query: "q={code}")
    closed: JSON @apexRest(path: "/echo")
  }
  type Echo { uri: String, q: String, n: String }
  type WrongEcho { uri: Int }
`;

let running: RunningGateway;
let imported: string[];
let config: Config;

beforeAll(async () => {
  running = await startRunningGateway({
    org: {
      apexClasses: [
        {
          body: `@RestResource(urlMapping='/echo/*') global class Echo {
            global class Heard { global String uri; global String q; global String n; }
            @HttpGet global static Heard hear() { return null; } }`,
          methods: {
            hear: (apex) => {
              const { requestURI, params } = apex.request;
              return { uri: requestURI, q: params['q'] ?? null, n: params['n'] ?? null };
            },
          },
        },
      ],
    },
    configure: (given) => {
      config = given;
      return {
        ...given,
        queries: folder,
        operations: {
          ...Object.fromEntries(
            ['echo', 'missing', 'wrongType', 'noSuchService'].map((name) => [name, ['staff']]),
          ),
          pinnedEcho: { staff: { pin: { code: ':viewer.role' } } },
          pinnedDefault: { staff: { pin: { code: ':viewer.role' } }, user: {} },
          ...Object.fromEntries(FIELDS.map((name) => [name, ['staff']])),
          raw: [
            { rest: '/services/apexrest/echo/*', methods: ['GET'], roles: ['staff'] },
            { rest: '/services/data/**', methods: ['GET', 'POST'], roles: ['staff'] },
            { soap: 'AccountService', methods: ['getAccount'], roles: ['staff'] },
            { soap: 'NoSuchService', methods: ['run'], roles: ['staff'] },
          ],
        },
      };
    },
  });
  await until(() => Promise.resolve(running.gateway.schemas.current()?.pending.length === 0));
  imported = await importAll();
  imported.forEach((sdl, index) => writeFileSync(path.join(folder, `class-${index}.graphql`), sdl));
  writeFileSync(path.join(folder, 'own.graphql'), OWN);
  await until(async () => (await running.ready()).status === 200);
}, 180_000);

const FIELDS = [
  ...[
    'staffDirectoryFind',
    'staffDirectoryDepartments',
    'revenueReportCurrent',
    'revenueReportCompute',
  ],
  ...['casePortalRead', 'casePortalCreate', 'casePortalChange', 'jSforceTestApexRestDoGet'],
  ...[
    'accountServiceGetAccount',
    'accountServiceFindAccounts',
    'accountServiceAddContacts',
    'accountServiceSetPhone',
    'accountServiceGetRecord',
  ],
  ...['Post', 'Put', 'Patch', 'Delete'].map((method) => `jSforceTestApexRestDo${method}`),
];

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

async function importAll(): Promise<string[]> {
  const model = running.gateway.schemas.current()?.model;
  if (model === undefined) throw new Error('No schema is live.');
  const store = openSqliteStore(':memory:');
  const org = connectOrg(
    config,
    store,
    openKeyring(config),
    createLog({ level: 'silent', secrets: [] }),
  );
  try {
    return await Promise.all(
      CLASSES.map(async (name) =>
        name === 'AccountService'
          ? importWsdl(readWsdl(await fetchWsdl(org.client, name)))
          : importApex(await fetchApexClass(org.client, '62.0', name), model),
      ),
    );
  } finally {
    await org.client.close();
    await store.close();
  }
}

it('imports types and mapping', () => {
  expect(imported).toMatchSnapshot();
});

it('answers the shipped classes', async () => {
  const { body } = await running.ask(`{
    staffDirectoryFind(limit: "3") { total people { id name languages startDate } }
    revenueReportCurrent(year: "2025") { year total generatedAt byQuarter lines { label deals revenue } }
    accountServiceFindAccounts(name: "a", most: 2) { id name annualRevenue active createdDate contactNames billing { city } }
    accounts(first: 1) { nodes { id name } }
  }`);
  expect(body.errors).toBeUndefined();
  expect(body.data.staffDirectoryFind.people).toHaveLength(3);
  expect(body.data.accountServiceFindAccounts).toHaveLength(2);
  expect(body.data.revenueReportCurrent.byQuarter).toEqual(expect.any(Object));
  const { id, name } = body.data.accounts.nodes[0];
  const one = await running.ask(
    `query ($id: ID, $path: [String!]) {
    accountServiceGetAccount(accountId: $id) { id name }
    staffDirectoryFind(path: $path) { total people { id } }
  }`,
    { id, path: [body.data.staffDirectoryFind.people[0].id] },
  );
  expect(one.body.data.accountServiceGetAccount).toEqual({ id, name });
  expect(one.body.data.staffDirectoryFind.total).toBe(1);
});

it('answers every other method of the shipped classes', async () => {
  const made = await running.ask(`mutation {
    departments: staffDirectoryDepartments(onlyWithEmail: true)
    computed: revenueReportCompute(year: 2025, groupBy: "StageName", stages: ["Closed Won"]) { year total lines { label } }
    id: jSforceTestApexRestDoPost(name: "Posted", phone: "1", website: "https://example.com")
  }`);
  expect(made.body.errors).toBeUndefined();
  expect(made.body.data.departments.length).toBeGreaterThan(0);
  expect(made.body.data.computed.lines.length).toBeGreaterThan(0);
  const { id } = made.body.data as { id: string };
  const cases = await running.ask(
    '{ cases(first: 1, where: {contactId: {isNull: false}, isClosed: {eq: false}}) { nodes { contactId } } }',
  );
  const read = await running.ask(
    `query ($id: ID, $path: [String!], $contact: String) {
      rest: jSforceTestApexRestDoGet(path: $path) { id name phone }
      soap: accountServiceGetRecord(accountId: $id) { id name phone }
      cases: casePortalRead(contactId: $contact) { id subject closed }
    }`,
    { id, path: [id], contact: cases.body.data.cases.nodes[0].contactId },
  );
  expect(read.body.errors).toBeUndefined();
  const account = { id, name: 'Posted', phone: '1' };
  expect(read.body.data).toMatchObject({ rest: account, soap: account });
  const open = (read.body.data.cases as { id: string; closed: boolean }[]).find(
    (one) => !one.closed,
  );
  const changed = await running.ask(
    `mutation ($id: [String!], $case: [String!], $account: JSforceTestApexRestAccountInput) {
      patched: jSforceTestApexRestDoPatch(path: $id, name: "Patched") { id name }
      put: jSforceTestApexRestDoPut(path: $id, account: $account) { id name }
      remarked: casePortalChange(path: $case, comment: "From the graph", close: true)
      gone: jSforceTestApexRestDoDelete(path: $id)
    }`,
    { id: [id], case: [open?.id], account: { id, name: 'Put' } },
  );
  expect(changed.body.errors).toBeUndefined();
  expect(changed.body.data).toMatchObject({
    patched: { id, name: 'Patched' },
    put: { id, name: 'Put' },
  });
  const { body } = await running.ask('query ($id: ID!) { account(id: $id) { id } }', { id });
  expect(body.data.account).toBeNull();
});

it('writes through mutations, and says what Apex refuses', async () => {
  const people = await running.ask('{ contacts(first: 1) { nodes { id account { id } } } }');
  const { id, account } = people.body.data.contacts.nodes[0];
  const { body } = await running.ask(
    `mutation ($contact: ID, $account: ID) {
    casePortalCreate(subject: "From <the> & graph", contactId: $contact) { id subject closed remarks { text } }
    accountServiceAddContacts(accountId: $account, people: [{ firstName: "A<b>&'", lastName: "]]>" }])
    accountServiceSetPhone(accountId: $account, phone: "+1 & 2")
  }`,
    { contact: id, account: account.id },
  );
  expect(body.errors).toBeUndefined();
  expect(body.data.casePortalCreate.subject).toBe('From <the> & graph');
  expect(body.data.accountServiceAddContacts).toHaveLength(1);
  const refused = await running.ask('mutation { casePortalCreate(description: "x") { id } }');
  expect(refused.body.errors[0]).toMatchObject({ extensions: { code: 'VALIDATION_FAILED' } });
  const noAccount = await running.ask(
    '{ accountServiceGetAccount(accountId: "001000000000000AAA") { id } }',
  );
  expect(noAccount.body.errors[0].extensions.code).toMatch(/VALIDATION_FAILED|NOT_FOUND/);
});

// 13 and 14: the method ran and its answer is lost.
it.each([13, 14])(
  '%i: says of a lost answer that nobody knows, and repeats nothing',
  async (kind) => {
    const rules = [{ kind, count: 1, path: '^/services/apexrest/' }];
    const subject = `Lost by ${kind}`;
    const people = await running.ask('{ contacts(first: 1) { nodes { id } } }');
    const contact = people.body.data.contacts.nodes[0].id as string;
    await running.control({ action: 'faults', rules });
    await running.forgetCalls();
    const { body } = await running.ask(
      `mutation { casePortalCreate(subject: "${subject}", contactId: "${contact}") { id } }`,
    );
    expect(body.data).toEqual({ casePortalCreate: null });
    expect(body.errors[0].extensions.code).toBe('WRITE_OUTCOME_UNKNOWN');
    const { calls } = await running.calls();
    expect(calls.filter((call) => call.path.startsWith('/services/apexrest'))).toHaveLength(1);
    const { body: found } = await running.ask(
      `{ cases(where: {subject: {eq: "${subject}"}}) { totalCount } }`,
    );
    expect(found.data.cases.totalCount).toBe(1);
  },
);

it.each(['missing', 'noSuchService'])('%s is not available on this org', async (name) => {
  const { body } = await running.ask(`{ ${name} }`);
  expect(body.errors[0]).toMatchObject({
    message: 'ERROR: function is not available on this org',
    extensions: { code: 'FUNCTION_NOT_AVAILABLE' },
  });
});

it('says where an answer is not what was declared', async () => {
  const { body } = await running.ask('{ wrongType { uri } }');
  expect(body.errors[0].message).toMatch(
    /^wrongType: the answer\.uri must be Int by its declaration, but Salesforce answered string/,
  );
});

it('asks twenty equal and ten other questions in ten calls', async () => {
  await running.forgetCalls();
  const equal = Array.from({ length: 20 }, (_, i) => `e${i}: echo(code: "0") { q }`);
  const other = Array.from({ length: 9 }, (_, i) => `o${i}: echo(code: "${i + 1}") { q }`);
  const { body } = await running.ask(`{ ${[...equal, ...other].join(' ')} }`);
  expect(body.data.o8.q).toBe('9');
  const { calls } = await running.calls();
  expect(calls.filter((call) => call.path.startsWith('/services/apexrest'))).toHaveLength(10);
  expect(body.extensions.skybridge.apiCalls).toBe(10);
});

it.each(['a b&n=7#x', 'x\'\\"/?%2e', 'ü🙂\r\nX-Evil: 1', '../..', '%00'])(
  'sends %j as a value',
  async (code) => {
    const { body } = await running.ask('query ($code: String) { echo(code: $code) { uri q n } }', {
      code,
    });
    expect(body.data.echo).toEqual({ uri: '/echo', q: code, n: null });
  },
);

it.each(['..', '.', '', 'a/b', 'a\\b', 'a\nb'])('does not put %j into a path', async (word) => {
  const { body } = await running.ask('query ($w: [String!]) { echo(words: $w) { uri } }', {
    w: [word],
  });
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

it('denies what is not opened, and what is pinned', async () => {
  const { body } = await running.ask('{ closed pinnedEcho { q } }');
  expect(body.errors).toMatchObject([{ path: ['closed'], extensions: { code: 'FORBIDDEN' } }]);
  expect(body.data.pinnedEcho).toEqual({ q: 'staff' });
  const given = await running.ask('{ pinnedEcho(code: "x") { q } }');
  expect(given.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  const pinned = await running.ask('{ pinnedDefault { q } b: pinnedDefault(code: "x") { q } }');
  expect(pinned.body.data).toEqual({ pinnedDefault: { q: 'staff' }, b: null });
  expect(pinned.body.errors).toMatchObject([
    { path: ['b'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  const visitor = await running.askAsSite('{ echo { q } }');
  expect(visitor.body.errors[0].extensions.code).toBe('FORBIDDEN');
});

it('makes raw calls where they are opened, and nowhere else', async () => {
  const { body } = await running.ask(`{
    ok: rest(path: "/services/apexrest/echo/x", query: { q: "a b" })
    query: rest(path: "/services/data/v62.0/query", query: { q: "SELECT Id FROM User" })
    trick: rest(path: "/services/data/v62.0/limits/../query")
    closed: rest(path: "/services/apexrest/staff-directory")
  }`);
  expect(body.data.ok).toMatchObject({ q: 'a b' });
  expect(
    body.errors.map((one: { path: string[]; extensions: { code: string } }) => [
      one.path[0],
      one.extensions.code,
    ]),
  ).toEqual([
    ['query', 'FORBIDDEN'],
    ['trick', 'BAD_USER_INPUT'],
    ['closed', 'FORBIDDEN'],
  ]);
  const visitor = await running.askAsSite('{ rest(path: "/services/apexrest/echo/x") }');
  expect(visitor.body.errors[0].extensions.code).toBe('FORBIDDEN');
});

it('makes raw SOAP calls where they are opened, and nowhere else', async () => {
  const { body: accounts } = await running.ask('{ accounts(first: 1) { nodes { id name } } }');
  const { id, name } = accounts.data.accounts.nodes[0] as { id: string; name: string };
  const soap = (call: string) => running.ask(`mutation { soap(${call}) }`);
  const found = await soap(
    `class: "AccountService", method: "getAccount", arguments: {accountId: "${id}"}`,
  );
  expect(found.body.errors).toBeUndefined();
  expect(found.body.data.soap).toMatchObject([{ id, name }]);
  const codeOf = async (call: string) =>
    (await soap(call)).body.errors?.[0]?.extensions.code as string | undefined;
  expect(await codeOf('class: "NoSuchService", method: "run"')).toBe('FUNCTION_NOT_AVAILABLE');
  expect(await codeOf('class: "AccountService", method: "setPhone"')).toBe('FORBIDDEN');
  expect(await codeOf('class: "AccountService/../x", method: "getAccount"')).toBe('BAD_USER_INPUT');
  expect(
    await codeOf(
      'class: "AccountService", method: "getAccount", arguments: {accountId: "</accountId><x>"}',
    ),
  ).toMatch(/NOT_FOUND|VALIDATION_FAILED|BAD_USER_INPUT/);
  const visitor = await running.askAsSite(
    'mutation { soap(class: "AccountService", method: "getAccount") }',
  );
  expect(visitor.body.errors[0].extensions.code).toBe('FORBIDDEN');
});
