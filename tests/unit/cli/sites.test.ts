import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UsageError } from '../../../src/cli/command.ts';
import { sitesCommand } from '../../../src/cli/sites.ts';
import { createEnvelope } from '../../../src/store/envelope.ts';
import { openKeyring } from '../../../src/store/keyring.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import { createTestSite } from '../auth/site-signer.ts';

describe('skybridge sites', () => {
  let folder: string;
  let printed: string;
  const write = process.stdout.write.bind(process.stdout);
  const key = createTestSite('a').record;
  const otherKey = createTestSite('b').record;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-cli-'));
    process.env.SKYBRIDGE_STORE = path.join(folder, 'store.db');
    printed = '';
    process.stdout.write = (chunk) => {
      printed += String(chunk);
      return true;
    };
  });
  afterEach(() => {
    process.stdout.write = write;
    delete process.env.SKYBRIDGE_STORE;
    rmSync(folder, { recursive: true });
  });

  const add = (id: string, publicKey: string, ...more: string[]) =>
    sitesCommand.run(['add', id, '--key', publicKey, '--url', 'http://127.0.0.1:4020/', ...more]);
  const stored = async (id: string) => {
    const store = openSqliteStore(path.join(folder, 'store.db'));
    const site = await store.sites.find(id);
    await store.close();
    return site;
  };

  it('adds a site, again without complaint, and lists it', async () => {
    await add('demo', key.publicKey);
    const first = await stored('demo');
    await add('demo', key.publicKey);
    expect(await stored('demo')).toEqual(first);
    expect(first).toMatchObject({ fingerprint: key.fingerprint, url: 'http://127.0.0.1:4020' });
    await sitesCommand.run(['list']);
    expect(printed).toContain(`demo\thttp://127.0.0.1:4020\t${key.fingerprint}\tenabled`);
  });

  it('takes another key for a known site only when told to', async () => {
    await add('demo', key.publicKey);
    await expect(add('demo', otherKey.publicKey)).rejects.toThrow(/--replace/);
    expect((await stored('demo'))?.fingerprint).toBe(key.fingerprint);
    await add('demo', otherKey.publicKey, '--replace');
    expect((await stored('demo'))?.fingerprint).toBe(otherKey.fingerprint);
  });

  it('gives no key to two sites', async () => {
    await add('demo', key.publicKey);
    await expect(add('second', key.publicKey)).rejects.toThrow(/already belongs to site demo/);
  });

  it('takes a key that starts with a hyphen for a key', async () => {
    const hyphened = Buffer.concat([Buffer.of(0xfb), Buffer.alloc(31, 7)]).toString('base64url');
    expect(hyphened.startsWith('-')).toBe(true);
    await add('demo', hyphened);
    expect((await stored('demo'))?.publicKey).toBe(hyphened);
  });

  it('removes a site, and says so when there is none', async () => {
    await add('demo', key.publicKey);
    await sitesCommand.run(['remove', 'demo']);
    expect(await stored('demo')).toBeNull();
    await expect(sitesCommand.run(['remove', 'demo'])).rejects.toThrow(UsageError);
  });

  it('forgets what its people granted, and says that nobody told Salesforce', async () => {
    await add('demo', key.publicKey);
    const storeFile = path.join(folder, 'store.db');
    const { envelope } = openKeyring({ secretKey: null, previousKeys: [], storeFile });
    const store = openSqliteStore(storeFile);
    const ownerOf = (site: string) =>
      JSON.stringify(['org-token', JSON.stringify(['own', 'local', site, '7']), 'connection']);
    for (const owner of [ownerOf('demo'), ownerOf('other')]) {
      await store.secrets.save({
        owner,
        sealed: envelope.seal('{}', owner),
        fence: 1,
        savedAt: '',
      });
    }
    process.env.SKYBRIDGE_CONFIG = path.join(folder, 'none.yaml');
    await sitesCommand.run(['remove', 'demo']);
    delete process.env.SKYBRIDGE_CONFIG;
    expect(printed).toContain('1 of its people are logged out.');
    expect((await store.secrets.list()).map(({ owner }) => owner)).toEqual([ownerOf('other')]);
    expect(printed).toContain('Salesforce did not confirm that of 1');
    await store.close();
  });

  it('removes a site also where the key does not open the store', async () => {
    await add('demo', key.publicKey);
    const storeFile = path.join(folder, 'store.db');
    const store = openSqliteStore(storeFile);
    const owner = JSON.stringify(['org-token', '["own","local","demo","7"]', 'connection']);
    const sealed = createEnvelope(Buffer.alloc(32, 1), []).seal('{}', owner);
    await store.secrets.save({ owner, sealed, fence: 1, savedAt: '' });
    process.env.SKYBRIDGE_CONFIG = 'examples/demo/skybridge.yaml';
    await sitesCommand.run(['remove', 'demo']);
    delete process.env.SKYBRIDGE_CONFIG;
    expect(await stored('demo')).toBeNull();
    expect(await store.secrets.list()).toEqual([]);
    expect(printed).toContain('Salesforce did not confirm that of 1');
    await store.close();
  });

  it.each([
    ['no id', ['add', '--key', key.publicKey, '--url', 'http://x']],
    ['a short key', ['add', 'demo', '--key', 'abc', '--url', 'http://x']],
    ['no url', ['add', 'demo', '--key', key.publicKey]],
    ['a url that is none', ['add', 'demo', '--key', key.publicKey, '--url', 'x']],
    ['a script as url', ['add', 'demo', '--key', key.publicKey, '--url', 'javascript:alert(1)']],
    ['an id with a path in it', ['add', '../demo', '--key', key.publicKey, '--url', 'http://x']],
    ['an unknown option', ['add', 'demo', '--kye', 'x']],
    ['an unknown action', ['shuffle']],
    ['no action', []],
  ])('refuses %s with its usage', async (_name, args) => {
    await expect(sitesCommand.run(args)).rejects.toThrow(UsageError);
  });
});
