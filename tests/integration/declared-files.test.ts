/** The folder of declarations in service: edits go live, mistakes take nothing away, and the policy decides who may call. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRunningGateway, until, type RunningGateway } from './running-gateway.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-queries-'));
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

const WRITTEN = `
  extend type Query {
    writtenPeople(department: String, first: Int!): [WrittenPerson!]!
      @soql(query: "SELECT Id, Name, Account.Name FROM Contact WHERE Department = :department ORDER BY Name")
  }
  type WrittenPerson { id: ID! name: String }
`;

let running: RunningGateway;

beforeAll(async () => {
  write(
    'people.soql',
    'SELECT Id, Name, Birthdate FROM Contact WHERE Department = :department? ORDER BY Name',
  );
  write('wrong.soql', 'SELECT Id,\n  Nmae FROM Contact');
  write('own-cases.soql', 'SELECT Id, Subject FROM Case WHERE ContactId = :contactId');
  write('written.graphql', WRITTEN);
  write('visible-firms.soql', 'SELECT Id, (SELECT Id FROM Contacts) FROM Account');
  running = await startRunningGateway({
    configure: (config) => ({
      ...config,
      queries: folder,
      operations: {
        people: ['anonymous', 'user', 'staff'],
        ownCases: { user: { pin: { contactId: ':viewer.contactId' } }, staff: {} },
        visibleFirms: ['anonymous'],
        writtenPeople: ['anonymous', 'staff'],
      },
    }),
  });
  await until(() => Promise.resolve(running.gateway.schemas.current()?.pending.length === 0));
}, 120_000);

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

it('serves what is right and tells what is wrong', async () => {
  const { body, status } = await running.ready();
  expect(status).toBe(503);
  expect(body.reasons).toEqual([
    expect.objectContaining({
      code: 'DECLARATION_INVALID',
      message: expect.stringMatching(
        /^wrong\.soql:2:3: There is no field Contact\.Nmae\. Did you mean "Name"/,
      ),
    }),
  ]);
  const people = await running.ask('{ people(first: 2) { nodes { name } } }');
  expect(people.body.data.people.nodes).toHaveLength(2);
});

it('nulls a hidden field once, applies the row policy, and denies what is not opened', async () => {
  const { body } = await running.askAsSite(
    '{ people(first: 50) { totalCount nodes { name birthdate } } }',
  );
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0]).toMatchObject({
    path: ['people', 'nodes', 'birthdate'],
    extensions: { code: 'FORBIDDEN' },
  });
  const staff = await running.ask('{ contacts { totalCount } people { totalCount } }');
  expect(staff.body.data.people.totalCount).toBe(staff.body.data.contacts.totalCount);
  expect(body.data.people.totalCount).toBeLessThan(staff.body.data.people.totalCount);
  const denied = await running.askAsSite(
    '{ ownCases(contactId: "003000000000001AAA") { nodes { id } } }',
  );
  expect(denied.body.errors[0].extensions.code).toBe('FORBIDDEN');
  const firms = await running.askAsSite('{ visibleFirms { nodes { id } } }');
  expect(firms.body.errors[0].extensions.code).toBe('FORBIDDEN');
});

it('answers a written type, and follows edits of it', async () => {
  const query = '{ writtenPeople(first: 2) { id name } }';
  const staff = await running.ask(query);
  expect(staff.body.data.writtenPeople).toHaveLength(2);
  expect(staff.body.extensions.skybridge.apiCalls).toBe(1);
  const denied = await running.askAsSite(query, {}, ['subscriber']);
  expect(denied.body.errors[0].extensions.code).toBe('FORBIDDEN');
  write('written.graphql', WRITTEN.replace('name: String }', 'name: String accountName: String }'));
  await until(async () => {
    const { body } = await running.ask('{ writtenPeople(first: 1) { accountName } }');
    return body.errors === undefined;
  });
});

it('keeps a pinned argument from those it is pinned for', async () => {
  const given = await running.askAsSite(
    '{ ownCases(contactId: "003000000000001AAA") { nodes { id } } }',
    {},
    ['subscriber'],
  );
  expect(given.body.errors[0].extensions.code).toMatch(/FORBIDDEN|BAD_USER_INPUT/);
  const missing = await running.ask('{ ownCases { nodes { id } } }');
  expect(missing.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

it('follows edits, and a wrong edit takes nothing away', async () => {
  write('people.soql', 'SELECT Id, Name, Titel FROM Contact');
  await until(async () =>
    JSON.stringify((await running.ready()).body).includes('people.soql:1:18'),
  );
  const still = await running.ask('{ people(first: 1) { nodes { birthdate } } }');
  expect(still.body.errors).toBeUndefined();
  write('people.soql', 'SELECT Id, Name, Title FROM Contact');
  write('wrong.soql', 'SELECT Id FROM Contact');
  await until(async () => (await running.ready()).status === 200);
  const { body } = await running.ask(
    '{ people(first: 1) { nodes { title } } wrong(first: 1) { nodes { id } } }',
  );
  expect(body.errors).toMatchObject([{ path: ['wrong'], extensions: { code: 'FORBIDDEN' } }]);
  expect(body.data.people.nodes).toHaveLength(1);
});

it('does not take a file in force that would free a pinned argument', async () => {
  write('own-cases.soql', 'SELECT Id, Subject FROM Case WHERE ContactId = :who');
  await until(async () =>
    JSON.stringify((await running.ready()).body).includes('no argument contactId'),
  );
  const { body } = await running.ask('{ ownCases(who: "003000000000001AAA") { nodes { id } } }');
  expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
