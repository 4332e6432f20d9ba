/** What every store keeps to, whichever database holds it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPostgresStore, openSqliteStore, openStore } from '../../../src/store/open-store.ts';
import type { SecretRecord, SiteRecord, Store } from '../../../src/store/store.ts';
import { findPostgres, findRedis, hasPostgres, hasRedis } from '../../support/database-servers.ts';

interface Backend {
  /** Each call opens another connection to the same records. */
  open(): Promise<Store>;
  stop(): void;
}

interface Candidate {
  readonly name: string;
  readonly installed: boolean;
  readonly find: () => Promise<Backend>;
}

const BACKENDS: readonly Candidate[] = [
  { name: 'SQLite', installed: true, find: () => Promise.resolve(sqliteBackend()) },
  { name: 'Postgres', installed: hasPostgres(), find: postgresBackend },
  { name: 'SQLite with Redis', installed: hasRedis(), find: redisBackend },
];

const SITE: SiteRecord = {
  id: 'demo',
  url: 'http://127.0.0.1:4020',
  publicKey: 'key',
  fingerprint: 'print',
  disabled: false,
  addedAt: '2026-01-01T00:00:00.000Z',
  org: 'main',
  addedBy: 'the tests',
};
const SECRET: SecretRecord = { owner: 'o', sealed: 'one', fence: 3, savedAt: SITE.addedAt };
/** Databases of the environment may hold what an earlier run left. */
const run = `${Date.now()}-${Math.random()}`;

for (const { name } of BACKENDS.filter(({ installed }) => !installed)) {
  console.warn(
    `SKIPPED: the store's contract on ${name}, which is neither configured nor installed.`,
  );
  describe.skip(`the store on ${name}`, () => it('is installed', () => undefined));
}

