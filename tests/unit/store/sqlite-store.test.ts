import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOrCreateSecretKey } from '../../../src/store/secret-key-file.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { SiteRecord } from '../../../src/store/store.ts';

const SITE: SiteRecord = {
  id: 'demo',
  url: 'http://127.0.0.1:4020',
  publicKey: 'key',
  fingerprint: 'print',
  disabled: false,
  addedAt: '2026-01-01T00:00:00.000Z',
};

describe('SQLite store', () => {
  let folder: string;
  const file = () => path.join(folder, 'deep', 'store.db');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-store-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps records over a restart', async () => {
    const first = openSqliteStore(file());
    await first.sites.save(SITE);
    await first.catalogue.save('org', 'connection', [
      { object: 'Account', describe: '{}', checkedAt: SITE.addedAt },
    ]);
    await first.close();

    const second = openSqliteStore(file());
    expect(await second.sites.find('demo')).toEqual(SITE);
    expect(await second.catalogue.load('org', 'connection')).toEqual([
      { object: 'Account', describe: '{}', checkedAt: SITE.addedAt },
    ]);
    expect(await second.catalogue.load('org', 'another connection')).toEqual([]);
    await second.close();
  });

  it('can be read by its owner only', async () => {
    const store = openSqliteStore(file());
    expect(statSync(file()).mode & 0o077).toBe(0);
    await store.close();
  });

  it('shows one process what another wrote', async () => {
    const [gateway, command] = [openSqliteStore(file()), openSqliteStore(file())];
    await command.sites.save(SITE);
    expect((await gateway.sites.find('demo'))?.fingerprint).toBe('print');
    expect(await command.sites.remove('demo')).toBe(true);
    expect(await gateway.sites.find('demo')).toBeNull();
    expect(await command.sites.remove('demo')).toBe(false);
    await gateway.close();
    await command.close();
  });

  it('finds an org token only for the connection it was granted to', async () => {
    const store = openSqliteStore(':memory:');
    await store.orgTokens.save({ org: 'a', connection: 'one', sealed: 's', savedAt: 't' });
    expect(await store.orgTokens.find('a', 'two')).toBeNull();
    expect(await store.orgTokens.find('a', 'one')).toMatchObject({ sealed: 's' });
    await store.close();
  });

  it('lets an id be spent once until it expires', async () => {
    const store = openSqliteStore(':memory:');
    const later = new Date(Date.now() + 60_000);
    expect(await store.spentIds.spend('x', later)).toBe(true);
    expect(await store.spentIds.spend('x', later)).toBe(false);
    expect(await store.spentIds.spend('y', new Date(Date.now() - 1))).toBe(true);
    expect(await store.spentIds.spend('y', later)).toBe(true);
    await store.close();
  });

  it('saves all of a batch or none of it', async () => {
    const store = openSqliteStore(':memory:');
    const broken = { object: 'B', describe: null as unknown as string, checkedAt: 't' };
    await expect(
      store.catalogue.save('o', 'c', [{ object: 'A', describe: '{}', checkedAt: 't' }, broken]),
    ).rejects.toThrow();
    expect(await store.catalogue.load('o', 'c')).toEqual([]);
    await store.close();
  });

  it('makes a secret key once, readable by its owner only', () => {
    const key = readOrCreateSecretKey(file());
    expect(key).toHaveLength(32);
    expect(readOrCreateSecretKey(file())).toEqual(key);
    expect(statSync(path.join(folder, 'deep', 'secret.key')).mode & 0o077).toBe(0);
  });
});
