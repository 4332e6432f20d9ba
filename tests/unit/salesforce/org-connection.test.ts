import { createOrgConnection } from '../../../src/salesforce/org-connection.ts';
import { json, startStub } from './stub-salesforce.ts';
import type { Answerer, StubSalesforce } from './stub-salesforce.ts';

describe('hardened jsforce connection', () => {
  let stub: StubSalesforce;
  let renewals: number;

  const connect = async (answer: Answerer) => {
    stub = await startStub(answer);
    renewals = 0;
    return createOrgConnection({
      tokens: {
        current: () => Promise.resolve({ value: 'old', instanceUrl: stub.url }),
        renew: () => {
          renewals += 1;
          return Promise.resolve({ value: 'new', instanceUrl: stub.url });
        },
      },
      apiVersion: '62.0',
      timeoutMs: 400,
    });
  };
  // Loading jsforce takes a moment the first time, and is not what these time-outs are about.
  beforeAll(async () => {
    await import('jsforce/lib/connection.js');
    await import('jsforce/lib/http-api.js');
  });
  afterEach(() => stub.close());

  it('sends and reads JSON', async () => {
    const connection = await connect((_call, response) => json(response, 200, { a: 1 }));
    const answer = await connection.request({
      method: 'POST',
      path: '/services/x',
      body: { b: 2 },
    });
    expect(answer).toMatchObject({ status: 200, body: { a: 1 } });
    expect(stub.calls[0]).toMatchObject({ method: 'POST', path: '/services/x', body: '{"b":2}' });
    expect(stub.calls[0]?.headers.authorization).toBe('Bearer old');
  });

  it('tells a 304 from an empty answer', async () => {
    const connection = await connect((_call, response) => response.writeHead(304).end());
    expect(await connection.request({ method: 'GET', path: '/x' })).toMatchObject({
      status: 304,
      body: undefined,
    });
  });

  it('renews once, then stops where jsforce alone would go on for ever', async () => {
    const connection = await connect((_call, response) =>
      json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }]),
    );
    await expect(connection.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: 'ORG_RECONNECT_REQUIRED',
    });
    expect(stub.calls).toHaveLength(2);
    expect(renewals).toBe(1);
  });

  it('uses the renewed token', async () => {
    const connection = await connect((call, response) =>
      call.headers.authorization === 'Bearer new'
        ? json(response, 200, { ok: true })
        : json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }]),
    );
    expect((await connection.request({ method: 'GET', path: '/x' })).body).toEqual({ ok: true });
  });

  it('fails at once on 503, without jsforce’s fifteen seconds of retries', async () => {
    const connection = await connect((_call, response) => response.writeHead(503).end('down'));
    await expect(connection.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: 'SALESFORCE_UNAVAILABLE',
    });
    expect(stub.calls).toHaveLength(1);
  });

  it('carries the token to no other host', async () => {
    const other = await startStub((_call, response) => json(response, 200, {}));
    const connection = await connect((_call, response) =>
      response.writeHead(302, { location: `${other.url}/steal` }).end(),
    );
    const failure = connection.request({ method: 'GET', path: '/x' });
    await expect(failure).rejects.toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' });
    await other.close();
    expect(other.calls).toHaveLength(0);
  });

  it.each<[string, Answerer]>([
    ['headers never come', () => undefined],
    ['the body never ends', (_call, response) => void response.writeHead(200).write('{')],
  ])('times out where %s', async (_name, answer) => {
    const connection = await connect(answer);
    await expect(connection.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
      code: 'SALESFORCE_TIMEOUT',
    });
  });
});
