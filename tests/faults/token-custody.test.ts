/** What happens to an org's tokens when things go wrong, against the local org; fault numbers as in its README. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { grantedToken } from '../../src/salesforce/token-endpoint.ts';
import { createRestClient } from '../../src/salesforce/rest-client.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createLinkedCustody } from '../support/linked-custody.ts';
import type { CustodyProcessOptions } from '../support/linked-custody.ts';
import { grantOf } from '../support/salesforce-browser.ts';
import { openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { LocalOrgClient } from '../unit/local-org/local-org-client.ts';

interface Report {
  readonly answered: number;
  readonly errors: readonly string[];
}

/** A gateway process of its own. */
interface CustodyProcess {
  readonly child: ChildProcess;
  ask(requests: number): Promise<Report>;
}

const LIMITS = '/services/data/v62.0/limits';
const OPTIONS = ['--import', 'tsx', 'tests/support/custody-process.ts'];

describe('tokens in custody', () => {
  let local: LocalOrgClient;
  let folder: string;
  let options: CustodyProcessOptions;
  let store: Store;
  let children: CustodyProcess[] = [];

  beforeAll(async () => {
    local = await openLocalOrg();
  });
  afterAll(() => local.running.close());
  beforeEach(async () => {
    await local.control({ action: 'reset', sessions: true, data: false });
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-custody-'));
    options = {
      loginUrl: local.url,
      storeFile: path.join(folder, 'store.db'),
      key: randomBytes(32).toString('base64'),
      timeoutMs: 15_000,
    };
    store = openSqliteStore(options.storeFile);
    await link();
    await forgetCalls();
  });
  afterEach(async () => {
    for (const { child } of children) child.kill('SIGKILL');
    children = [];
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const custody = () => createLinkedCustody(options, store);
  const link = async () => {
    const endpoint = { loginUrl: local.url, trustedHosts: [], timeoutMs: 1_000 };
    await custody().adopt(grantedToken(await grantOf(local.url), endpoint));
  };
  const client = (tokens = custody()) =>
    createRestClient({ tokens, connectTimeoutMs: 1_000, requestTimeoutMs: options.timeoutMs });
  const expireSessions = () => local.control({ action: 'sessions' });
  const spoil = (...rules: readonly object[]) => local.control({ action: 'faults', rules });
  const forgetCalls = () => local.open('DELETE', '/__control/calls');
  const refreshes = async () =>
    (await local.calls()).calls.filter((call) => call.path === '/services/oauth2/token').length;
  const startProcess = async (): Promise<CustodyProcess> => {
    const child = spawn(process.execPath, [...OPTIONS, JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const read = async () => JSON.parse(String((await lines.next()).value)) as Report;
    await read();
    const started = {
      child,
      ask: (requests: number) => {
        child.stdin.write(`${JSON.stringify({ requests })}\n`);
        return read();
      },
    };
    children.push(started);
    return started;
  };

  it.each([false, true])(
    'one refresh serves 20 requests in each of 3 processes (rotation %s), and no token is lost',
    async (refreshTokenRotation) => {
      await local.control({ action: 'settings', set: { refreshTokenRotation } });
      const processes = await Promise.all([startProcess(), startProcess(), startProcess()]);
      for (let round = 0; round < 2; round += 1) {
        await expireSessions();
        await forgetCalls();
        const reports = await Promise.all(processes.map((each) => each.ask(20)));
        expect(reports).toEqual(processes.map(() => ({ answered: 20, errors: [] })));
        expect(await refreshes()).toBe(1);
      }
    },
  );

  it('recovers within seconds when the holder of the lock is killed in the middle of a refresh', async () => {
    const [victim, heir] = await Promise.all([startProcess(), startProcess()]);
    await expireSessions();
    await forgetCalls();
    await spoil({ kind: 12, path: '/oauth2/token$', delayMs: 7_000, count: 1 });
    void victim.ask(1).catch(() => undefined);
    await waitUntil(async () => (await refreshes()) === 1);
    victim.child.kill('SIGKILL');
    const started = Date.now();
    expect(await heir.ask(5)).toEqual({ answered: 5, errors: [] });
    expect(Date.now() - started).toBeLessThan(6_500);
  });

  it('1: one refusal is one refresh and one replay', async () => {
    await spoil({ kind: 1 });
    await client().get(LIMITS, { apiCalls: 0 });
    expect(await refreshes()).toBe(1);
  });

  it('2: refused for ever ends in a typed error, and the org is not asked for tokens without end', async () => {
    await spoil({ kind: 2 });
    const asked = client();
    for (let request = 0; request < 6; request += 1) {
      await expect(asked.get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject({
        code: 'ORG_RECONNECT_REQUIRED',
      });
    }
    expect(await refreshes()).toBe(3);
    await spoil();
    await expect(client().get(LIMITS, { apiCalls: 0 })).resolves.toBeDefined();
  });

  it('3: invalid_grant asks for a relink, lets the org alone for a while, and loses nothing', async () => {
    await expireSessions();
    await spoil({ kind: 3 });
    const refused = {
      code: 'ORG_RECONNECT_REQUIRED',
      hint: expect.stringContaining('/orgs') as string,
    };
    await expect(client().get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject(refused);
    // Another process does not ask either.
    await expect(client().get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject({
      ...refused,
      retryAfter: expect.any(Number) as number,
    });
    expect(await refreshes()).toBe(1);
    expect(await store.orgStatus.find('local')).toMatchObject({ failure: { attempts: 1 } });

    await spoil();
    const status = await store.orgStatus.find('local');
    if (status?.failure == null) throw new Error('no failure was remembered');
    await store.orgStatus.save({ ...status, failure: { ...status.failure, retryAt: 0 } });
    await expect(client().get(LIMITS, { apiCalls: 0 })).resolves.toBeDefined();
    expect(await store.orgStatus.find('local')).toMatchObject({ failure: null });
  });

  it('4: a rotated refresh token replaces the old one before anybody uses it', async () => {
    for (let round = 0; round < 3; round += 1) {
      await expireSessions();
      await spoil({ kind: 4 });
      // A new custody each time: only what was saved can be used.
      await expect(client().get(LIMITS, { apiCalls: 0 })).resolves.toBeDefined();
    }
  });

  it('5: a grant revoked for reuse stays linked only after a person linked it again', async () => {
    await expireSessions();
    await spoil({ kind: 5 });
    await expect(client().get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject({
      code: 'ORG_RECONNECT_REQUIRED',
    });
    await spoil();
    await link();
    await expect(client().get(LIMITS, { apiCalls: 0 })).resolves.toBeDefined();
    expect(await store.orgStatus.find('local')).toMatchObject({ failure: null });
  });

  it.each([
    [11, 'SALESFORCE_UNAVAILABLE'],
    [14, 'SALESFORCE_UNAVAILABLE'],
    [15, 'SALESFORCE_UNAVAILABLE'],
  ])('%i at the token endpoint is %s, and the next request tries again', async (kind, code) => {
    await expireSessions();
    await spoil({ kind, path: '/oauth2/token$', count: 1 });
    const asked = client();
    await expect(asked.get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject({ code });
    await expect(asked.get(LIMITS, { apiCalls: 0 })).resolves.toBeDefined();
  });

  it('12: a token endpoint that does not answer is SALESFORCE_TIMEOUT in time', async () => {
    options = { ...options, timeoutMs: 500 };
    await expireSessions();
    await spoil({ kind: 12, path: '/oauth2/token$', delayMs: 3_000, count: 1 });
    const started = Date.now();
    await expect(client().get(LIMITS, { apiCalls: 0 })).rejects.toMatchObject({
      code: 'SALESFORCE_TIMEOUT',
    });
    expect(Date.now() - started).toBeLessThan(2_500);
  });

  it('surrender ends the tokens at Salesforce and forgets them here', async () => {
    const tokens = custody();
    const { value } = await tokens.current();
    expect(await tokens.surrender()).toBe(true);
    expect(await store.secrets.list()).toEqual([]);
    const answer = await local.api('GET', '/limits', undefined, { token: value });
    expect(answer.status).toBe(401);
    await expect(tokens.current()).rejects.toMatchObject({ code: 'ORG_NOT_LINKED' });
  });

  it('forgets the token even where Salesforce cannot be told, and says so', async () => {
    await spoil({ kind: 11, path: '/oauth2/revoke$' });
    expect(await custody().surrender()).toBe(false);
    expect(await store.secrets.list()).toEqual([]);
  });

  it('a stolen store file reveals no token, and none opens with another key', async () => {
    const { value } = await custody().current();
    for (const name of readdirSync(folder)) {
      const content = readFileSync(path.join(folder, name), 'latin1');
      expect(content).not.toContain(value);
      expect(content).not.toContain('5Aep');
    }
    options = { ...options, key: randomBytes(32).toString('base64') };
    await expect(custody().current()).rejects.toMatchObject({ code: 'ORG_RECONNECT_REQUIRED' });
  });
});

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('The condition was not met in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
