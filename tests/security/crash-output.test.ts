/** A gateway that dies says why, and none of the secrets it knew. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { createEnvelope } from '../../src/store/envelope.ts';

const SECRETS = {
  SKYBRIDGE_SECRET_KEY: 'cGxhbnRlZC1zZWNyZXQta2V5LW9mLXRoZS10ZXN0cyE=',
  SKYBRIDGE_DEVELOPER_TOKEN: 'planted-developer-token',
  SKYBRIDGE_LOCAL_ORG_SECRET: 'planted-client-"secret"',
};
const PASSWORD = 'planted-database-password';
const TOKENS = [
  '00DLO00000000012AA!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6',
  '5Aep861TSESvWeug_xvFHRBTTbf_YrTWgEyjBJrfXQlcKAh',
];

describe('a gateway that dies', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-crash-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param code runs in the gateway's process once it listens; `leak` is an error that holds every secret. */
  const run = async (code: string, more: Readonly<Record<string, string>> = {}) => {
    const preload = path.join(folder, 'preload.mjs');
    const all = JSON.stringify([...Object.values(SECRETS), ...TOKENS]);
    writeFileSync(
      preload,
      `const secrets = ${all};
      const leak = () => Object.assign(new Error('It broke with ' + secrets.join(' '), {
        cause: new Error(JSON.stringify({ secrets })),
      }), { config: { headers: { authorization: 'Bearer ' + secrets[1] }, secrets } });
      const write = process.stdout.write.bind(process.stdout);
      process.stdout.write = (text, ...rest) => {
        if (String(text).includes('listening on')) setTimeout(() => { ${code} }, 50);
        return write(text, ...rest);
      };`,
    );
    const imports = ['--import', 'tsx', '--import', pathToFileURL(preload).href];
    const child = spawn(process.execPath, [...imports, 'src/main.ts'], {
      env: {
        ...process.env,
        ...SECRETS,
        NODE_OPTIONS: '',
        SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
        // Nobody listens there: that is no reason not to start.
        SKYBRIDGE_LOCAL_ORG_URL: 'http://127.0.0.1:9',
        SKYBRIDGE_STORE: path.join(folder, 'store.db'),
        PORT: '0',
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, output };
  };
  const expectNoSecret = (output: string): void => {
    for (const secret of [...Object.values(SECRETS), PASSWORD, ...TOKENS]) {
      expect(output).not.toContain(secret);
      expect(output).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  };

  it.each([
    ['an exception that nobody catches', 'throw leak();'],
    ['a rejection that nobody handles', 'void Promise.reject(leak());'],
  ])(
    'of %s tells what broke, and no secret',
    async (_name, code) => {
      const { status, output } = await run(code);
      expect(status).toBe(1);
      expect(output).toContain('It broke with [redacted]');
      expect(output).toContain('preload.mjs');
      expectNoSecret(output);
    },
    60_000,
  );

  it('of a database that is not there does not tell its password', async () => {
    const { status, output } = await run('', {
      DATABASE_URL: `postgres://skybridge:${PASSWORD}@127.0.0.1:9/skybridge`,
    });
    expect(status).toBe(1);
    expect(output).toMatch(/ECONNREFUSED/);
    expectNoSecret(output);
  }, 60_000);

  it('of a wrong key says which setting to change, in one line', async () => {
    const store = openSqliteStore(path.join(folder, 'store.db'));
    const owner = JSON.stringify(['org-token', 'local', 'connection']);
    const sealed = createEnvelope(Buffer.alloc(32, 1), []).seal(TOKENS[0] ?? '', owner);
    await store.secrets.save({ owner, sealed, fence: 1, savedAt: new Date().toISOString() });
    await store.close();
    const { status, output } = await run('');
    expect(status).toBe(1);
    const said = output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(said).toEqual([
      expect.stringMatching(
        /^Environment: SKYBRIDGE_SECRET_KEY does not open the store .* Start with the key/,
      ),
    ]);
    expectNoSecret(output);
  }, 60_000);
});
