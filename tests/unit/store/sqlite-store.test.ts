import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addKeyToFile, readOrCreateKeyFile } from '../../../src/store/key-file.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { SiteRecord } from '../../../src/store/store.ts';

const SITE: SiteRecord = {
  id: 'demo',
  url: 'http://127.0.0.1:4020',
  publicKey: 'key',
  fingerprint: 'print',
  disabled: false,
  addedAt: '2026-01-01T00:00:00.000Z',
  org: null,
  addedBy: 'the tests',
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

  it('makes a secret key once, readable by its owner only', () => {
    const keys = readOrCreateKeyFile(file());
    expect(keys.map((key) => key.length)).toEqual([32]);
    expect(readOrCreateKeyFile(file())).toEqual(keys);
    expect(statSync(path.join(folder, 'deep', 'secret.key')).mode & 0o077).toBe(0);
  });

  it('puts a new key in front of the one before it and forgets older ones', () => {
    const [first] = readOrCreateKeyFile(file());
    const [second, ...rest] = addKeyToFile(file());
    expect(rest).toEqual([first]);
    expect(addKeyToFile(file()).slice(1)).toEqual([second]);
    expect(statSync(path.join(folder, 'deep', 'secret.key')).mode & 0o077).toBe(0);
  });

  it('refuses a store that a newer Skybridge wrote', async () => {
    const { default: Database } = await import('libsql');
    await openSqliteStore(file()).close();
    const database = new Database(file());
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(() => openSqliteStore(file())).toThrow(/newer Skybridge/);
  });
});
