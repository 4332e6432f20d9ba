/** The org's API calls are shared out: visitors wait first, then people who are logged in, staff last. */

import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const MAX = 15_000;
const ROLES = ['anonymous', 'user', 'staff'];
const OPEN = Object.fromEntries(
  ROLES.map((role) => [
    role,
    { rows: 'ALL', fields: 'ALL', create: { fields: 'ALL' }, update: { fields: 'ALL' } },
  ]),
);

describe('the budget of API calls', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway({
      org: { scale: 'small' },
      configure: (config) => ({
        ...config,
        cache: { ...config.cache, ttlSeconds: 0.001, reportsSeconds: 0.001 },
        policy: { Contact: OPEN, Case: OPEN },
        operations: { staffService: ROLES, reports: { '*': ROLES } },
        reports: [],
      }),
    });
    await until(async () => (await running.ready()).status === 200);
  }, 60_000);
  afterAll(() => running.close());

  const use = async (used: number): Promise<void> => {
    await running.control({ action: 'usage', used });
    // The gateway hears of it by the next answer.
    await running.ask('{ contacts(first: 1) { nodes { id } } }');
  };
  const names = (first: number) => `{ contacts(first: ${first}) { nodes { name } } }`;

  it('serves everybody below the share of the public, and says how it stands', async () => {
    await use(MAX * 0.5);
    const { body } = await running.askAsSite(names(3));
    expect(body.errors).toBeUndefined();
    expect(body.extensions.skybridge.budget).toMatchObject({
      max: MAX,
      lane: 'public',
      laneMax: MAX * 0.8,
    });
  });

  it('past it answers visitors from the cache, however old, or refuses with a time to wait', async () => {
    await use(MAX * 0.5);
    const before = await running.askAsSite(names(4));
    await use(MAX * 0.85);
    await running.forgetCalls();
    const stale = await running.askAsSite(names(4));
    expect(stale.body.data).toEqual(before.body.data);
    expect(stale.body.extensions.skybridge.cache.staleSeconds).not.toBeNull();
    const { body } = await running.askAsSite(names(5));
    expect(body.errors[0].extensions).toMatchObject({ code: 'API_LIMIT_REACHED' });
    const seconds: number = body.errors[0].extensions.retryAfter;
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect((await running.calls()).totals.apiCalls).toBe(0);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/skybridge_budget_refusals_total\{org="local",lane="public"\} [1-9]/);
    expect(metrics).toMatch(/skybridge_api_budget_public_max\{org="local"\} 12000/);
  });

  it('keeps a share for people who are logged in, and the rest for staff', async () => {
    await use(MAX * 0.85);
    expect((await running.askAsSite(names(6), {}, ['subscriber'])).body.errors).toBeUndefined();
    await use(MAX * 0.96);
    const portal = await running.askAsSite(names(7), {}, ['subscriber']);
    expect(portal.body.errors[0].extensions.code).toBe('API_LIMIT_REACHED');
    expect((await running.ask(names(8))).body.errors).toBeUndefined();
  });

  const REPORT = '{ report(developerName: "Lead_List_Report", first: 1) { rowCount stale } }';
  const CREATE = 'mutation { createCase(input: {subject: "late"}) { errors { code } } }';
  const SERVICE = '{ staffService(limit: 1) { total } }';

  it('holds whatever else is asked of Salesforce too: writes, reports, Apex', async () => {
    await use(MAX * 0.5);
    const report = await running.askAsSite(REPORT);
    expect(report.body.errors).toBeUndefined();
    await use(MAX * 0.85);
    await running.forgetCalls();
    const created = (await running.askAsSite(CREATE)).body.data.createCase;
    expect(created.errors).toEqual([{ code: 'API_LIMIT_REACHED' }]);
    const service = (await running.askAsSite(SERVICE)).body.errors[0].extensions;
    expect(service.code).toBe('API_LIMIT_REACHED');
    expect(service.retryAfter).toBeGreaterThan(30);
    // What was run before stands in, and is said to.
    const stale = (await running.askAsSite(REPORT)).body.data.report;
    expect(stale).toEqual({ ...report.body.data.report, stale: true });
    const other = await running.askAsSite(REPORT.replace('first: 1', 'filters: [], first: 0'));
    expect(other.body.errors[0].extensions.code).toBe('API_LIMIT_REACHED');
    expect((await running.calls()).totals.requests).toBe(0);

    for (const query of [CREATE, SERVICE, REPORT]) {
      const { body } = await running.askAsSite(query, {}, ['subscriber']);
      expect(body.errors).toBeUndefined();
      expect(body.data.createCase?.errors ?? []).toEqual([]);
    }
    await use(MAX * 0.96);
    await running.forgetCalls();
    const late = await running.askAsSite(CREATE, {}, ['subscriber']);
    expect(late.body.data.createCase.errors).toEqual([{ code: 'API_LIMIT_REACHED' }]);
    expect((await running.calls()).totals.requests).toBe(0);
    expect((await running.ask(CREATE)).body.data.createCase.errors).toEqual([]);
  });
});
