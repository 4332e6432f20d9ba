/** A site asks which of its kept answers are old: tags of its own org's changes, and of nothing else. */

import { openSqliteStore } from '../../src/store/open-store.ts';
import { PairingSite } from '../support/pairing-site.ts';
import type { ApiAnswer } from '../support/pairing-site.ts';
import { createOrgWriter } from './org-api.ts';
import type { OrgWriter } from './org-api.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const CONTACTS = '{ contacts(first: 2) { nodes { id account { name } } } }';
const WRITE = 'mutation { createAccount(input: { name: "Written" }) { record { id } } }';

describe('what a site is told of changes', () => {
  let running: RunningGateway;
  let org: OrgWriter;
  let site: PairingSite;

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return { ...config, changes: { ...config.changes, enabled: true } };
      },
    });
    // The demo's own, with another key.
    site = new PairingSite(running.url, 'demo');
    const store = openSqliteStore(storeFile);
    await store.sites.save(site.site.record);
    await store.close();
    await until(async () => (await running.ready()).status === 200);
    await until(async () => (await running.ready()).body.changes[0].state === 'listening');
    org = await createOrgWriter(running.org.url);
  }, 90_000);
  afterAll(() => running.close());

  const since = (after?: string | null): Promise<ApiAnswer> => {
    const target = after ? `/site/changes?after=${encodeURIComponent(after)}` : '/site/changes';
    return site.call({ method: 'GET', target });
  };
  const graphql = async (query: string): Promise<ApiAnswer> =>
    site.call({
      ...{ method: 'POST', target: '/graphql', body: { query } },
      ...{ subject: '1', claims: { roles: ['administrator'] } },
    });
  const tagsOf = async (query: string): Promise<readonly string[]> =>
    (await graphql(query)).body.extensions.skybridge.changeTags as string[];
  const place = async (): Promise<string> => (await since()).body.data.changes.position as string;

  it('is the tags that its answers came with, and names nothing', async () => {
    // Contact and Account.
    const tags = await tagsOf(CONTACTS);
    expect(tags).toHaveLength(2);
    expect(await tagsOf('{ accounts(first: 1) { nodes { id } } }')).toHaveLength(1);

    const before = await place();
    const accountId = await org.create('Account', { Name: 'Told', Industry: 'Banking' });
    await until(async () => (await since(before)).body.data.changes.tags.length > 0);
    const { status, body } = await since(before);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        changes: {
          state: 'listening',
          reset: false,
          tags: expect.any(Array) as string[],
          position: expect.any(String) as string,
        },
      },
    });
    const { tags: told } = body.data.changes as { tags: string[] };
    expect(told).toHaveLength(2);
    expect(told.filter((tag) => tags.includes(tag))).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain(accountId);
    expect(JSON.stringify([body, tags])).not.toMatch(/Account|Contact/);
  });

  it('costs no API call', async () => {
    const before = await place();
    await running.forgetCalls();
    for (let times = 0; times < 5; times += 1) await since(before);
    expect((await running.calls()).totals.apiCalls).toBe(0);
  });

  it('is told of answers to the site’s own requests alone, and of none that writes', async () => {
    expect((await running.ask(CONTACTS)).body.extensions.skybridge).not.toHaveProperty(
      'changeTags',
    );
    const visitor = { method: 'POST', target: '/graphql' } as const;
    const read = await site.call({
      ...visitor,
      body: { query: '{ contacts(first: 1) { nodes { id } } }' },
    });
    expect(read.body.extensions.skybridge.changeTags).toHaveLength(1);
    const written = await graphql(WRITE);
    expect(written.body.data.createAccount.record.id).toMatch(/^001/);
    expect(written.body.extensions.skybridge).not.toHaveProperty('changeTags');
  });

  it('is refused to whoever is no site, for a forged request, and for a position of elsewhere', async () => {
    expect((await fetch(`${running.url}/site/changes`)).status).toBe(401);
    const stranger = new PairingSite(running.url, 'shop');
    expect((await stranger.call({ method: 'GET', target: '/site/changes' })).status).toBe(401);
    const position = await place();
    for (const after of ['x', position.replace(/.$/, '!'), `${position}A`, position.slice(0, -4)]) {
      const { status, body } = await since(after);
      expect([after, status, body.errors[0].extensions.code]).toEqual([
        ...[after, 400, 'BAD_USER_INPUT'],
      ]);
    }
    const twice = await site.call({ method: 'GET', target: '/site/changes?after=a&after=b' });
    expect(twice.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a gateway that follows no changes', () => {
  it('says so, and gives no tags', async () => {
    let storeFile = '';
    const running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return config;
      },
    });
    try {
      const site = new PairingSite(running.url, 'shop');
      const store = openSqliteStore(storeFile);
      await store.sites.save(site.site.record);
      await store.close();
      await until(async () => (await running.ready()).status === 200);
      const { body } = await site.call({ method: 'GET', target: '/site/changes' });
      const off = { state: 'off', reset: false, tags: [], position: null };
      expect(body).toEqual({ data: { changes: off } });
      const answer = await site.call({
        method: 'POST',
        target: '/graphql',
        body: { query: CONTACTS },
      });
      expect(answer.body.extensions.skybridge).not.toHaveProperty('changeTags');
    } finally {
      await running.close();
    }
  }, 60_000);
});
