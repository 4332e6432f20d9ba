import { API, openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const token = await local.signIn('integration@local.example');
  return local.open('POST', `${API}${path}`, {
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
}

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"Name": "x"'],
    ['no JSON', 'Name=x'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['nesting of 100,000', `{"Name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('of %s are JSON_PARSER_ERROR', async (_name, body) => {
    for (const path of [
      '/sobjects/Account',
      '/composite',
      '/composite/batch',
      '/composite/graph',
      '/composite/tree/Account',
      '/composite/sobjects',
    ]) {
      const answer = await post(path, body);
      expect([path, answer.status, answer.json]).toMatchObject([
        path,
        400,
        [{ errorCode: 'JSON_PARSER_ERROR' }],
      ]);
    }
  });

  it('of strange shapes are refused by every resource that takes JSON', async () => {
    const token = await local.signIn('admin@local.example');
    const faults: unknown[] = [];
    for (const [method, path] of JSON_RESOURCES) {
      for (const body of STRANGE_BODIES) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        // The client throws what the org reports as a fault of its own.
        const answer = await local.open(method, `${API}${path}`, { body, headers });
        if (answer.status >= 500) faults.push([method, path, body, answer.text]);
      }
    }
    expect(faults).toEqual([]);
  });

  it('of another type are refused as such', async () => {
    const answer = await post('/sobjects/Account', '<Account/>', { 'content-type': 'text/plain' });
    expect([answer.status, answer.json]).toMatchObject([
      415,
      [{ errorCode: 'UNSUPPORTED_MEDIA_TYPE' }],
    ]);
  });

  it('over 50 MB are refused before they are read to the end', async () => {
    const answer = await post('/sobjects/Account', 'x'.repeat(53_000_000));
    expect([answer.status, answer.json]).toMatchObject([
      413,
      [{ errorCode: 'REQUEST_ENTITY_TOO_LARGE' }],
    ]);
  });

  it('that say gzip but are not are refused', async () => {
    const answer = await post('/sobjects/Account', '{}', { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
  });
});

describe('URLs', () => {
  it.each(['/query?q=%zz', '/sobjects/%E0%A4%A/describe'])(
    'with a bad percent-encoding: %s',
    async (path) => {
      const answer = await local.api('GET', path);
      expect([answer.status, answer.json]).toMatchObject([400, [{ errorCode: 'INVALID_INPUT' }]]);
    },
  );

  it('over 16,384 bytes are 414, with the headers over it 431', async () => {
    expect((await local.api('GET', `/query?q=${'x'.repeat(16_400)}`)).status).toBe(414);
    expect((await local.api('GET', `/query?q=${'x'.repeat(16_200)}`)).status).toBe(431);
  });

  it.each([
    '/sobjects/constructor',
    '/sobjects/__proto__/describe',
    '/sobjects/Account%00',
    "/sobjects/Account'--/describe",
  ])('that name no object are 404: %s', async (path) => {
    expect((await local.api('GET', path)).status).toBe(404);
  });
});

describe('sessions', () => {
  it.each([
    ['no header', {}, 'INVALID_SESSION_ID'],
    ['an unknown token', { authorization: 'Bearer 00DLO0000000001!nope' }, 'INVALID_SESSION_ID'],
    ['another scheme', { authorization: 'Basic eDp5' }, 'INVALID_AUTH_HEADER'],
    ['no token', { authorization: 'Bearer ' }, 'INVALID_AUTH_HEADER'],
  ])('with %s answer 401', async (_name, headers, errorCode) => {
    const answer = await local.open('GET', `${API}/limits`, { headers });
    expect([answer.status, answer.json]).toMatchObject([401, [{ errorCode }]]);
    expect(answer.headers.get('sforce-limit-info')).toBeNull();
  });
});

const JSON_RESOURCES = [
  ['POST', '/sobjects/Account'],
  ['PATCH', '/sobjects/Account/001LO0000000001YAA'],
  ['PATCH', '/sobjects/UpsertTable__c/ExtId__c/hostile'],
  ['POST', '/composite'],
  ['POST', '/composite/batch'],
  ['POST', '/composite/graph'],
  ['POST', '/composite/tree/Account'],
  ['POST', '/composite/sobjects'],
  ['PATCH', '/composite/sobjects'],
  ['POST', '/composite/sobjects/Account'],
  ['PATCH', '/composite/sobjects/Account/External_Key__c'],
  ['POST', '/parameterizedSearch'],
  ['POST', '/analytics/reports'],
  ['POST', '/jobs/ingest'],
  ['POST', '/jobs/query'],
  ['POST', '/tooling/runTestsAsynchronous'],
  ['POST', '/tooling/sobjects/TraceFlag'],
] as const;

const STRANGE_BODIES: readonly string[] = [
  ...['null', '42', '"x"', '[]', '{}', '[[]]', '[null]', '{"__proto__":{"x":1}}'],
  ...['{"compositeRequest":null}', '{"compositeRequest":[null]}', '{"compositeRequest":[{}]}'],
  '{"compositeRequest":[{"method":"POST","url":42,"referenceId":{}}]}',
  '{"compositeRequest":[{"method":"GET","url":"/services/data/v62.0/sobjects/@{x.y}","referenceId":"a"}]}',
  ...['{"batchRequests":[null]}', '{"batchRequests":[{"method":"x","url":[]}]}'],
  ...['{"graphs":[null]}', '{"graphs":[{"graphId":null,"compositeRequest":[{}]}]}'],
  ...['{"records":[null]}', '{"records":[{"attributes":{"type":null}}]}'],
  '{"records":[{"attributes":{"type":"Account","referenceId":"a"},"Contacts":{"records":42}}]}',
  '{"allOrNone":"x","records":[{"attributes":{"type":"Account"},"Name":{"a":1}}]}',
  ...['{"ids":[null],"fields":[null]}', '{"ids":{},"fields":"x"}'],
  ...['{"q":{"a":1}}', '{"q":"ab","sobjects":[{"name":42,"fields":"x"}]}'],
  '{"q":"ab","fields":[{}],"overallLimit":"x"}',
  ...['{"tests":[null]}', '{"classids":{}}', '{"testLevel":[]}'],
  '{"reportMetadata":{"reportFilters":42,"groupingsDown":"x","aggregates":{}}}',
  '{"reportMetadata":{"reportFilters":[null],"detailColumns":[null]}}',
  ...['{"operation":"query","query":{}}', '{"operation":"insert","object":42}'],
  ...['{"Name":{"x":1}}', '{"Name":["x"]}', '{"Owner":{"x":{"y":1}}}', '{"Owner":42}'],
  ...['{"Name":"\\ud800"}', '{"Name":"\\u0000"}', '{"attributes":42,"Name":"x"}'],
  `{"Name":"${'x'.repeat(100_001)}"}`,
];
