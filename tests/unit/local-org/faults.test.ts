import { request as httpRequest } from 'node:http';
import { API, CLIENT_ID, CLIENT_SECRET, openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

/** Numbers are those of the table in local-org/README.md. */
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

const inject = (rule: object) => local.control({ action: 'faults', rules: [rule] });
const limits = () => local.api('GET', '/limits');
const token = () =>
  local.token({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  });
const errorCode = (answer: Answer) =>
  (answer.json as readonly { errorCode: string }[])[0]?.errorCode;

describe('faults answered at the door', () => {
  it.each([
    [2, 401, 'INVALID_SESSION_ID'],
    [6, 403, 'REQUEST_LIMIT_EXCEEDED'],
    [10, 500, 'UNKNOWN_EXCEPTION'],
    [11, 503, 'SERVER_UNAVAILABLE'],
  ])('%i answers %i %s, costs nothing and stays until removed', async (kind, status, code) => {
    await inject({ kind });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await limits();
      expect([answer.status, errorCode(answer)]).toEqual([status, code]);
    }
    const { totals, calls } = await local.calls();
    expect([totals.apiCalls, calls[0]?.fault]).toEqual([0, kind]);
    await local.control({ action: 'faults', rules: [] });
    expect((await limits()).status).toBe(200);
  });

  it('1 strikes one time', async () => {
    await inject({ kind: 1 });
    expect([(await limits()).status, (await limits()).status]).toEqual([401, 200]);
  });

  it('2 outlives a new token', async () => {
    await inject({ kind: 'unauthorized-always' });
    const fresh = await local.signIn('admin@local.example');
    expect((await local.api('GET', '/limits', undefined, { token: fresh })).status).toBe(401);
  });

  it('3 refuses at the token endpoint', async () => {
    await inject({ kind: 3, count: 1 });
    expect((await token()).json).toEqual({
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    });
    expect((await token()).status).toBe(200);
  });

  it('7 and 15 answer HTML', async () => {
    await inject({ kind: 7, count: 1 });
    const edge = await limits();
    expect([edge.status, edge.headers.get('content-type')]).toEqual([
      420,
      'text/html;charset=UTF-8',
    ]);
    await inject({ kind: 15, count: 1 });
    const page = await limits();
    expect([page.status, page.text.startsWith('<!DOCTYPE html>')]).toEqual([200, true]);
  });

  it('8 and 9 say when to come back, in seconds or as a date by the org clock', async () => {
    await inject({ kind: 8, retryAfterSeconds: 7, count: 1 });
    expect((await limits()).headers.get('retry-after')).toBe('7');
    await local.control({ action: 'clock', now: '2026-11-23T09:00:00Z' });
    await inject({ kind: 9, retryAfterSeconds: 60, count: 1 });
    expect((await limits()).headers.get('retry-after')).toBe('Mon, 23 Nov 2026 09:01:00 GMT');
  });
});