describe.each(BACKENDS.filter(({ installed }) => installed))('the store on $name', ({ find }) => {
  let backend: Backend;
  let store: Store;
  let other: Store;

  beforeAll(async () => {
    backend = await find();
    store = await backend.open();
    other = await backend.open();
  });
  afterAll(async () => {
    await store.close();
    await other.close();
    backend.stop();
  });

  it('keeps a site, for every process, until it is removed', async () => {
    await store.sites.save(SITE);
    expect(await other.sites.find('demo')).toEqual(SITE);
    await other.sites.save({ ...SITE, disabled: true });
    expect(await store.sites.list()).toEqual([{ ...SITE, disabled: true }]);
    expect(await store.sites.remove('demo')).toBe(true);
    expect(await other.sites.remove('demo')).toBe(false);
    expect(await other.sites.find('demo')).toBeNull();
  });

  it('keeps who is which Contact, until the person is unbound or the site removed', async () => {
    const binding = {
      site: 'demo',
      subject: '7',
      contactId: '003000000000001AAA',
      boundBy: 'operator',
      boundAt: SITE.addedAt,
    };
    await store.sites.save(SITE);
    await store.bindings.save(binding);
    await store.bindings.save({ ...binding, contactId: '003000000000002AAA' });
    await store.bindings.save({ ...binding, subject: '8' });
    expect(await other.bindings.find('demo', '7')).toMatchObject({
      contactId: '003000000000002AAA',
    });
    expect(await other.bindings.find('another', '7')).toBeNull();
    expect((await other.bindings.list('demo')).map(({ subject }) => subject)).toEqual(['7', '8']);
    expect(await other.bindings.remove('demo', '8')).toBe(true);
    expect(await store.bindings.remove('demo', '8')).toBe(false);
    await store.sites.remove('demo');
    expect(await other.bindings.list('demo')).toEqual([]);
  });

  it('keeps the audit log, newest first, by org, until it is old', async () => {
    const line = {
      at: '2026-01-01T00:00:00.000Z',
      actor: 'somebody',
      action: 'link',
      org: `main-${run}`,
      target: '',
      outcome: 'done',
    };
    const later = { ...line, at: '2026-01-02T00:00:00.000Z', outcome: 'FORBIDDEN' };
    const elsewhere = { ...line, org: null };
    for (const each of [line, later, elsewhere]) await store.audit.add(each);
    const ours = { orgs: [`main-${run}`], limit: 10 };
    expect(await other.audit.list(ours)).toEqual([later, line]);
    expect(await other.audit.list({ ...ours, limit: 1 })).toEqual([later]);
    expect(await other.audit.list({ orgs: [], limit: 10 })).toEqual([]);
    expect(await other.audit.list({ orgs: null, limit: 1_000 })).toContainEqual(elsewhere);
    await store.audit.forget('2026-01-01T12:00:00.000Z');
    expect(await other.audit.list(ours)).toEqual([later]);
  });

  it('refuses the write of a lock holder that was overtaken', async () => {
    await store.secrets.remove('o');
    expect(await store.secrets.save(SECRET)).toBe(true);
    expect(await other.secrets.save({ ...SECRET, sealed: 'two', fence: 4 })).toBe(true);
    expect(await store.secrets.save({ ...SECRET, sealed: 'late' })).toBe(false);
    expect(await store.secrets.find('o')).toEqual({ ...SECRET, sealed: 'two', fence: 4 });
  });

  it('reseals only what nobody changed meanwhile', async () => {
    await store.secrets.remove('o');
    await store.secrets.save(SECRET);
    expect(await store.secrets.reseal('o', 'another', 'new')).toBe(false);
    expect(await store.secrets.reseal('o', 'one', 'new')).toBe(true);
    expect(await store.secrets.list()).toEqual([{ ...SECRET, sealed: 'new' }]);
    await store.secrets.remove('o');
    expect(await store.secrets.find('o')).toBeNull();
  });

  it('keeps why an org grants nothing, and forgets it', async () => {
    const failure = {
      code: 'ORG_RECONNECT_REQUIRED',
      message: 'm',
      hint: 'h',
      since: SITE.addedAt,
      attempts: 2,
      retryAt: Date.now() + 5_000,
    };
    await store.orgStatus.save({ org: 'a', refreshedAt: null, failure });
    expect(await other.orgStatus.find('a')).toEqual({ org: 'a', refreshedAt: null, failure });
    await store.orgStatus.save({ org: 'a', refreshedAt: SITE.addedAt, failure: null });
    expect(await other.orgStatus.find('a')).toMatchObject({
      refreshedAt: SITE.addedAt,
      failure: null,
    });
    await store.orgStatus.remove('a');
    expect(await other.orgStatus.find('a')).toBeNull();
  });

  it('saves all describes of a batch or none', async () => {
    const entry = { object: 'A', describe: '{}', checkedAt: SITE.addedAt };
    await store.catalogue.save('org', 'connection', [entry]);
    const broken = { ...entry, object: 'B', describe: null as unknown as string };
    await expect(
      store.catalogue.save('org', 'connection', [{ ...entry, describe: '{"new":1}' }, broken]),
    ).rejects.toThrow();
    expect(await other.catalogue.load('org', 'connection')).toEqual([entry]);
    expect(await other.catalogue.load('org', 'another')).toEqual([]);
    await store.catalogue.remove('org', 'connection', ['A']);
    expect(await other.catalogue.load('org', 'connection')).toEqual([]);
  });

  it('lets one of many processes spend an id, until it expires', async () => {
    const later = new Date(Date.now() + 60_000);
    const spent = await Promise.all(
      [store, other, store, other].map((each) => each.spentIds.spend(`x-${run}`, later)),
    );
    expect(spent.filter(Boolean)).toHaveLength(1);
    expect(await store.spentIds.spend(`y-${run}`, new Date(Date.now() + 20))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await other.spentIds.spend(`y-${run}`, later)).toBe(true);
  });

  it('gives a ticket to one of those who take it, and to nobody once it has expired', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const ticket = { kind: `k-${run}`, id: 'a', body: 'one', expiresAt };
    await store.tickets.put(ticket);
    expect(await other.tickets.find(ticket.kind, 'a')).toBe('one');
    expect(await other.tickets.find(`another-${run}`, 'a')).toBeNull();
    expect(await other.tickets.list(ticket.kind)).toEqual([ticket]);
    const taken = await Promise.all(
      [store, other, store].map((each) => each.tickets.take(ticket.kind, 'a')),
    );
    expect(taken.filter((body) => body !== null)).toEqual(['one']);
    await store.tickets.put({ ...ticket, expiresAt: new Date(Date.now() - 1) });
    expect(await other.tickets.find(ticket.kind, 'a')).toBeNull();
    expect(await other.tickets.take(ticket.kind, 'a')).toBeNull();
    expect(await other.tickets.list(ticket.kind)).toEqual([]);
  });

  it('gives a lock to one holder at a time, each with a higher fence', async () => {
    const name = `lock-${run}`;
    const take = (from: Store) => from.locks.acquire(name, { ttlMs: 60_000, above: 0 });
    const fences = await Promise.all([store, other, store, other].map(take));
    const [first, ...rest] = fences.filter((fence) => fence !== null);
    expect(rest).toEqual([]);
    await other.locks.release(name, (first ?? 0) + 1);
    expect(await take(other)).toBeNull();
    await store.locks.release(name, first ?? 0);
    const second = await take(other);
    expect(second).toBeGreaterThan(first ?? Infinity);
    await other.locks.release(name, second ?? 0);
  });

  it('frees the lock of a holder that died, and tells it when it comes back', async () => {
    const name = `dead-${run}`;
    const dead = await store.locks.acquire(name, { ttlMs: 100, above: 0 });
    expect(await other.locks.acquire(name, { ttlMs: 100, above: 0 })).toBeNull();
    expect(await store.locks.extend(name, dead ?? 0, 200)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const heir = await other.locks.acquire(name, { ttlMs: 60_000, above: 0 });
    expect(heir).toBeGreaterThan(dead ?? Infinity);
    expect(await store.locks.extend(name, dead ?? 0, 100)).toBe(false);
  });

  it('counts on from what is stored where the lock itself has lost its memory', async () => {
    const fence = await store.locks.acquire(`lost-${run}`, { ttlMs: 1_000, above: 41 });
    expect(fence).toBeGreaterThan(41);
  });
});

function sqliteBackend(): Backend {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-store-'));
  return {
    open: () => Promise.resolve(openSqliteStore(path.join(folder, 'store.db'))),
    stop: () => rmSync(folder, { recursive: true }),
  };
}

async function postgresBackend(): Promise<Backend> {
  const server = await findPostgres();
  return { open: () => openPostgresStore(server.url), stop: () => server.stop() };
}

async function redisBackend(): Promise<Backend> {
  const server = await findRedis();
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-store-'));
  const location = { storeFile: path.join(folder, 'store.db'), databaseUrl: null };
  return {
    open: () => openStore({ ...location, redisUrl: server.url }),
    stop: () => {
      rmSync(folder, { recursive: true });
      server.stop();
    },
  };
}
