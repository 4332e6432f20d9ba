/** Pairing a site against the local org: who may approve it, what is stored, and every way in which it must not happen. */

import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Browser } from '../support/browser.ts';
import { CODE, PairingSite, SITE_URL } from '../support/pairing-site.ts';
import { ADMIN, authorizeAs } from '../support/salesforce-browser.ts';
import type { Person } from '../support/salesforce-browser.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const INTEGRATION = { username: 'integration@local.example', password: 'localorg1' };
const PORTAL = { username: 'portal@local.example', password: 'localorg1' };

describe('pairing a site', () => {
  let running: RunningGateway;
  let store: Store;

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return config;
      },
    });
    store = openSqliteStore(storeFile);
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(async () => {
    await store.close();
    await running.close();
  });
  beforeEach(async () => {
    await running.control({ action: 'reset', data: false, sessions: true });
    for (const { id } of await store.sites.list()) if (id !== 'demo') await store.sites.remove(id);
  });

  const browser = () => new Browser(running.url);
  const newSite = (id = 'shop') => new PairingSite(running.url, id);
  /** From the page's button to where the browser ends. */
  const approve = async (page: string, person: Person, opened = browser()) => {
    const callback = await authorizeAs(person, await opened.begin('link', page));
    const answer = await opened.open(`${callback.pathname}${callback.search}`);
    return { opened, answer };
  };
  const ids = async () => (await store.sites.list()).map(({ id }) => id);
  const lastAudit = async () => (await store.audit.list({ orgs: null, limit: 1 }))[0];

  it('shows who asks, and registers the site when an administrator logs in', async () => {
    const site = newSite();
    expect((await site.call({ method: 'GET', target: '/site' })).status).toBe(401);
    const page = await site.askPage();
    const { text, headers } = await browser().open(page);
    for (const shown of [SITE_URL, CODE, site.site.record.fingerprint, 'shop']) {
      expect(text).toContain(shown);
    }
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    await running.forgetCalls();
    const { answer } = await approve(page, ADMIN);
    expect(answer.location).toBe(
      `${SITE_URL}/wp-admin/options-general.php?page=skybridge&skybridge_pairing=done`,
    );
    expect(await store.sites.find('shop')).toMatchObject({
      url: SITE_URL,
      fingerprint: site.site.record.fingerprint,
      org: 'local',
      addedBy: ADMIN.username,
    });
    // The approver's token is not kept.
    const { calls } = await running.calls();
    expect(calls.filter(({ path }) => path === '/services/oauth2/revoke')).toHaveLength(1);
    expect(await lastAudit()).toMatchObject({ actor: ADMIN.username, action: 'pair' });
    const { body } = await site.call({ method: 'GET', target: '/site' });
    expect(body.data).toMatchObject({
      site: { id: 'shop', addedBy: ADMIN.username },
      org: { name: 'local', id: '00DLO00000000012AA', connectedAs: INTEGRATION.username },
    });
  });

  it('lets the site remove itself, once for one signature', async () => {
    const site = newSite();
    await approve(await site.askPage(), ADMIN);
    expect(await ids()).toContain('shop');
    const { body } = await site.call({ method: 'DELETE', target: '/site' });
    expect(body).toEqual({ data: { removed: true } });
    expect(await ids()).not.toContain('shop');
    expect((await site.call({ method: 'GET', target: '/site' })).status).toBe(401);
  });

  it('replaces the key of the same site, as after its salts changed', async () => {
    await approve(await newSite().askPage(), ADMIN);
    const again = newSite();
    const page = await again.askPage();
    expect((await browser().open(page)).text).toContain('Replaces the key');
    await approve(page, ADMIN);
    expect((await store.sites.find('shop'))?.fingerprint).toBe(again.site.record.fingerprint);
  });

  it('ends a request that is refused', async () => {
    const page = await newSite().askPage();
    const opened = browser();
    const { text } = await opened.open(page);
    const csrf = /name="csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? '';
    const refused = await opened.open(`${page}/refuse`, { csrf });
    expect(refused.text).toContain('Nothing was connected.');
    expect((await opened.open(page)).status).toBe(404);
    expect(await ids()).not.toContain('shop');
  });

  describe('refuses, with what to do, and stores nothing:', () => {
    afterEach(async () => {
      expect(await ids()).not.toContain('shop');
    });

    it.each([
      ['a user without administration', INTEGRATION],
      ['a customer of an Experience site', PORTAL],
    ])('%s', async (_title, person) => {
      const page = await newSite().askPage();
      const { opened, answer } = await approve(page, person);
      const { text } = await opened.open(answer.location ?? '');
      expect(text).toContain('Customize Application or Modify All Data');
      // Somebody else may still approve it.
      expect(text).toContain(CODE);
    });

    it('a consent that was denied', async () => {
      const page = await newSite().askPage();
      const opened = browser();
      const callback = await authorizeAs(ADMIN, await opened.begin('link', page), 'cancel');
      const { location } = await opened.open(`${callback.pathname}${callback.search}`);
      expect((await opened.open(location ?? '')).text).toContain('choose Allow');
    });

    it('a link that another page made up', async () => {
      const page = await newSite().askPage();
      const opened = browser();
      await opened.open(page);
      const request = page.split('/').pop() ?? '';
      const { location } = await opened.open(
        `/auth/salesforce?org=local&intent=pair&request=${request}&confirm=forged`,
      );
      expect(location).toContain('/pair/');
    });

    it('a login that was begun in another browser', async () => {
      const page = await newSite().askPage();
      const callback = await authorizeAs(ADMIN, await browser().begin('link', page));
      const other = browser();
      await other.open(`${callback.pathname}${callback.search}`);
      expect((await other.open('/orgs')).text).toContain('begun in another browser');
    });

    it('a request that is over', async () => {
      const opened = browser();
      const page = await opened.open(`/pair/${'x'.repeat(32)}`);
      expect(page.status).toBe(404);
      expect(page.text).toContain('Settings → Skybridge');
    });
  });

  it('refuses a second site that claims the key of the first', async () => {
    const first = newSite('first');
    await approve(await first.askPage(), ADMIN);
    const clone = new PairingSite(running.url, 'shop', first.site);
    expect((await clone.ask()).body.errors[0]).toMatchObject({
      extensions: { code: 'CONFLICT', hint: expect.stringContaining('Make a new key') as string },
    });
    // And also where the key is registered between request and approval.
    const [one, other] = [newSite('one'), newSite('shop')];
    const page = await other.askPage();
    await approve(await one.askPage(), ADMIN);
    await store.sites.save({ ...other.site.record, id: 'thief' });
    const { opened, answer } = await approve(page, ADMIN);
    expect((await opened.open(answer.location ?? '')).text).toContain('another site');
    expect(await ids()).not.toContain('shop');
  });

  it('refuses the id of another site, and of one that the operator disabled', async () => {
    await approve(await newSite().askPage(), ADMIN);
    const other = { url: 'http://127.0.0.1:4021', returnUrl: 'http://127.0.0.1:4021/wp-admin/' };
    expect((await newSite().ask(other)).body.errors[0].extensions.code).toBe('CONFLICT');
    const known = await store.sites.find('shop');
    if (known !== null) await store.sites.save({ ...known, disabled: true });
    expect((await newSite().ask()).body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('refuses a key whose holder did not sign, and a way back to somewhere else', async () => {
    const site = newSite();
    const victim = newSite('victim').site.record.publicKey;
    expect((await site.ask({ publicKey: victim })).status).toBe(401);
    expect((await site.ask({ returnUrl: 'https://evil.example/' })).body.errors[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect((await site.ask({ code: 'x' })).status).toBe(400);
  });
});

describe('pairing with an org that is new to the gateway', () => {
  let running: RunningGateway;
  let store: Store;

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        if (config.org.grant !== 'client_credentials') throw new Error('The demo changed.');
        return { ...config, org: { ...config.org, grant: 'web_server' } };
      },
    });
    store = openSqliteStore(storeFile);
  });
  afterAll(async () => {
    await store.close();
    await running.close();
  });

  it('asks for the setup key, then links the org and the site by one login', async () => {
    const site = new PairingSite(running.url, 'shop');
    const page = await site.askPage();
    const opened = new Browser(running.url);
    const { text } = await opened.open(page);
    expect(text).toContain('Setup key');
    expect(text).not.toContain('/auth/salesforce');
    const csrf = /name="csrf"\s+value="([^"]+)"/.exec(text)?.[1] ?? '';
    await opened.open(page, { csrf, key: 'A'.repeat(22) });
    expect((await opened.open(page)).text).toContain('That is no setup key');
    await opened.open(page, { csrf, key: await issueSetupKey(store.tickets) });
    const callback = await authorizeAs(ADMIN, await opened.begin('link', page));
    const { location } = await opened.open(`${callback.pathname}${callback.search}`);
    expect(location).toContain('skybridge_pairing=done');
    expect(await store.sites.find('shop')).toMatchObject({ org: 'local' });
    const { body } = await site.call({ method: 'GET', target: '/site' });
    expect(body.data.org.connectedAs).toBe(ADMIN.username);
    // The key admitted one org; what it opened is closed again.
    expect((await opened.open('/orgs')).text).not.toContain('Add an org');
  });
});
