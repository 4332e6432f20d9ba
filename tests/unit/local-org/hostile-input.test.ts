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
