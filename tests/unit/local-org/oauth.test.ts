import { createHash, randomBytes } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { CLIENT_ID, CLIENT_SECRET, openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id: string;
  readonly id_token?: string;
  readonly scope: string;
}

const CALLBACK = 'http://127.0.0.1:4000/auth/salesforce/callback';
const secrets = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

beforeEach(async () => {
  await local.control({ action: 'reset', sessions: true, data: false });
});

/** Walks login and consent as a person would and returns the parameters of the callback. */
async function authorize(
  parameters: Readonly<Record<string, string>>,
  decision: 'save' | 'cancel' = 'save',
): Promise<URLSearchParams> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: CALLBACK,
    ...parameters,
  });
  const start = await local.open('GET', `/services/oauth2/authorize?${query.toString()}`);
  const loginUrl = start.headers.get('location') ?? '';
  expect(loginUrl).toMatch(/^\/\?ec=302&startURL=/);
  const login = await local.open('POST', '/', {
    body: new URLSearchParams({
      username: 'admin@local.example',
      pw: 'localorg1',
      startURL: new URLSearchParams(loginUrl.slice(2)).get('startURL') ?? '',
    }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const again = await local.open('GET', login.headers.get('location') ?? '', {
    headers: { cookie },
  });
  const consentUrl = again.headers.get('location') ?? '';
  const page = await local.open('GET', consentUrl, { headers: { cookie } });
  expect(page.text).toContain('id="oaapprove"');
  const answered = await local.open('POST', consentUrl.split('?')[0] ?? '', {
    headers: { cookie },
    body: new URLSearchParams({ source: consentUrl.split('source=')[1] ?? '', [decision]: 'x' }),
  });
  const callback = new URL(answered.headers.get('location') ?? '');
  expect(callback.href.startsWith(CALLBACK)).toBe(true);
  return callback.searchParams;
}

async function redeem(code: string, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return local.token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    ...secrets,
    ...more,
  });
}

function oauthError(error: string, description: string) {
  return { error, error_description: description };
}

describe('the web server flow', () => {
  const verifier = randomBytes(48).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');

  it('signs a person in, asks consent and gives tokens for the code with its verifier', async () => {
    const callback = await authorize({
      state: 'abc',
      code_challenge,
      code_challenge_method: 'S256',
    });
    expect(callback.get('state')).toBe('abc');
    const answer = await redeem(callback.get('code') ?? '', { code_verifier: verifier });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).toEqual([
      'access_token',
      'refresh_token',
      'signature',
      'scope',
      'id_token',
      'instance_url',
      'id',
      'token_type',
      'issued_at',
    ]);
  });

  it('refuses a wrong verifier, a missing one, and any second use of the code', async () => {
    const first = (await authorize({ code_challenge })).get('code') ?? '';
    expect((await redeem(first, { code_verifier: 'wrong' })).json).toEqual(
      oauthError('invalid_grant', 'invalid code verifier'),
    );
    expect((await redeem(first, { code_verifier: verifier })).json).toEqual(
      oauthError('invalid_grant', 'expired authorization code'),
    );
  });

  it('refuses a code whose redirect_uri differs, or that is 16 minutes old', async () => {
    const other = await redeem((await authorize({})).get('code') ?? '', {
      redirect_uri: 'http://localhost/x',
    });
    expect(other.json).toEqual(
      oauthError('redirect_uri_mismatch', 'redirect_uri must match configuration'),
    );
    await local.control({ action: 'reset', sessions: true, data: false });
    const code = (await authorize({})).get('code') ?? '';
    await local.control({ action: 'clock', advanceSeconds: 16 * 60 });
    expect((await redeem(code)).json).toEqual(
      oauthError('invalid_grant', 'expired authorization code'),
    );
  });

  it('sends a denial back to the callback', async () => {
    const callback = await authorize({ state: 's' }, 'cancel');
    expect(Object.fromEntries(callback)).toEqual({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
      state: 's',
    });
  });

  it.each([
    ['an unknown app', { client_id: 'nobody' }],
    [
      'a callback that is neither registered nor loopback',
      { redirect_uri: 'https://evil.example/cb' },
    ],
    ['a loopback look-alike', { redirect_uri: 'http://127.0.0.1.evil.example/cb' }],
  ])('never redirects for %s', async (_name, change) => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: CALLBACK,
      ...change,
    });
    const answer = await local.open('GET', `/services/oauth2/authorize?${query.toString()}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('does not follow a foreign startURL after the login', async () => {
    for (const startURL of ['https://evil.example/', '//evil.example/', '/\\evil.example/']) {
      const answer = await local.open('POST', '/', {
        body: new URLSearchParams({ username: 'admin@local.example', pw: 'localorg1', startURL }),
      });
      expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    }
  });

  it('escapes what it shows', async () => {
    const answer = await local.open(
      'GET',
      `/?un=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(answer.text).not.toContain('<script>');
  });
});