describe('faults of the delivery', () => {
  it('12 holds the answer back', async () => {
    await inject({ kind: 12, delayMs: 200, count: 1 });
    const before = performance.now();
    expect((await limits()).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(190);
  });

  it('13 cuts the connection after half the body, the work done', async () => {
    await inject({ kind: 13, method: 'POST', count: 1 });
    const name = `Cut ${Date.now()}`;
    const signedIn = await local.signIn('integration@local.example');
    const cut = new Promise<{ received: number; expected: number }>((resolve) => {
      const request = httpRequest(
        `${local.url}${API}/sobjects/Account`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${signedIn}`, 'content-type': 'application/json' },
        },
        (response) => {
          let received = 0;
          response.on('data', (chunk: Buffer) => (received += chunk.length));
          const expected = Number(response.headers['content-length']);
          response.on('close', () => resolve({ received, expected })).on('error', () => undefined);
        },
      );
      request.end(JSON.stringify({ Name: name }));
    });
    const { received, expected } = await cut;
    expect(received).toBeLessThan(expected);
    expect(
      local.running.org.db.prepare('SELECT "Id" FROM "Account" WHERE "Name" = ?').get(name),
    ).toBeDefined();
  });

  it('14 gives half of the JSON as if it were all', async () => {
    await inject({ kind: 14, count: 1 });
    const answer = await limits();
    expect([answer.status, answer.json]).toEqual([200, undefined]);
    expect(answer.text.length).toBeGreaterThan(100);
  });

  it('19 and 20 spoil the limit header only', async () => {
    await inject({ kind: 19, count: 1 });
    const missing = await limits();
    expect([missing.status, missing.headers.get('sforce-limit-info')]).toEqual([200, null]);
    await inject({ kind: 20, count: 1 });
    expect((await limits()).headers.get('sforce-limit-info')).toBe('api-usage=?/');
    expect((await limits()).headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/15000$/);
  });
});

describe('faults of one operation', () => {
  it('16 and 17 fail a query and a next page, at the cost of a call', async () => {
    await inject({ kind: 16, count: 1 });
    expect(errorCode(await local.api('GET', '/query?q=SELECT+Id+FROM+Account'))).toBe(
      'QUERY_TIMEOUT',
    );
    await inject({ kind: 17, count: 1 });
    expect(errorCode(await local.api('GET', '/query/01gLO0000000001-2000'))).toBe(
      'INVALID_QUERY_LOCATOR',
    );
    expect((await local.calls()).totals.apiCalls).toBe(2);
  });

  it('16 and 18 strike the subrequest, not the composite around it', async () => {
    await local.control({
      action: 'faults',
      rules: [
        { kind: 16, count: 1 },
        { kind: 18, count: 1 },
      ],
    });
    const answer = await local.api('POST', '/composite', {
      compositeRequest: [
        { method: 'GET', url: `${API}/query?q=SELECT+Id+FROM+Account+LIMIT+1`, referenceId: 'a' },
        { method: 'POST', url: `${API}/sobjects/Account`, referenceId: 'b', body: { Name: 'x' } },
        { method: 'GET', url: `${API}/limits`, referenceId: 'c' },
      ],
    });
    const parts = (
      answer.json as { compositeResponse: readonly { httpStatusCode: number; body: never }[] }
    ).compositeResponse;
    expect([answer.status, parts.map((part) => part.httpStatusCode)]).toEqual([
      200,
      [400, 400, 200],
    ]);
    expect(
      parts.map((part) => (part.body as readonly { errorCode?: string }[])[0]?.errorCode),
    ).toEqual(['QUERY_TIMEOUT', 'UNABLE_TO_LOCK_ROW', undefined]);
  });
});

describe('refresh token faults', () => {
  it('4 and 5 need a refresh to strike', async () => {
    await inject({ kind: 4 });
    expect((await token()).json).not.toHaveProperty('refresh_token');
    await inject({ kind: 5 });
    const { org } = local.running;
    expect(org.id).toBe('00DLO00000000012AA');
    const refused = await local.token({
      grant_type: 'refresh_token',
      refresh_token: 'unknown',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
    });
    expect(refused.json).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('rules', () => {
  it('count, skip, path and method narrow where they strike', async () => {
    await inject({ kind: 11, path: '/limits$', method: 'get', skip: 1, count: 2 });
    const seen = [];
    for (let call = 0; call < 5; call += 1) seen.push((await limits()).status);
    expect(seen).toEqual([200, 503, 503, 200, 200]);
    await inject({ kind: 11, path: '/sobjects' });
    expect((await limits()).status).toBe(200);
  });

  it('a probability strikes about that often', async () => {
    await inject({ kind: 11, probability: 0.5 });
    let struck = 0;
    for (let call = 0; call < 60; call += 1) struck += (await limits()).status === 503 ? 1 : 0;
    expect(struck).toBeGreaterThan(15);
    expect(struck).toBeLessThan(45);
  });

  it.each([
    [{ kind: 'nope' }, "unknown fault kind 'nope'"],
    [{ kind: 11, path: '(' }, "'path' is not a regular expression: ("],
    [{ kind: 11, count: -1 }, "'count' must be a number of at least 0"],
    [{ kind: 11, times: 2 }, "unknown key 'times' in a fault rule"],
  ])('%j is refused by name', async (rule, error) => {
    const answer = await inject(rule);
    expect([answer.status, answer.json]).toEqual([400, { error }]);
  });
});
