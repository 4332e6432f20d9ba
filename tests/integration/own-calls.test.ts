/** Whoever is asked for as their own Salesforce user is so in everything: reads, writes, Apex, raw calls, reports, files. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { Browser } from '../support/browser.ts';
import { SITE_URL } from '../support/pairing-site.ts';
import { ADMIN, authorizeAs } from '../support/salesforce-browser.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const POLICY: unknown = parse(`
Contact: { user: { rows: ALL, fields: ALL } }
Account: { user: { rows: ALL, fields: ALL } }
Case:
  user: { rows: ALL, fields: ALL, create: { fields: ALL }, update: { fields: ALL }, delete: true }
ContentVersion: { user: { rows: ALL, fields: ALL, create: { fields: ALL } } }
`);
const OPERATIONS: unknown = parse(`
department: [user]
people: [user]
found: [user]
reports: { '*': [user] }
dashboards: { '*': [user] }
raw:
  - { rest: /services/apexrest/staff-directory, methods: [GET], roles: [user] }
  - { rest: /services/apexrest/case-portal/cases, methods: [POST], roles: [user] }
  - { soap: AccountService, methods: [findAccounts], roles: [user] }
`);
const SDL = `
extend type Query {
  people: JSON @apexRest(path: "/staff-directory")
  found(name: String): JSON @apexSoap(class: "AccountService", method: "findAccounts")
}
`;
const USER = ['subscriber'];

describe('calls as one’s own Salesforce user', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-own-'));
  let running: RunningGateway;
  let caseId = '';
  let contactId = '';
  let fileUrl = '';

  beforeAll(async () => {
    writeFileSync(path.join(folder, 'own.graphql'), SDL);
    writeFileSync(
      path.join(folder, 'department.soql'),
      'SELECT Name FROM Contact WHERE Department = :department',
    );
    running = await startRunningGateway({
      configure: (config) => ({
        ...config,
        ...{ queries: folder, policy: POLICY, operations: OPERATIONS, reports: [] },
        // Remembered answers would be no calls.
        cache: { ...config.cache, ttlSeconds: 0, reportsSeconds: 0 },
        objects: ['Account', 'Contact', 'Case', 'ContentVersion'],
      }),
    });
    await until(async () => (await running.ready()).status === 200, 60_000);
    const query =
      '{ cases(first: 1, where: {contactId: {isNull: false}}) { nodes { id contactId } } }';
    const { body } = await running.askAsSite(query, {}, USER);
    ({ id: caseId, contactId } = body.data.cases.nodes[0]);
    await consent();
  }, 120_000);
  afterAll(async () => {
    await running.close();
    rmSync(folder, { recursive: true });
  });

  /** The WordPress user 7 gives the gateway the administrator's grant. */
  const consent = async (): Promise<void> => {
    const claims = { sub: '7', roles: USER };
    const asked = await running.callAsSite('/site/me/requests', { returnUrl: SITE_URL }, claims);
    const opened = new Browser(running.url);
    const page = new URL(asked.body.data.own.url as string).pathname;
    const callback = await authorizeAs(ADMIN, await opened.begin('link', page));
    const { location } = await opened.open(`${callback.pathname}${callback.search}`);
    const code = new URL(location ?? '').searchParams.get('skybridge_own');
    const claimed = await running.callAsSite('/site/me/claims', { code }, claims);
    expect(claimed.body.data.me.username).toBe(ADMIN.username);
  };
  const upload = async () => {
    const form = new FormData();
    form.set('recordId', caseId);
    form.set('file', new Blob(['%PDF-1.7\n']), 'own.pdf');
    const request = new Request(`${running.url}/files`, { method: 'POST', body: form });
    const response = await running.fetchAsSite('/files', {
      method: 'POST',
      body: Buffer.from(await request.arrayBuffer()),
      contentType: request.headers.get('content-type') ?? '',
      roles: USER,
    });
    return response.json();
  };
  const download = async () => {
    const response = await fetch(fileUrl);
    return response.ok ? { content: await response.text() } : await response.json();
  };
  const ask = (query: string) => async (): Promise<unknown> =>
    (await running.askAsSite(filled(query), {}, USER)).body;
  const filled = (query: string): string =>
    query.replace('$case', JSON.stringify(caseId)).replace('$contact', JSON.stringify(contactId));

  const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a list', ask('{ contacts(first: 2) { totalCount nodes { name account { name } } } }')],
    ['a record', ask('{ case(id: $case) { subject } }')],
    ['a node', ask('{ node(id: $case) { id } }')],
    ['a search', ask('{ search(text: "Meyer") { nodes { __typename } } }')],
    ['a declared query', ask('{ department(department: "Sales") { nodes { name } } }')],
    [
      'a create',
      ask('mutation { createCase(input: {subject: "mine"}) { receipt { id } errors { code } } }'),
    ],
    [
      'an update',
      ask(
        'mutation { updateCase(id: $case, input: {subject: "mine"}) { receipt { id } errors { code } } }',
      ),
    ],
    ['a declared call of Apex REST', ask('{ people }')],
    ['a declared call of Apex SOAP', ask('{ found(name: "a") }')],
    ['a raw GET', ask('{ rest(path: "/services/apexrest/staff-directory") }')],
    [
      'a raw POST',
      ask(
        'mutation { rest(method: POST, path: "/services/apexrest/case-portal/cases", body: {subject: "own", contactId: $contact}) }',
      ),
    ],
    [
      'a raw SOAP call',
      ask(
        'mutation { soap(class: "AccountService", method: "findAccounts", arguments: {name: "b", most: 1}) }',
      ),
    ],
    ['the reports', ask('{ reports { name } dashboards { name } }')],
    ['a report', ask('{ report(developerName: "Lead_List_Report", first: 2) { rowCount } }')],
    ['an upload', upload],
    ['a download', download],
  ];

  /** Salesforce users that the org was called by since `forgetCalls`. */
  const callers = async () => {
    const { calls } = await running.calls();
    return new Set(calls.filter(({ path }) => !path.includes('/oauth2/')).map(({ user }) => user));
  };

  it.each(WAYS)('%s goes out as them and nobody else', async (name, way) => {
    if (name === 'a download') {
      const query = `{ contentVersions(where: {firstPublishLocationId: {eq: "${caseId}"}}) { nodes { versionData } } }`;
      const { body } = await running.askAsSite(query, {}, USER);
      fileUrl = new URL(body.data.contentVersions.nodes[0].versionData as string, running.url).href;
    }
    await running.forgetCalls();
    const answer = await way();
    expect(answer).not.toHaveProperty('errors.0');
    expect(JSON.stringify(answer)).not.toMatch(/"errors":\[\{|"error":/);
    expect([...(await callers())]).toEqual([ADMIN.username]);
  });

  it('fails as a whole once Salesforce ended their grant: the org’s connection never stands in', async () => {
    await running.control({ action: 'sessions' });
    await running.control({ action: 'faults', rules: [{ kind: 3, path: '/oauth2/token$' }] });
    await running.forgetCalls();
    for (const [name, way] of WAYS) {
      const answer = JSON.stringify(await way());
      expect([name, answer]).toEqual([name, expect.stringContaining('ORG_RECONNECT_REQUIRED')]);
    }
    const { calls } = await running.calls();
    expect(calls.filter(({ status }) => status < 400)).toEqual([]);
  });
});
