import { request as httpRequest } from 'node:http';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

beforeEach(async () => {
  await local.control({ action: 'reset', data: false });
});

describe('who may use the control API', () => {
  it.each([
    ['another Host', { host: 'evil.example' }],
    ['a web page', { origin: 'http://evil.example' }],
    ['a web page of this machine', { origin: 'http://127.0.0.1:4020' }],
  ])('not %s', async (_name, headers) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${local.url}/__control`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('the call log', () => {
  it('tells method, path, user and cost, and masks secrets', async () => {
    await local.api('GET', '/limits');
    await local.open('GET', '/services/oauth2/userinfo?access_token=very-secret');
    const report = await local.calls();
    expect(report.calls).toMatchObject([
      {
        n: 1,
        method: 'GET',
        path: '/services/data/v62.0/limits',
        apiCalls: 1,
        user: 'integration@local.example',
        status: 200,
      },
      {
        n: 2,
        path: '/services/oauth2/userinfo',
        apiCalls: 0,
        user: null,
        status: 403,
        query: { access_token: '***' },
      },
    ]);
    expect(report.totals).toEqual({ requests: 2, apiCalls: 1, subrequests: 0, errors: 1 });
    const cleared = await local.open('DELETE', '/__control/calls');
    expect(cleared.json).toMatchObject({ calls: [], totals: { requests: 0 }, usage: { used: 1 } });
  });
});

describe('the daily limit', () => {
  it('is reported in every answer, refuses beyond the maximum and opens again a day later', async () => {
    await local.control({ action: 'usage', used: 14_999 });
    const last = await local.api('GET', '/limits');
    expect(last.headers.get('sforce-limit-info')).toBe('api-usage=15000/15000');
    expect((last.json as { DailyApiRequests: object }).DailyApiRequests).toEqual({
      Max: 15_000,
      Remaining: 0,
    });
    const refused = await local.api('GET', '/limits');
    expect([refused.status, refused.json]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
    await local.control({ action: 'settings', set: { sessionTimeoutMinutes: 60 * 48 } });
    await local.control({ action: 'clock', advanceSeconds: 25 * 60 * 60 });
    expect((await local.api('GET', '/limits')).status).toBe(200);
  });
});

describe('actions', () => {
  it('snapshot and restore bring data back', async () => {
    await local.control({ action: 'snapshot', name: 'before' });
    const made = await local.api('POST', '/sobjects/Account', { Name: 'Short-lived' });
    const { id } = made.json as { id: string };
    expect((await local.control({ action: 'restore', name: 'before' })).status).toBe(200);
    expect((await local.api('GET', `/sobjects/Account/${id}`)).status).toBe(404);
  });

  it('lock makes writes to a row fail until it is released', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: 'Contended' });
    const { id } = made.json as { id: string };
    await local.control({ action: 'lock', ids: [id] });
    const refused = await local.api('PATCH', `/sobjects/Account/${id}`, { Name: 'x' });
    expect([refused.status, refused.json]).toMatchObject([
      400,
      [{ errorCode: 'UNABLE_TO_LOCK_ROW' }],
    ]);
    await local.control({ action: 'lock', ids: [] });
    expect((await local.api('PATCH', `/sobjects/Account/${id}`, { Name: 'x' })).status).toBe(204);
  });

  it('metadata removes a field from describe and from writes', async () => {
    const change = { kind: 'remove-field', object: 'Account', name: 'Fax' };
    expect((await local.control({ action: 'metadata', change })).status).toBe(200);
    const refused = await local.api('POST', '/sobjects/Account', { Name: 'x', Fax: '1' });
    expect(refused.json).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
    await local.control({ action: 'reset' });
    expect((await local.api('POST', '/sobjects/Account', { Name: 'x', Fax: '1' })).status).toBe(
      201,
    );
  });

  it('settings change the rules of SOQL, and a reset goes back to the start', async () => {
    const soql = encodeURIComponent('SELECT MAX(Name) FROM Account LIMIT 1');
    const ask = async () => (await local.api('GET', `/query?q=${soql}`)).status;
    expect(await ask()).toBe(200);
    await local.control({ action: 'settings', set: { rules: 'strict' } });
    expect(await ask()).toBe(400);
    await local.control({ action: 'reset', data: false });
    expect(await ask()).toBe(200);
  });

  it('sessions ends access tokens', async () => {
    const token = await local.signIn('admin@local.example');
    await local.control({ action: 'sessions' });
    expect((await local.api('GET', '/limits', undefined, { token })).status).toBe(401);
  });

  it.each([
    [{ action: 'explode' }, "unknown action 'explode'"],
    [{ action: 'constructor' }, "unknown action 'constructor'"],
    [{ action: 'clock', now: 'yesterday' }, "'now' must be an ISO 8601 date-time"],
    [{ action: 'settings', set: { rules: 'loose' } }, "setting 'rules' must be one of"],
    [{ action: 'settings', set: { rotation: true } }, "unknown setting 'rotation'"],
    [
      { action: 'settings', set: { requirePkce: 'yes' } },
      "setting 'requirePkce' must be a boolean",
    ],
    [
      { action: 'metadata', change: { kind: 'remove-field', object: 'Nope', name: 'x' } },
      "unknown object 'Nope'",
    ],
    [{ action: 'restore', name: 'never' }, "no snapshot 'never'"],
  ])('%j is refused by name', async (body, error) => {
    const answer = await local.control(body);
    expect(answer.status).toBe(400);
    expect((answer.json as { error: string }).error.startsWith(error)).toBe(true);
  });
});
