/** A person of a site who is their own Salesforce user: asked for with their own token, and seeing no more than it. */

import { parse } from 'yaml';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Browser } from '../support/browser.ts';
import { PairingSite, SITE_URL } from '../support/pairing-site.ts';
import { ADMIN, authorizeAs } from '../support/salesforce-browser.ts';
import type { Person } from '../support/salesforce-browser.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const PORTAL: Person = { username: 'portal@local.example', password: 'localorg1' };
const POLICY: unknown = parse(`
Contact: { user: { rows: ALL, fields: [Name, Email, LeadSource] } }
Account: { user: { rows: ALL, fields: ALL } }
Opportunity: { user: { rows: ALL, fields: ALL } }
`);
const CONTACTS = '{ contacts(first: 50) { totalCount nodes { name } } }';
const RETURN = `${SITE_URL}/wp-admin/admin-post.php?action=claim`;

describe('a person’s own Salesforce grant', () => {
  let running: RunningGateway;
  let store: Store;
  let site: PairingSite;

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return { ...config, policy: POLICY };
      },
    });
    store = openSqliteStore(storeFile);
    await until(async () => (await running.ready()).status === 200, 60_000);
    site = new PairingSite(running.url, 'shop');
    const opened = new Browser(running.url);
    const page = await site.askPage();
    const callback = await authorizeAs(ADMIN, await opened.begin('link', page));
    await opened.open(`${callback.pathname}${callback.search}`);
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await running.close();
  });

  const ask = async (subject: string, query: string) => {
    const call = { method: 'POST', target: '/graphql', body: { query }, subject } as const;
    return (await site.call(call)).body as {
      readonly data: Record<string, { totalCount: number }> | null;
      readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    };
  };
  const beginAs = async (subject: string) => {
    const body = { returnUrl: RETURN };
    const call = { method: 'POST', target: '/site/me/requests', body, subject } as const;
    const answer = await site.call(call);
    return new URL((answer.body as { data: { own: { url: string } } }).data.own.url).pathname;
  };
  const consent = async (page: string, person: Person) => {
    const opened = new Browser(running.url);
    const callback = await authorizeAs(person, await opened.begin('link', page));
    const { location } = await opened.open(`${callback.pathname}${callback.search}`);
    return new URL(location ?? '', running.url).searchParams.get('skybridge_own') ?? '';
  };
  const claim = (subject: string, code: string) =>
    site.call({ method: 'POST', target: '/site/me/claims', body: { code }, subject });
  const grants = async () =>
    (await store.secrets.list()).filter(({ owner }) => owner.includes('own'));

  it('gives the person Salesforce’s own rows and fields, and nobody else', async () => {
    const everybody = await ask('7', CONTACTS);
    expect(everybody.data?.contacts?.totalCount).toBeGreaterThan(1_000);

    const page = await beginAs('7');
    expect((await new Browser(running.url).open(page)).text).toContain(SITE_URL);
    const claimed = await claim('7', await consent(page, PORTAL));
    expect(claimed.body.data).toEqual({ me: { username: PORTAL.username } });

    const own = await ask('7', CONTACTS);
    expect(own.errors).toBeUndefined();
    expect(own.data?.contacts?.totalCount).toBe(1);
    // Neither by the cache nor by anything else does somebody else get that view, or the person theirs.
    expect((await ask('8', CONTACTS)).data).toEqual(everybody.data);
    expect((await ask('7', CONTACTS)).data).toEqual(own.data);
    // What the policy opens, and Salesforce hides from the user, stays hidden: a field, and an object.
    const hidden = await ask('7', '{ contacts(first: 1) { nodes { name leadSource } } }');
    expect(hidden.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(hidden.data).not.toBeNull();
    const denied = await ask('7', '{ opportunities(first: 1) { nodes { id } } }');
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    // And what Salesforce shows, and the policy does not open, too.
    const unopened = await ask('7', '{ contacts(first: 1) { nodes { phone } } }');
    expect(unopened.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const me = await site.call({ method: 'GET', target: '/site/me', subject: '7' });
    expect(me.body.data).toEqual({ me: { username: PORTAL.username } });
  });

  it('never falls back to the org’s connection where Salesforce ended the grant', async () => {
    await running.control({ action: 'sessions' });
    await running.control({ action: 'faults', rules: [{ kind: 3, path: '/oauth2/token$' }] });
    // Another question than the ones before, which a cache may answer.
    const { errors, data } = await ask('7', '{ contacts(first: 3) { nodes { name } } }');
    expect(errors?.[0]?.extensions.code).toBe('ORG_RECONNECT_REQUIRED');
    expect(data?.contacts ?? null).toBeNull();
    await running.control({ action: 'faults', rules: [] });
  });

  it('is ended by the person, here and at Salesforce', async () => {
    await running.forgetCalls();
    const { body } = await site.call({ method: 'DELETE', target: '/site/me', subject: '7' });
    expect(body.data).toEqual({ ended: true });
    const { calls } = await running.calls();
    expect(calls.filter(({ path }) => path === '/services/oauth2/revoke')).toHaveLength(1);
    expect(await grants()).toEqual([]);
    expect((await ask('7', CONTACTS)).data?.contacts?.totalCount).toBeGreaterThan(1_000);
  });

  it('is given to nobody but who asked for it, once, and ends with the site', async () => {
    const code = await consent(await beginAs('7'), PORTAL);
    expect((await claim('8', code)).status).toBe(404);
    expect((await claim('7', code)).status).toBe(404);
    expect(await grants()).toEqual([]);
    const again = await consent(await beginAs('7'), PORTAL);
    await claim('7', again);
    expect((await claim('7', again)).status).toBe(404);
    expect(await grants()).toHaveLength(1);
    await site.call({ method: 'DELETE', target: '/site' });
    expect(await grants()).toEqual([]);
  });
});
