/** Credentials that are none, over HTTP: each is UNAUTHENTICATED, and no secret is told anywhere meanwhile. */

import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { PairingSite } from '../support/pairing-site.ts';
import { createTestSite, signToken } from '../unit/auth/site-signer.ts';
import type { TokenParts } from '../unit/auth/site-signer.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const QUERY = JSON.stringify({ query: '{ viewer { role } }' });
const SECRETS = {
  key: 'cGxhbnRlZC1zZWNyZXQta2V5LW9mLXRoZS10ZXN0cyE=',
  client: 'local-secret-not-for-production',
  developer: 'developer-token-of-the-tests',
};

describe('credentials that are none', () => {
  let running: RunningGateway;
  let store: Store;
  let folder = '';
  const site = createTestSite('shop');
  const other = createTestSite('other');

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return { ...config, secretKey: Buffer.from(SECRETS.key, 'base64') };
      },
    });
    folder = path.dirname(storeFile);
    store = openSqliteStore(storeFile);
    for (const { record } of [site, other]) await store.sites.save(record);
    // A machine that is busy for seconds may close the connection that the last look left open.
    const status = async () => (await running.ready().catch(() => ({ status: 0 }))).status;
    await until(async () => (await status()) === 200, 60_000);
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await running.close();
  });

  const now = () => Math.floor(Date.now() / 1_000);
  const signed = (parts: TokenParts = {}) =>
    signToken(site, running.url, { body: QUERY, ...parts });
  /** With another header and signature over the same claims. */
  const resigned = (header: object, signature: (input: string) => Buffer) => {
    const claims = signed().split('.')[1] ?? '';
    const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${claims}`;
    return `${input}.${signature(input).toString('base64url')}`;
  };
  const header = { typ: 'JWT', kid: site.record.fingerprint };
  const rawKey = Buffer.from(site.record.publicKey, 'base64url');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  const attacks: Readonly<Record<string, () => string>> = {
    'one with another body': () => signToken(site, running.url, { body: '{}' }),
    'one for another path': () => signed({ target: '/graphql?x=1' }),
    'one for another method': () => signed({ method: 'GET' }),
    'an expired one': () => signed({ claims: { iat: now() - 120, exp: now() - 60 } }),
    'one from the future': () => signed({ claims: { iat: now() + 60, exp: now() + 90 } }),
    'one that lives too long': () => signed({ claims: { exp: now() + 3_600 } }),
    'one for another gateway': () => signToken(site, 'https://other.example', { body: QUERY }),
    'one without audience': () => signed({ claims: { aud: undefined } }),
    'alg none': () => resigned({ ...header, alg: 'none' }, () => Buffer.alloc(0)),
    'alg none, signed': () => signed({ header: { alg: 'none' } }),
    'HS256 with the public key as secret': () =>
      resigned({ ...header, alg: 'HS256' }, (input) =>
        createHmac('sha256', rawKey).update(input).digest(),
      ),
    'HS256 with the fingerprint as secret': () =>
      resigned({ ...header, alg: 'HS256' }, (input) =>
        createHmac('sha256', site.record.fingerprint).update(input).digest(),
      ),
    'RS256 with a key of its own': () =>
      resigned({ ...header, alg: 'RS256' }, (input) => sign('sha256', Buffer.from(input), rsa)),
    'one with its key inside': () =>
      signToken({ ...other, record: { ...other.record, id: 'shop' } }, running.url, {
        body: QUERY,
        header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: other.record.publicKey } },
      }),
    'another site’s, in this one’s name': () =>
      signToken({ ...other, record: { ...other.record, id: 'shop' } }, running.url, {
        body: QUERY,
      }),
    'this one’s, in another site’s name': () => signed({ claims: { iss: 'other' } }),
    'a changed claim': () => {
      const [head = '', claims = '', signature = ''] = signed().split('.');
      const changed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
      const text = JSON.stringify({ ...changed, roles: ['administrator'] });
      return [head, Buffer.from(text).toString('base64url'), signature].join('.');
    },
    'a developer token that was never drawn': () =>
      `skybridge_dev_${createHash('sha256').update('x').digest('base64url')}`,
    'a Salesforce token': () => '00DLO00000000012AA!AQ4AQFakeAccessToken',
  };

  it.each(Object.keys(attacks))('%s', async (name) => {
    const token = attacks[name]?.() ?? '';
    const { status, body } = await running.post(QUERY, { authorization: `Bearer ${token}` });
    expect(status).toBe(401);
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(body.data).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain(token);
    expect(running.logLines.join('\n')).not.toContain(token);
  });

  it('one of a site that was disabled or removed a moment ago', async () => {
    const ask = async () => running.post(QUERY, { authorization: `Bearer ${signed()}` });
    expect((await ask()).status).toBe(200);
    await store.sites.save({ ...site.record, disabled: true });
    expect((await ask()).status).toBe(401);
    await store.sites.save(site.record);
    await store.sites.remove('shop');
    expect((await ask()).status).toBe(401);
    await store.sites.save(site.record);
  });

  it('one that was used, for what is done once', async () => {
    const caller = new PairingSite(running.url, 'shop', site);
    const text = JSON.stringify({ returnUrl: `${site.record.url}/wp-admin/` });
    const target = '/site/me/requests';
    const token = signToken(site, running.url, { target, body: text });
    expect((await caller.send('POST', target, text, token)).status).toBe(200);
    const again = await caller.send('POST', target, text, token);
    expect(again.status).toBe(401);
    expect(again.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('tells in the audit log in whose name it was tried and where, and nothing of what was sent', async () => {
    const lines = await store.audit.list({ orgs: null, limit: 1_000 });
    const tried = lines.filter(({ outcome }) => outcome === 'UNAUTHENTICATED');
    const told = tried.map(({ actor, org, target }) => ({ actor, org, target }));
    const inTheNameOfShop = { actor: 'somebody in the name of shop', org: 'local' };
    const itsKey = `key ${site.record.fingerprint}`;
    expect(told).toEqual(
      expect.arrayContaining([
        { ...inTheNameOfShop, target: `/graphql, ${itsKey}` },
        { ...inTheNameOfShop, target: `/site/me/requests, ${itsKey}` },
        { actor: 'somebody unknown', org: null, target: '/graphql' },
      ]),
    );
    // One line for what repeats.
    expect(new Set(told.map((line) => JSON.stringify(line))).size).toBe(told.length);
    expect(JSON.stringify(lines)).not.toMatch(/eyJ|skybridge_dev_|00DLO\w*!/);
  });

  it('leaves no planted secret in the log, an error, the metrics, health or the store', async () => {
    const pages = await Promise.all(
      ['/metrics', '/health/ready', '/orgs', '/'].map(async (each) =>
        (await fetch(`${running.url}${each}`)).text(),
      ),
    );
    const files = readdirSync(folder).map((name) =>
      readFileSync(path.join(folder, name), 'latin1'),
    );
    const raw = Buffer.from(SECRETS.key, 'base64').toString('latin1');
    for (const text of [...pages, ...files, ...running.logLines]) {
      for (const secret of [...Object.values(SECRETS), raw]) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/00DLO\w*!/);
    }
  });
});
