import { createHmac } from 'node:crypto';
import { AppError } from '../../../src/common/errors.ts';
import { createSiteRequestVerifier } from '../../../src/auth/site-request.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import { createTestSite, signToken } from './site-signer.ts';
import type { TokenParts } from './site-signer.ts';

const AUDIENCE = 'http://127.0.0.1:4000';
const BODY = '{"query":"{ viewer { role } }"}';
const seconds = () => Math.floor(Date.now() / 1_000);

describe('site request verification', () => {
  const store = openSqliteStore(':memory:');
  const site = createTestSite('demo');
  const stranger = createTestSite('stranger');
  const disabled = createTestSite('disabled');
  const verifier = createSiteRequestVerifier({
    sites: store.sites,
    audiences: [AUDIENCE, 'http://localhost:4000'],
  });
  const request = { method: 'POST', target: '/graphql', body: Buffer.from(BODY) };
  const verify = (parts: TokenParts = {}, by = site) =>
    verifier.verify(signToken(by, AUDIENCE, { body: BODY, ...parts }), request);

  beforeAll(async () => {
    await store.sites.save(site.record);
    await store.sites.save({ ...disabled.record, disabled: true });
  });
  afterAll(() => store.close());

  it('believes a registered site about who is asking', async () => {
    expect(await verify()).toMatchObject({
      site: { id: 'demo' },
      subject: '7',
      roles: ['subscriber'],
    });
  });

  it('takes a request without sub for a visitor', async () => {
    expect(await verify({ claims: { sub: undefined, roles: [] } })).toMatchObject({
      subject: null,
    });
  });

  it.each<[string, TokenParts]>([
    ['another method', { method: 'GET' }],
    ['another path', { target: '/graphql?x=1' }],
    ['another body', { body: BODY.replace('role', 'site') }],
    ['another gateway', { claims: { aud: 'https://other.example' } }],
    ['several gateways, none of them this', { claims: { aud: ['a', 'b'] } }],
    ['no audience', { claims: { aud: undefined } }],
    ['an expired token', { claims: { iat: seconds() - 120, exp: seconds() - 61 } }],
    ['a token that lives for an hour', { claims: { exp: seconds() + 3_600 } }],
    ['a token from the future', { claims: { iat: seconds() + 50, exp: seconds() + 60 } }],
    ['no expiry', { claims: { exp: undefined } }],
    ['an expiry that is no number', { claims: { exp: '9999999999' } }],
    ['no body hash', { claims: { bh: undefined } }],
    ['no request id', { claims: { jti: undefined } }],
    ['roles that are no list', { claims: { roles: 'administrator' } }],
    ['the id of another site', { claims: { iss: 'disabled' } }],
    ['an unknown site', { claims: { iss: 'nobody' } }],
    ['an issuer with SQL in it', { claims: { iss: "demo' OR '1'='1" } }],
    ['another key id', { header: { kid: 'AAAA' } }],
    ['no key id', { header: { kid: undefined } }],
    ['another type', { header: { typ: 'at+jwt' } }],
    ['critical extensions', { header: { crit: ['exp'] } }],
    ['alg none', { header: { alg: 'none' } }],
    ['another algorithm', { header: { alg: 'HS256' } }],
  ])('refuses %s', async (_name, parts) => {
    await expect(verify(parts)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('refuses a site with a key that is not its own, and a disabled site', async () => {
    await expect(
      verify({ claims: { iss: 'demo' }, header: { kid: site.record.fingerprint } }, stranger),
    ).rejects.toThrow(AppError);
    await expect(verify({}, disabled)).rejects.toThrow(AppError);
  });

  it('refuses the public key used as an HMAC secret', async () => {
    const [header, payload] = signToken(site, AUDIENCE, {
      header: { alg: 'HS256' },
      body: BODY,
    }).split('.');
    const mac = createHmac('sha256', Buffer.from(site.record.publicKey, 'base64url'))
      .update(`${header}.${payload}`)
      .digest('base64url');
    await expect(verifier.verify(`${header}.${payload}.${mac}`, request)).rejects.toThrow(AppError);
  });

  it.each(['', 'x', 'a.b.c', '..', 'e30.e30.', `${'a'.repeat(5_000)}.b.c`])(
    'refuses nonsense: %.20s',
    async (token) => {
      await expect(verifier.verify(token, request)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  it('tells a forger nothing about what was wrong', async () => {
    const messages = new Set<string>();
    for (const parts of [
      { method: 'GET' },
      { claims: { iss: 'nobody' } },
      { header: { kid: 'x' } },
    ]) {
      const error = await verify(parts).catch((reason: unknown) => reason);
      messages.add(
        error instanceof AppError ? `${error.message} ${error.hint}` : 'not an AppError',
      );
    }
    expect(messages.size).toBe(1);
  });
});
