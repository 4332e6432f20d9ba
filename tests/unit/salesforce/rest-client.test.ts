import { createRestClient } from '../../../src/salesforce/rest-client.ts';
import type { CompletedCall } from '../../../src/salesforce/rest-client.ts';
import type { AccessToken, TokenSource } from '../../../src/salesforce/token-source.ts';
import { json, startStub } from './stub-salesforce.ts';
import type { Answerer, StubSalesforce } from './stub-salesforce.ts';

describe('REST client', () => {
  let stub: StubSalesforce;
  let renewals: number;
  const closers: (() => Promise<void>)[] = [];
  const completed: CompletedCall[] = [];

  const connect = async (answer: Answerer, requestTimeoutMs = 2_000) => {
    stub = await startStub(answer);
    renewals = 0;
    completed.length = 0;
    const token = (value: string): AccessToken => ({ value, instanceUrl: stub.url });
    const tokens: TokenSource = {
      current: () => Promise.resolve(token('old')),
      renew: () => {
        renewals += 1;
        return Promise.resolve(token('new'));
      },
    };
    const client = createRestClient({
      tokens,
      connectTimeoutMs: 500,
      requestTimeoutMs,
      onCall: (call) => void completed.push(call),
    });
    closers.push(client.close, stub.close);
    return client;
  };
  const meter = () => ({ apiCalls: 0 });

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('renews a refused token once and repeats the call', async () => {
    const client = await connect((call, response) => {
      if (call.headers.authorization === 'Bearer new') json(response, 200, { ok: true });
      else json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]);
    });
    const calls = meter();
    expect(await client.get('/x', calls)).toEqual({ ok: true });
    expect(renewals).toBe(1);
    // Salesforce does not count what it did not let in.
    expect(calls.apiCalls).toBe(1);
  });

  it('gives up when the new token is refused too', async () => {
    const client = await connect((_call, response) =>
      json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]),
    );
    await expect(client.get('/x', meter())).rejects.toMatchObject({
      code: 'ORG_RECONNECT_REQUIRED',
    });
    expect(stub.calls).toHaveLength(2);
    expect(renewals).toBe(1);
  });

  it('tells the budget with every answer that tells it', async () => {
    const client = await connect((_call, response, index) =>
      json(
        response,
        200,
        {},
        index === 0
          ? { 'sforce-limit-info': 'api-usage=18/5000; per-app-api-usage=17/250(appName=x)' }
          : {},
      ),
    );
    await client.get('/x', meter());
    await client.get('/x', meter());
    expect(completed.map(({ budget }) => budget)).toEqual([{ used: 18, max: 5000 }, null]);
  });

  it.each<[string, Answerer, string]>([
    [
      'an HTML page with 200',
      (_call, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'an HTML page with 503',
      (_call, response) => response.writeHead(503).end('<html>Maintenance'),
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'truncated JSON',
      (_call, response) => response.writeHead(200).end('{"records": ['),
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'a connection cut in the body',
      (_call, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
      'SALESFORCE_UNAVAILABLE',
    ],
    [
      'a redirect',
      (_call, response) => response.writeHead(302, { location: 'https://evil.example/' }).end(),
      'SALESFORCE_UNAVAILABLE',
    ],
    ['silence', () => undefined, 'SALESFORCE_TIMEOUT'],
    [
      'a body that drips for ever',
      (_call, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
      'SALESFORCE_TIMEOUT',
    ],
    [
      'the daily limit',
      (_call, response) =>
        json(response, 403, [
          { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
        ]),
      'API_LIMIT_REACHED',
    ],
  ])('turns %s into a typed error', async (_name, answer, code) => {
    // Short only where it has to run out: a busy machine is slow to answer too.
    const client = await connect(answer, code === 'SALESFORCE_TIMEOUT' ? 300 : 10_000);
    await expect(client.get('/x', meter())).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/\S/) as string,
      retryAfter: expect.any(Number) as number,
    });
    expect(stub.calls).toHaveLength(1);
  });

  it('says SALESFORCE_UNAVAILABLE where nobody listens, and counts no call', async () => {
    const client = await connect(() => undefined);
    await stub.close();
    const calls = meter();
    await expect(client.get('/x', calls)).rejects.toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' });
    expect(calls.apiCalls).toBe(0);
  });
});
