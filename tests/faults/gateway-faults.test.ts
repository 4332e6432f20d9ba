import { startLocalOrg } from '../../local-org/server.ts';
import { startGatewayFor, startRunningGateway, until } from '../integration/running-gateway.ts';
import type { RunningGateway } from '../integration/running-gateway.ts';

/** Each of these seeds two local orgs, which takes its time on a busy machine. */
const STARTS_TWO_ORGS_MS = 90_000;
const REQUEST_SECONDS = 8;
const QUERY = '{ contacts(first: 1) { nodes { id } } }';

describe('faults of Salesforce, by the numbers of local-org/README.md', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => ({
        ...config,
        cache: { ...config.cache, ttlSeconds: 0.5 },
        timeouts: { ...config.timeouts, requestSeconds: REQUEST_SECONDS },
      }),
    });
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());
  beforeEach(async () => {
    await running.control({ action: 'faults', rules: [] });
    await running.forgetCalls();
  });

  const spoil = (kind: number, more: Record<string, unknown> = {}) =>
    running.control({ action: 'faults', rules: [{ kind, ...more }] });

  it('1: a session refused once is renewed without anybody noticing', async () => {
    await spoil(1);
    const { body } = await running.ask(QUERY);
    expect(body.errors).toBeUndefined();
    expect(body.extensions.skybridge.apiCalls).toBe(1);
  });

  it('2: a session refused for ever ends in one renewal and a typed error', async () => {
    await spoil(2);
    const { body } = await running.ask(QUERY);
    expect(body.errors[0].extensions.code).toBe('ORG_RECONNECT_REQUIRED');
    const { calls } = await running.calls();
    expect(calls.filter((call) => call.path.startsWith('/services/data/'))).toHaveLength(2);
    expect(calls.filter((call) => call.path === '/services/oauth2/token')).toHaveLength(1);
  });

  it.each([
    [6, 'API_LIMIT_REACHED'],
    [7, 'SALESFORCE_UNAVAILABLE'],
    [8, 'SALESFORCE_UNAVAILABLE'],
    [9, 'SALESFORCE_UNAVAILABLE'],
    [10, 'SALESFORCE_UNAVAILABLE'],
    [11, 'SALESFORCE_UNAVAILABLE'],
    [13, 'SALESFORCE_UNAVAILABLE'],
    [14, 'SALESFORCE_UNAVAILABLE'],
    [15, 'SALESFORCE_UNAVAILABLE'],
    [16, 'SALESFORCE_TIMEOUT'],
  ])(
    '%i: is %s with a hint and a time to come back, for one statement and for several',
    async (kind, code) => {
      await spoil(kind);
      for (const query of [
        QUERY,
        `{ a: contacts(first: 1) { nodes { id } } b: accounts(first: 1) { nodes { id } } }`,
      ]) {
        const { body } = await running.ask(query);
        expect(body.data).toBeNull();
        const { extensions } = body.errors[0];
        expect(extensions.code).toBe(code);
        expect(extensions.hint).toMatch(/\w+ \w+/);
        expect(extensions.retryAfter).toEqual(expect.any(Number));
      }
      // Nothing is lost by it: once the fault is over, the next request is answered.
      await running.control({ action: 'faults', rules: [] });
      expect((await running.ask(QUERY)).body.errors).toBeUndefined();
    },
  );

  it('11: recovers with the next request once the fault is gone', async () => {
    await spoil(11, { count: 1 });
    expect((await running.ask(QUERY)).body.errors).toBeDefined();
    expect((await running.ask(QUERY)).body.errors).toBeUndefined();
  });

  it('12: a slow answer is waited for', async () => {
    await spoil(12, { delayMs: 300 });
    expect((await running.ask(QUERY)).body.errors).toBeUndefined();
  });

  it('12: one that takes too long is SALESFORCE_TIMEOUT in time, and keeps nobody else waiting', async () => {
    await spoil(12, { delayMs: REQUEST_SECONDS * 1_000 + 6_000, count: 1 });
    const started = Date.now();
    const slow = running.ask(QUERY);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const other = await running.ask('{ accounts(first: 1) { nodes { id } } }');
    expect(other.body.errors).toBeUndefined();
    const { body } = await slow;
    expect(Date.now() - started).toBeLessThan(REQUEST_SECONDS * 1_000 + 5_000);
    expect(body.errors[0].extensions).toMatchObject({
      code: 'SALESFORCE_TIMEOUT',
      hint: expect.stringMatching(/\w+ \w+/) as string,
    });
    expect((await running.ask(QUERY)).body.errors).toBeUndefined();
  });

  it.each([19, 20])('%i: an unreadable limit header keeps the last known budget', async (kind) => {
    await running.ask(QUERY);
    await spoil(kind);
    const { body } = await running.ask(QUERY);
    expect(body.errors).toBeUndefined();
    expect(body.extensions.skybridge.budget).toMatchObject({ max: 15_000 });
  });

  it('serves visitors the last rows while Salesforce fails, and says how old they are', async () => {
    const directory = '{ contacts(first: 2) { nodes { name } } }';
    const fresh = await running.askAsSite(directory);
    expect(fresh.body.data.contacts.nodes).toHaveLength(2);
    await spoil(11);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const stale = await running.askAsSite(directory);
    expect(stale.body.errors).toBeUndefined();
    expect(stale.body.data).toEqual(fresh.body.data);
    expect(stale.body.extensions.skybridge.cache).toMatchObject({ staleSeconds: 1 });
    // Staff see Salesforce as it is.
    expect((await running.ask(directory)).body.errors).toBeDefined();
  });
});

describe('an org that stops and comes back', () => {
  it(
    'is SALESFORCE_UNAVAILABLE meanwhile, says why in /health/ready, and needs no restart',
    async () => {
      const running = await startRunningGateway();
      await until(async () => (await running.ready()).status === 200);
      await running.org.close();
      await until(async () => (await running.ready()).status === 503);

      const down = await running.ask(QUERY);
      expect(down.body.errors[0].extensions).toMatchObject({
        code: 'SALESFORCE_UNAVAILABLE',
        retryAfter: expect.any(Number) as number,
      });
      expect((await running.ready()).body.reasons).toEqual([
        expect.objectContaining({
          code: 'SALESFORCE_UNAVAILABLE',
          hint: expect.any(String) as string,
        }),
      ]);

      const back = await startLocalOrg({ port: running.org.port, rules: 'strict' });
      await until(async () => (await running.ready()).status === 200);
      expect((await running.ask(QUERY)).body.errors).toBeUndefined();
      await running.close();
      await back.close();
    },
    STARTS_TWO_ORGS_MS,
  );

  it(
    'may be down when the gateway starts: it waits, says so, and serves when the org is there',
    async () => {
      const placeholder = await startLocalOrg({ rules: 'strict' });
      const { port } = placeholder;
      await placeholder.close();
      const running = await startGatewayFor(`http://127.0.0.1:${port}`);
      expect(await running.ask(QUERY)).toMatchObject({
        status: 503,
        body: { errors: [{ extensions: { code: 'SALESFORCE_UNAVAILABLE' } }] },
      });
      expect((await running.ready()).status).toBe(503);

      const late = await startLocalOrg({ port, rules: 'strict' });
      await until(async () => (await running.ready()).status === 200);
      expect((await running.ask(QUERY)).body.errors).toBeUndefined();
      await running.close();
      await late.close();
    },
    STARTS_TWO_ORGS_MS,
  );
});
