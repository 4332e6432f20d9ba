/** Subscriptions over a whole gateway and the local org: told what happens, to whom, and to nobody else. */

import { createClient } from 'graphql-sse';
import type { Config } from '../../src/common/config/load-config.ts';
import { createIssuedTokens } from '../../src/auth/issued-tokens.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { SiteRecord, Store } from '../../src/store/store.ts';
import { follow as open } from './event-stream.ts';
import type { Follower, Following } from './event-stream.ts';
import { createOrgWriter } from './org-api.ts';
import type { OrgWriter } from './org-api.ts';
import { DEVELOPER_TOKEN, startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const CASES = `subscription ($ids: [ID!], $after: String) {
  recordChanged(objects: [Case], ids: $ids, after: $after) {
    kind object id changedFields position
    record { id ... on Case { subject status } }
  }
}`;

/** What is not told is waited for in vain this long; what is told comes within it. */
const SETTLED = 1_500;
const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Change {
  readonly kind: string;
  readonly object: string;
  readonly id: string | null;
  readonly changedFields: readonly string[];
  readonly record: { readonly subject: string } | null;
  readonly position: string | null;
}

describe('subscriptions', () => {
  let running: RunningGateway;
  let org: OrgWriter;
  let storeFile = '';
  const contacts: string[] = [];

  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config: Config) => {
        storeFile = config.storeFile;
        return {
          ...config,
          changes: { ...config.changes, enabled: true, maxSubscriptionsPerViewer: 5 },
        };
      },
    });
    await until(async () => (await running.ready()).status === 200);
    await until(async () => (await running.ready()).body.changes[0].state === 'listening');
    org = await createOrgWriter(running.org.url);
    const store = openSqliteStore(storeFile);
    for (const subject of ['7', '8']) {
      const contactId = await org.create('Contact', { LastName: `Customer ${subject}` });
      contacts.push(contactId);
      await store.bindings.save({
        ...{ site: 'demo', subject, contactId, boundBy: 'test', boundAt: '2026-01-01T00:00:00Z' },
      });
    }
    await store.close();
  }, 90_000);
  afterAll(() => running.close());

  const followers: Follower[] = [];
  const follow = async (gateway: RunningGateway, following: Following): Promise<Follower> => {
    const follower = await open(gateway, following);
    followers.push(follower);
    return follower;
  };
  afterEach(() => {
    for (const follower of followers.splice(0)) follower.leave();
  });

  const changesOf = (payloads: readonly { data?: { recordChanged: Change } }[]) =>
    payloads.map(({ data }) => data?.recordChanged);

  it('speak the graphql-sse protocol, and tell staff what happened to a record', async () => {
    const client = createClient({
      url: `${running.url}/subscriptions`,
      headers: { authorization: `Bearer ${DEVELOPER_TOKEN}` },
      retryAttempts: 0,
    });
    const received: unknown[] = [];
    const leave = client.subscribe<{ recordChanged: Change }>(
      { query: CASES },
      {
        next: (payload) => received.push(payload.data?.recordChanged),
        error: (error) => received.push(error),
        complete: () => undefined,
      },
    );
    await pass(500);
    const id = await org.create('Case', { Subject: 'Told', ContactId: contacts[0] });
    await until(() => received.length === 1, 5_000);
    await org.update('Case', id, { Subject: 'Told again' });
    await until(() => received.length === 2, 5_000);
    await org.remove('Case', id);
    await until(() => received.length === 3, 5_000);
    leave();
    const position = expect.any(String) as string;
    const change = { object: 'Case', id, position };
    expect(received).toEqual([
      {
        ...change,
        kind: 'CREATED',
        changedFields: [],
        record: { id, subject: 'Told', status: 'New' },
      },
      {
        ...change,
        kind: 'UPDATED',
        changedFields: expect.arrayContaining(['subject']) as string[],
        record: { id, subject: 'Told again', status: 'New' },
      },
      { ...change, kind: 'DELETED', changedFields: [], record: null },
    ]);
  });

  it('tell each customer their own cases only, and that one is no longer theirs as if it were gone', async () => {
    const [mine, theirs] = contacts;
    const first = await follow(running, { query: CASES, sub: '7' });
    const second = await follow(running, { query: CASES, sub: '8' });
    const visitor = await follow(running, { query: CASES, sub: '9' });
    await pass(300);
    const id = await org.create('Case', { Subject: 'Mine', ContactId: mine });
    const other = await org.create('Case', { Subject: 'Theirs', ContactId: theirs });
    await first.until(1);
    await second.until(1);
    await org.update('Case', id, { ContactId: theirs });
    await second.until(2);
    await first.until(2);
    // Neither was told of it before it went.
    await org.remove('Case', await org.create('Case', { Subject: 'Nobody’s' }));
    await org.remove('Case', other);
    await second.until(3);
    await pass(SETTLED);
    for (const follower of [first, second, visitor]) follower.leave();
    const told = (follower: typeof first) =>
      changesOf(follower.payloads).map((change) => [change?.kind, change?.id]);
    expect(told(first)).toEqual([
      ['CREATED', id],
      ['DELETED', id],
    ]);
    expect(told(second)).toEqual([
      ['CREATED', other],
      ['UPDATED', id],
      ['DELETED', other],
    ]);
    expect(visitor.payloads).toEqual([]);
  });

  it('do not tell that something changed which the viewer may not read', async () => {
    const query = `subscription { recordChanged(objects: [Contact]) { kind changedFields record { ... on Contact { name } } } }`;
    const directory = await follow(running, { query, sub: null });
    await pass(300);
    const id = await org.create('Contact', {
      ...{ LastName: 'Shown', Is_Staff__c: true, Email: 'shown@local.example' },
    });
    await directory.until(1);
    await org.update('Contact', id, { Birthdate: '1990-01-01' });
    await pass(SETTLED);
    await org.update('Contact', id, { Title: 'Readable', Description: 'Hidden' });
    await directory.until(2);
    expect(changesOf(directory.payloads)[1]).toMatchObject({
      kind: 'UPDATED',
      changedFields: ['title'],
    });
    directory.leave();
  });

  it('tell that a followed record is gone, and refuse closed objects, wrong ids and wrong text', async () => {
    const id = await org.create('Case', { Subject: 'Followed', ContactId: contacts[0] });
    await pass(SETTLED);
    const follower = await follow(running, { query: CASES, variables: { ids: [id.slice(0, 15)] } });
    await pass(500);
    await org.create('Case', { Subject: 'Another', ContactId: contacts[0] });
    await org.remove('Case', id);
    await follower.until(1);
    await pass(300);
    follower.leave();
    expect(changesOf(follower.payloads)).toMatchObject([{ kind: 'DELETED', id, record: null }]);
    const codeOf = async (query: string, variables?: unknown) => {
      const refused = await follow(running, { query, variables });
      await until(refused.isComplete, 5_000);
      return refused.payloads[0].errors[0].extensions.code as string;
    };
    const leads = 'subscription { recordChanged(objects: [Opportunity]) { kind } }';
    expect(await codeOf(leads)).toBe('FORBIDDEN');
    expect(await codeOf(CASES, { ids: [contacts[0]] })).toBe('BAD_USER_INPUT');
    expect(await codeOf(CASES, { ids: null })).toBe('BAD_USER_INPUT');
    expect(await codeOf(CASES, { after: 'made up' })).toBe('BAD_USER_INPUT');
    expect(await codeOf('subscription { nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf('subscription {')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf('{ viewer { role } }')).toBe('BAD_USER_INPUT');
    const { body } = await running.ask(CASES);
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('go on after what was received, and miss nothing meanwhile', async () => {
    await pass(SETTLED);
    const before = await follow(running, { query: CASES });
    await pass(300);
    await org.create('Case', { Subject: 'One', ContactId: contacts[0] });
    await before.until(1);
    before.leave();
    const after = changesOf(before.payloads)[0]?.position;
    await org.create('Case', { Subject: 'Two', ContactId: contacts[0] });
    await org.create('Case', { Subject: 'Not theirs', ContactId: contacts[1] });
    await org.create('Case', { Subject: 'Three', ContactId: contacts[0] });
    await pass(SETTLED);
    const again = await follow(running, { query: CASES, variables: { after } });
    await again.until(2);
    again.leave();
    expect(changesOf(again.payloads).map((change) => change?.record?.subject)).toEqual([
      'Two',
      'Three',
    ]);
  });

  it('tell a gap where the org lost events while the gateway could not listen', async () => {
    const follower = await follow(running, { query: CASES });
    await running.control({ action: 'faults', add: { kind: 'unavailable', path: '^/cometd/' } });
    // Ends the poll that is open.
    await org.create('Lead', { LastName: 'Last', Company: 'x' });
    await until(async () => (await running.ready()).body.changes[0].state === 'connecting');
    await org.create('Case', { Subject: 'Lost', ContactId: contacts[0] });
    await pass(1_000);
    await running.control({ action: 'clock', advanceSeconds: 73 * 3_600 });
    await running.control({ action: 'faults', rules: [] });
    await follower.until(1, 30_000);
    follower.leave();
    expect(changesOf(follower.payloads)).toMatchObject([
      { kind: 'GAP', object: 'Case', id: null, record: null },
    ]);
    org = await createOrgWriter(running.org.url);
  });

  it('are limited per viewer', async () => {
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => follow(running, { query: CASES })));
    const refused = await follow(running, { query: CASES });
    expect(refused.status).toBe(429);
    const other = await follow(running, { query: CASES, sub: '8' });
    expect(other.status).toBe(200);
    for (const follower of [...taken, other]) follower.leave();
    await until(async () =>
      (await (await fetch(`${running.url}/metrics`)).text()).includes('skybridge_subscriptions 0'),
    );
  });

  const UNAUTHENTICATED = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };
  const inStore = async (change: (store: Store) => Promise<unknown>): Promise<void> => {
    const store = openSqliteStore(storeFile);
    await change(store);
    await store.close();
  };

  it.each<[string, (site: SiteRecord) => SiteRecord]>([
    ['is disabled', (site) => ({ ...site, disabled: true })],
    ['has another key', (site) => ({ ...site, fingerprint: 'SHA256:of-another-key' })],
  ])('end when the site %s', async (_what, change) => {
    const follower = await follow(running, { query: CASES });
    await pass(300);
    await inStore(async (store) => {
      const site = await store.sites.find('demo');
      if (site === null) throw new Error('The site is gone.');
      await store.sites.save(change(site));
      await org.create('Case', { Subject: 'Too late', ContactId: contacts[0] });
      await until(follower.isComplete, 5_000);
      await store.sites.save(site);
    });
    expect(follower.payloads).toMatchObject([UNAUTHENTICATED]);
  });

  it('end when the token is revoked', async () => {
    await inStore(async (store) => {
      const tokens = createIssuedTokens(store.tickets);
      const token = await tokens.issue({ role: 'staff', org: 'local', issuedBy: 'test', hours: 1 });
      const follower = await follow(running, { query: CASES, token });
      await pass(300);
      await org.create('Case', { Subject: 'In time', ContactId: contacts[0] });
      await follower.until(1);
      await tokens.revokeAll('local');
      await org.create('Case', { Subject: 'Too late', ContactId: contacts[0] });
      await until(follower.isComplete, 5_000);
      expect(follower.payloads.slice(1)).toMatchObject([UNAUTHENTICATED]);
      expect((await follow(running, { query: CASES, token })).status).toBe(401);
    });
  });

  it('tell what the Contact may see that the person is bound to by now', async () => {
    const follower = await follow(running, { query: CASES });
    await pass(300);
    await inStore(async (store) => {
      const before = await store.bindings.find('demo', '7');
      if (before === null) throw new Error('Nobody is bound.');
      await store.bindings.save({ ...before, contactId: contacts[1] ?? '' });
      await org.create('Case', { Subject: 'Of before', ContactId: contacts[0] });
      await org.create('Case', { Subject: 'Of now', ContactId: contacts[1] });
      await follower.until(1);
      await pass(SETTLED);
      await store.bindings.save(before);
    });
    expect(changesOf(follower.payloads).map((change) => change?.record?.subject)).toEqual([
      'Of now',
    ]);
  });
});
