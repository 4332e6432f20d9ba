/** Two orgs behind one gateway: each with its own app, schema, policy, sites, tokens and cursors. */

import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { startLocalOrg } from '../../local-org/server.ts';
import type { RunningLocalOrg } from '../../local-org/server.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Browser } from '../support/browser.ts';
import { PairingSite, SITE_URL } from '../support/pairing-site.ts';
import { ADMIN, authorizeAs } from '../support/salesforce-browser.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { CallLog, RunningGateway } from './running-gateway.ts';

const SECOND_ID = '00DLO00000000022AA';
const SECRET = 'local-secret-not-for-production';
const ORG = '{ org { id name } }';
const CONTACTS = '{ contacts(first: 2) { pageInfo { endCursor } } }';

describe('several orgs on one gateway', () => {
  let running: RunningGateway;
  let second: RunningLocalOrg;
  let store: Store;

  beforeAll(async () => {
    second = await startLocalOrg({ orgId: SECOND_ID, rules: 'strict' });
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return config;
      },
    });
    store = openSqliteStore(storeFile);
    await until(async () => (await running.ready()).status === 200, 60_000);
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await running.close();
    await second.close();
  });

  const operator = async () => {
    const opened = new Browser(running.url);
    await opened.submit('/orgs/setup-key', { key: await issueSetupKey(store.tickets) });
    return opened;
  };
  const app = () => ({
    name: 'acme',
    loginUrl: second.url,
    clientId: 'skybridge-local',
    clientSecret: SECRET,
  });
  const askWith = (token: string, query: string, variables?: unknown) =>
    running.post(JSON.stringify({ query, variables }), { authorization: `Bearer ${token}` });
  const drawToken = async (opened: Browser, org: string) => {
    const { text } = await opened.post('/orgs/token', { org, role: 'staff', hours: '2' });
    return /skybridge_dev_[\w-]+/.exec(text)?.[0] ?? '';
  };

  it('adds an org with a setup key, links it, and answers its tokens from it alone', async () => {
    const opened = await operator();
    const added = await opened.submit('/orgs/add', app());
    expect(added.text).toContain('The org was added.');
    // Of each org it is said how it stands; one that waits to be linked does not take the other out of service.
    const partly = await running.ready();
    expect(partly.status).toBe(200);
    expect(partly.body.status).toBe('partly ready');
    expect(partly.body.reasons).toMatchObject([{ org: 'acme', code: 'ORG_NOT_LINKED' }]);
    const linked = await opened.login(ADMIN);
    expect(linked.text).toContain('The org is linked.');
    expect(linked.text).toContain(SECOND_ID);
    // Whoever administers acme is shown nothing of the other org, and may do nothing to it.
    expect(linked.text).not.toContain('00DLO00000000012AA');
    const denied = await opened.submit('/orgs/unlink', { org: 'local', confirm: 'yes' });
    expect(denied.text).toContain('You are not signed in as an administrator of that org.');
    const secrets = await store.secrets.list();
    expect(JSON.stringify(secrets)).not.toContain(SECRET);

    // Being signed in opens nothing on /graphql.
    const bySession = await running.post(JSON.stringify({ query: CONTACTS }), {
      cookie: opened.cookie,
    });
    expect(bySession.body.errors[0].extensions.code).toBe('FORBIDDEN');
    const token = await drawToken(opened, 'acme');
    await until(async () => (await askWith(token, ORG)).body.errors === undefined);
    expect((await askWith(token, ORG)).body.data.org).toEqual({ id: SECOND_ID, name: 'acme' });
    expect((await running.ask(ORG)).body.data.org).toMatchObject({ name: 'local' });

    await until(async () => (await running.ready()).body.status === 'ready');
    const { orgs, schema } = (await running.ready()).body;
    expect(orgs).toMatchObject([
      { org: 'local', status: 'ready', schema },
      { org: 'acme', status: 'ready', schema: { objects: expect.any(Number) as number } },
    ]);

    const cursor = (await askWith(token, CONTACTS)).body.data.contacts.pageInfo.endCursor as string;
    const next = 'query ($after: String) { contacts(first: 2, after: $after) { nodes { id } } }';
    expect((await askWith(token, next, { after: cursor })).body.errors).toBeUndefined();
    const crossed = await running.ask(next, { after: cursor });
    expect(crossed.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('refuses an administrator of one org at the other', async () => {
    const opened = new Browser(running.url);
    const page = await opened.open('/orgs?org=local');
    expect(page.text).toContain('Login with Salesforce!');
    const callback = await authorizeAs(ADMIN, await opened.begin('sign-in', '/orgs?org=local'));
    // The code of acme's login host, brought to local's login.
    const foreign = await authorizeAs(ADMIN, await opened.begin('sign-in', '/orgs?org=acme'));
    callback.searchParams.set('code', foreign.searchParams.get('code') ?? '');
    const { text } = await opened.arrive(callback);
    expect(text).toMatch(/class="notice failed"/);
    expect(text).toContain('Setup key');
  });

  it('pairs a site with the org of its approver, and answers it from there', async () => {
    const site = new PairingSite(running.url, 'shop');
    const page = await site.askPage();
    const opened = new Browser(running.url);
    expect((await opened.open(page)).text).toContain('Name of your org');
    const callback = await authorizeAs(ADMIN, await opened.begin('link', `${page}?org=acme`));
    const { location } = await opened.open(`${callback.pathname}${callback.search}`);
    expect(location).toContain('skybridge_pairing=done');
    const { body } = await site.call({
      method: 'POST',
      target: '/graphql',
      body: { query: ORG },
      subject: '7',
    });
    expect(body.data.org).toEqual({ id: SECOND_ID, name: 'acme' });
    // Another org's administrator can neither replace its key nor see it.
    const thief = new PairingSite(running.url, 'shop');
    const theirs = await thief.askPage();
    const link = await new Browser(running.url).open(`${theirs}?org=local`);
    expect(link.text).not.toContain('org=local');
  });

  it('refuses to add an org without a key, with a taken name or a foreign login host', async () => {
    const opened = await operator();
    for (const [change, words] of [
      [{ name: 'local' }, 'There is an org named local already.'],
      [{ name: 'other', loginUrl: 'https://login.evil.example' }, 'none of Salesforce'],
      [{ name: 'other', loginUrl: 'https://salesforce.com.evil.example' }, 'none of Salesforce'],
      [{ name: 'Other' }, 'lower-case'],
      [{ name: 'other', clientSecret: '' }, 'consumer secret'],
    ] as const) {
      expect((await opened.submit('/orgs/add', { ...app(), ...change })).text).toContain(words);
    }
    const stranger = new Browser(running.url);
    const refused = await stranger.submit('/orgs/add', { ...app(), name: 'other' });
    expect(refused.text).toContain('setup key');
    expect(JSON.stringify(await store.secrets.list())).not.toContain('other');
  });

  const signIn = async () => {
    const opened = new Browser(running.url);
    await opened.arrive(await authorizeAs(ADMIN, await opened.begin('sign-in', '/orgs?org=acme')));
    return opened;
  };
  /** The user 7 of a site logs in to Salesforce for themselves. */
  const grantOwn = async (site: PairingSite): Promise<void> => {
    const post = { method: 'POST', subject: '7' } as const;
    const body = { returnUrl: SITE_URL };
    const asked = await site.call({ ...post, target: '/site/me/requests', body });
    const opened = new Browser(running.url);
    const page = new URL(asked.body.data.own.url as string).pathname;
    const callback = await authorizeAs(ADMIN, await opened.begin('link', page));
    const { location } = await opened.open(`${callback.pathname}${callback.search}`);
    const code = new URL(location ?? '').searchParams.get('skybridge_own');
    const claimed = await site.call({ ...post, target: '/site/me/claims', body: { code } });
    expect(claimed.status).toBe(200);
  };
  const revocations = async () => {
    const answer = await fetch(`${second.url}/__control/calls`);
    const { calls } = (await answer.json()) as CallLog;
    return calls.filter(({ path }) => path === '/services/oauth2/revoke').length;
  };
  const OWN_SITE = 'acme-shop';

  it('ends everybody’s grants where an org is unlinked, or gets another app', async () => {
    const opened = await signIn();
    const site = new PairingSite(running.url, OWN_SITE);
    const page = await site.askPage();
    const approval = await authorizeAs(ADMIN, await opened.begin('link', `${page}?org=acme`));
    await opened.open(`${approval.pathname}${approval.search}`);
    for (const [path, fields, words] of [
      ['/orgs/unlink', { confirm: 'yes' }, 'The org is unlinked.'],
      ['/orgs/app', { clientId: 'skybridge-local', clientSecret: SECRET }, 'The app was changed.'],
    ] as const) {
      await grantOwn(site);
      const before = await revocations();
      const { text } = await opened.submit(path, { org: 'acme', ...fields });
      expect(text).toContain(words);
      // The org's own and the person's.
      expect((await revocations()) - before).toBe(2);
      const kept = (await store.secrets.list()).filter(({ owner }) => owner.includes('acme'));
      expect(kept.map(({ owner }) => owner)).toEqual(['["org-app","acme"]']);
      expect((await opened.login(ADMIN)).text).toContain('The org is linked.');
    }
  });

  it('forgets an org that is removed: its tokens, grants, sites, people and sessions', async () => {
    const opened = await signIn();
    const other = await signIn();
    const token = await drawToken(opened, 'acme');
    await until(async () => (await askWith(token, ORG)).status === 200);
    const site = new PairingSite(running.url, 'leaving');
    const page = await site.askPage();
    const approval = await authorizeAs(ADMIN, await opened.begin('link', `${page}?org=acme`));
    await opened.open(`${approval.pathname}${approval.search}`);
    await grantOwn(site);
    await store.bindings.save({
      ...{ site: 'leaving', subject: '7', contactId: '003000000000001AAA' },
      ...{ boundBy: 'the tests', boundAt: '2026-01-01T00:00:00Z' },
    });
    const before = await revocations();
    const { text } = await opened.submit('/orgs/remove', { org: 'acme', confirm: 'yes' });
    expect(text).toContain('Its tokens are ended at Salesforce.');
    expect((await revocations()) - before).toBe(2);
    expect((await askWith(token, ORG)).status).toBe(401);
    expect(JSON.stringify(await store.secrets.list())).not.toContain('acme');
    const left = (await store.sites.list()).map(({ id }) => id);
    expect(left).not.toEqual(expect.arrayContaining(['leaving']));
    expect(left).not.toEqual(expect.arrayContaining([OWN_SITE]));
    expect(await store.bindings.list('leaving')).toEqual([]);
    const signed = { method: 'POST', target: '/graphql', body: { query: ORG } } as const;
    expect((await site.call(signed)).status).toBe(401);

    // Who administered it administers nothing that gets its name.
    const again = await operator();
    expect((await again.submit('/orgs/add', app())).text).toContain('The org was added.');
    for (const before of [opened, other]) {
      expect((await before.open('/orgs')).text).not.toContain('acme');
    }
  });
});