describe('refresh tokens', () => {
  async function grant(parameters: Readonly<Record<string, string>> = {}): Promise<Tokens> {
    return (await redeem((await authorize(parameters)).get('code') ?? '')).json;
  }

  const refresh = (token: string | undefined) =>
    local.token({ grant_type: 'refresh_token', refresh_token: token ?? '', ...secrets });

  it('stay the same without rotation', async () => {
    const tokens = await grant();
    const answer = await refresh(tokens.refresh_token);
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty('refresh_token');
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('change with rotation, and reuse of a spent one revokes the family', async () => {
    await local.control({ action: 'settings', set: { refreshTokenRotation: true } });
    const first = await grant();
    const second = (await refresh(first.refresh_token)).json as Tokens;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const expired = oauthError('invalid_grant', 'expired access/refresh token');
    expect((await refresh(first.refresh_token)).json).toEqual(expired);
    expect((await refresh(second.refresh_token)).json).toEqual(expired);
    const refused = await local.api('GET', '/limits', undefined, { token: second.access_token });
    expect(refused.status).toBe(401);
  });

  it('give way to the sixth grant of the same user and app', async () => {
    const grants: Tokens[] = [];
    while (grants.length < 6) grants.push(await grant({ prompt: 'consent' }));
    expect((await refresh(grants[0]?.refresh_token)).status).toBe(400);
    expect((await refresh(grants[1]?.refresh_token)).status).toBe(200);
    expect((await refresh(grants[5]?.refresh_token)).status).toBe(200);
  });

  it('are revoked together with their access tokens', async () => {
    const tokens = await grant();
    const answer = await local.open('POST', '/services/oauth2/revoke', {
      body: new URLSearchParams({ token: tokens.refresh_token ?? '' }),
    });
    expect(answer.status).toBe(200);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    const call = await local.api('GET', '/limits', undefined, { token: tokens.access_token });
    expect(call.status).toBe(401);
  });
});

describe('flows without a browser', () => {
  it('client credentials run as the integration user and give no refresh token', async () => {
    const answer = await local.token({ grant_type: 'client_credentials', ...secrets });
    expect(answer.json).not.toHaveProperty('refresh_token');
    const identity = await local.open('GET', new URL((answer.json as Tokens).id).pathname, {
      headers: { authorization: `Bearer ${(answer.json as Tokens).access_token}` },
    });
    expect(identity.json).toMatchObject({
      username: 'integration@local.example',
      organization_id: '00DLO00000000012AA',
    });
  });

  it('username-password takes the password with or without the security token, until it is switched off', async () => {
    const attempt = (password: string) =>
      local.token({
        grant_type: 'password',
        ...secrets,
        username: 'Admin@Local.Example',
        password,
      });
    expect((await attempt('localorg1')).status).toBe(200);
    expect((await attempt('localorg1TOKEN')).status).toBe(200);
    expect((await attempt('localorg')).json).toEqual(
      oauthError('invalid_grant', 'authentication failure'),
    );
    await local.control({ action: 'settings', set: { usernamePasswordFlow: false } });
    expect((await attempt('localorg1')).status).toBe(400);
  });

  async function assertion(claims: Readonly<Record<string, unknown>>): Promise<string> {
    const pem = ((await local.open('GET', '/__control/jwt-key')).json as { privateKey: string })
      .privateKey;
    return new SignJWT({
      iss: CLIENT_ID,
      sub: 'admin@local.example',
      aud: 'https://login.salesforce.com',
      exp: Math.floor(Date.now() / 1000) + 180,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(pem, 'RS256'));
  }

  const exchange = (jwt: string) =>
    local.token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });

  it('JWT bearer takes an assertion of a registered key', async () => {
    const answer = await exchange(await assertion({}));
    expect(answer.status).toBe(200);
    expect((answer.json as Tokens).scope).toContain('api');
  });

  it.each([
    ['an expired one', { exp: 1_700_000_000 }, 'invalid_grant'],
    ['another audience', { aud: 'https://evil.example' }, 'invalid_grant'],
    ['an unknown user', { sub: 'nobody@local.example' }, 'invalid_grant'],
    ['an unknown app', { iss: 'nobody' }, 'invalid_client_id'],
  ])('JWT bearer refuses %s', async (_name, claims, error) => {
    const answer = await exchange(await assertion(claims));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error });
  });

  it('JWT bearer refuses a signature of another key and text that is no JWT', async () => {
    const jwt = await assertion({});
    const forged = `${jwt.slice(0, -6)}AAAAAA`;
    expect((await exchange(forged)).json).toMatchObject({ error: 'invalid_grant' });
    expect((await exchange('not.a.jwt')).json).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('the token endpoint', () => {
  it.each([
    ['an unknown grant', { grant_type: 'magic', ...secrets }, 'unsupported_grant_type'],
    [
      'an inherited property as a grant',
      { grant_type: 'constructor', ...secrets },
      'unsupported_grant_type',
    ],
    ['no grant', { ...secrets }, 'unsupported_grant_type'],
    ['an unknown app', { grant_type: 'client_credentials', client_id: 'x' }, 'invalid_client_id'],
    [
      'a wrong secret',
      { ...secrets, grant_type: 'client_credentials', client_secret: 'x' },
      'invalid_client',
    ],
    ['a missing code', { ...secrets, grant_type: 'authorization_code' }, 'invalid_request'],
  ])('answers 400 for %s', async (_name, form, error) => {
    const answer = await local.token(form);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error });
  });

  it('takes the app by HTTP Basic, and nothing by GET', async () => {
    const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
    const answer = await local.open('POST', '/services/oauth2/token', {
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(200);
    expect(
      (await local.open('GET', '/services/oauth2/token?grant_type=client_credentials')).status,
    ).toBe(400);
  });
});

describe('sessions', () => {
  it('end after two idle hours and slide while used', async () => {
    const token = await local.signIn('admin@local.example');
    const call = async () => (await local.api('GET', '/limits', undefined, { token })).status;
    await local.control({ action: 'clock', advanceSeconds: 119 * 60 });
    expect(await call()).toBe(200);
    await local.control({ action: 'clock', advanceSeconds: 119 * 60 });
    expect(await call()).toBe(200);
    await local.control({ action: 'clock', advanceSeconds: 121 * 60 });
    expect(await call()).toBe(401);
  });

  it('are described by introspection to the app they belong to', async () => {
    const token = await local.signIn('portal@local.example');
    const answer = await local.open('POST', '/services/oauth2/introspect', {
      body: new URLSearchParams({ token, ...secrets }),
    });
    expect(answer.json).toMatchObject({
      active: true,
      client_id: CLIENT_ID,
      username: 'portal@local.example',
      token_type: 'access_token',
    });
    const unknown = await local.open('POST', '/services/oauth2/introspect', {
      body: new URLSearchParams({ token: 'x', ...secrets }),
    });
    expect(unknown.json).toEqual({ active: false });
  });

  it.each([
    ['no token', undefined, 'Missing_OAuth_Token'],
    ['a bad token', 'Bearer nonsense', 'Bad_OAuth_Token'],
  ])('identity answers 403 and one word for %s', async (_name, authorization, word) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await local.open('GET', '/services/oauth2/userinfo', { headers });
    expect([answer.status, answer.text]).toEqual([403, word]);
  });
});
