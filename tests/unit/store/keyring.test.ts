import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError } from '../../../src/common/config/config-error.ts';
import {
  assertSecretsOpen,
  forgetUnopenable,
  openKeyring,
  rotateKeys,
} from '../../../src/store/keyring.ts';
import type { KeyLocation, Keyring } from '../../../src/store/keyring.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

describe('the keyring', () => {
  let folder: string;
  let store: Store;
  const location = (changes: Partial<KeyLocation> = {}): KeyLocation => ({
    secretKey: null,
    previousKeys: [],
    storeFile: path.join(folder, 'store.db'),
    ...changes,
  });
  const put = ({ envelope }: Keyring, owner: string, secret: string) =>
    store.secrets.save({ owner, sealed: envelope.seal(secret, owner), fence: 1, savedAt: 't' });
  const read = async ({ envelope }: Keyring, owner: string) =>
    envelope.open((await store.secrets.find(owner))?.sealed ?? '', owner);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-keyring-'));
    store = openSqliteStore(path.join(folder, 'store.db'));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('rotates the key file; a running process takes the new key up by itself', async () => {
    const running = openKeyring(location());
    await put(running, 'a', 'one');
    await put(running, 'b', 'two');
    expect(await rotateKeys(location(), store.secrets)).toBe(2);
    const before = running.envelope.keyId;
    expect(await read(running, 'a')).toBe('one');
    expect(running.envelope.keyId).not.toBe(before);
    expect(await read(openKeyring(location()), 'b')).toBe('two');
  });

  it('still opens what a process sealed with the old key after the rotation', async () => {
    const running = openKeyring(location());
    await put(running, 'a', 'one');
    await rotateKeys(location(), store.secrets);
    await put(running, 'late', 'three');
    expect(await read(openKeyring(location()), 'late')).toBe('three');
  });

  it('rotates a configured key by way of the previous one', async () => {
    const [old, next] = [randomBytes(32), randomBytes(32)];
    await put(openKeyring(location({ secretKey: old })), 'a', 'one');
    const both = location({ secretKey: next, previousKeys: [old] });
    expect(await rotateKeys(both, store.secrets)).toBe(1);
    expect(await read(openKeyring(location({ secretKey: next })), 'a')).toBe('one');
    await expect(read(openKeyring(location({ secretKey: old })), 'a')).rejects.toThrow(
      /unknown-key/,
    );
  });

  it('refuses to start on a store that another key sealed, and says what to do', async () => {
    await put(openKeyring(location({ secretKey: randomBytes(32) })), 'a', 'one');
    const wrong = openKeyring(location({ secretKey: randomBytes(32) }));
    const failure = await assertSecretsOpen(store.secrets, wrong.envelope).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toMatchObject({
      path: 'SKYBRIDGE_SECRET_KEY',
      hint: expect.stringContaining('keys forget') as string,
    });
    await expect(
      rotateKeys(location({ secretKey: randomBytes(32) }), store.secrets),
    ).rejects.toThrow(ConfigError);
    expect(await forgetUnopenable(store.secrets, wrong.envelope)).toEqual(['a']);
    await assertSecretsOpen(store.secrets, wrong.envelope);
  });

  it('keeps every secret out of the store’s files', async () => {
    const keyring = openKeyring(location({ secretKey: randomBytes(32) }));
    await put(keyring, 'a', '5Aep861PLANTEDsecret');
    for (const name of readdirSync(folder)) {
      expect(readFileSync(path.join(folder, name)).includes('PLANTED')).toBe(false);
    }
  });
});
