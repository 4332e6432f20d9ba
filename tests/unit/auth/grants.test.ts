/** The grants that need no person, against the local org. */

import { generateKeyPairSync } from 'node:crypto';
import { configuredGrant } from '../../../src/auth/configured-grant.ts';
import type { OrgConfig } from '../../../src/common/config/file-schema.ts';
import { CLIENT_ID, CLIENT_SECRET, openLocalOrg } from '../local-org/local-org-client.ts';
import type { LocalOrgClient } from '../local-org/local-org-client.ts';

describe('a grant of skybridge.yaml', () => {
  let local: LocalOrgClient;
  beforeAll(async () => {
    local = await openLocalOrg();
  });
  afterAll(() => local.running.close());
  beforeEach(() => local.control({ action: 'reset', sessions: true, data: false }));

  const anyOrg = () => ({
    loginUrl: local.url,
    apiVersion: '62.0',
    clientId: CLIENT_ID,
    trustedHosts: [],
  });
  const request = (org: OrgConfig) =>
    configuredGrant({ ...org, timeoutMs: 5_000 }, org).request(null);
  const jwtBearer = async (changes: object = {}): Promise<OrgConfig> => {
    const answer = await local.open('GET', '/__control/jwt-key');
    const { privateKey } = answer.json as { privateKey: string };
    const username = 'integration@local.example';
    return { ...anyOrg(), grant: 'jwt_bearer', privateKey, username, ...changes };
  };
  const password = (changes: object = {}): OrgConfig => ({
    ...anyOrg(),
    grant: 'username_password',
    clientSecret: CLIENT_SECRET,
    username: 'admin@local.example',
    password: 'localorg1TOKEN',
    ...changes,
  });
  const works = async (token: string) =>
    (await local.api('GET', '/limits', undefined, { token })).status === 200;

  it('client_credentials brings a token that works', async () => {
    const org = { ...anyOrg(), grant: 'client_credentials', clientSecret: CLIENT_SECRET } as const;
    expect(await works((await request(org)).value)).toBe(true);
  });

  it('jwt_bearer brings a token that works, without a secret', async () => {
    const token = await request(await jwtBearer());
    expect(await works(token.value)).toBe(true);
    expect(token.refreshToken).toBeNull();
  });

  it('username_password brings a token that works', async () => {
    expect(await works((await request(password())).value)).toBe(true);
  });

  it('web_server has nothing to ask with until a person linked the org', async () => {
    const org = { ...anyOrg(), grant: 'web_server', clientSecret: CLIENT_SECRET } as const;
    await expect(request(org)).rejects.toMatchObject({ code: 'ORG_NOT_LINKED' });
  });

  it('is refused with what to check', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const foreign = privateKey.export({ type: 'pkcs8', format: 'pem' });
    for (const [org, hint] of [
      [await jwtBearer({ privateKey: foreign }), 'certificate'],
      [await jwtBearer({ privateKey: 'no key' }), 'PKCS #8'],
      [await jwtBearer({ username: 'nobody@local.example' }), 'pre-authorized'],
      [password({ password: 'wrong' }), 'client_credentials'],
    ] as const) {
      await expect(request(org)).rejects.toMatchObject({
        code: 'ORG_RECONNECT_REQUIRED',
        hint: expect.stringContaining(hint) as string,
      });
    }
  });
});
