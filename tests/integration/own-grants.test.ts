/** A person of a site who is their own Salesforce user: asked for with their own token, and seeing no more than it. */

import { jest } from '@jest/globals';
import { parse } from 'yaml';
import { sitesCommand } from '../../src/cli/sites.ts';
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
  let environment: Readonly<Record<string, string>>;

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
    environment = {
      SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
      SKYBRIDGE_LOCAL_ORG_URL: running.org.url,
      SKYBRIDGE_STORE: storeFile,
    };
    site = new PairingSite(running.url, 'shop');
    await pair();
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await running.close();
  });

  const pair = async () => {
    const opened = new Browser(running.url);
    const page = await site.askPage();
    const callback = await authorizeAs(ADMIN, await opened.begin('link', page));
    await opened.open(`${callback.pathname}${callback.search}`);
  };
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
  const revocations = async () => {
    const { calls } = await running.calls();
    return calls.filter(({ path }) => path === '/services/oauth2/revoke').length;
  };
  /** As in a shell, whose environment is the gateway's. @returns what is printed. */
  const removeByCommand = async (id: string): Promise<string> => {
    let printed = '';
    const print = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    Object.assign(process.env, environment);
    await sitesCommand.run(['remove', id]).finally(() => print.mockRestore());
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    return printed;
  };
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
    expect(await revocations()).toBe(1);
    expect(await grants()).toEqual([]);
    expect((await ask('7', CONTACTS)).data?.contacts?.totalCount).toBeGreaterThan(1_000);
  });

  it('is given to nobody but who asked for it, once, and ends with the site', async () => {
    const code = await consent(await beginAs('7'), PORTAL);
    await running.forgetCalls();
    expect((await claim('8', code)).status).toBe(404);
    expect(await revocations()).toBe(1);
    expect((await claim('7', code)).status).toBe(404);
    expect(await grants()).toEqual([]);
    const again = await consent(await beginAs('7'), PORTAL);
    await claim('7', again);
    expect((await claim('7', again)).status).toBe(404);
    expect(await grants()).toHaveLength(1);
    await running.forgetCalls();
    await site.call({ method: 'DELETE', target: '/site' });
    expect(await grants()).toEqual([]);
    expect(await revocations()).toBe(1);
  });

  it('ends with a site that the operator removes by command, claimed or not', async () => {
    site = new PairingSite(running.url, 'left');
    await pair();
    await claim('7', await consent(await beginAs('7'), PORTAL));
    await consent(await beginAs('8'), PORTAL);
    const waiting = await beginAs('9');
    const link = JSON.stringify({ site: 'left', subject: '9', contactId: 'x', address: 'y' });
    const expiresAt = new Date(Date.now() + 60_000);
    await store.tickets.put({ kind: 'portal-link', id: 'of-left', body: link, expiresAt });
    await running.forgetCalls();
    expect(await removeByCommand('left')).toContain('2 of its people are logged out.');
    expect(await revocations()).toBe(2);
    expect(await grants()).toEqual([]);
    expect(await store.tickets.list('own-consent')).toEqual([]);
    expect(await store.tickets.list('portal-link')).toEqual([]);
    expect((await new Browser(running.url).open(waiting)).text).toMatch(/over|no longer/);
  });
});
