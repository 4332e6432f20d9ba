import { randomBytes } from 'node:crypto';
import { clientCredentialsGrant } from '../../../src/auth/grants.ts';
import { createOrgHealth } from '../../../src/auth/org-health.ts';
import { createTokenCustody } from '../../../src/auth/token-custody.ts';
import { connectionIdOf, createTokenVault } from '../../../src/auth/token-vault.ts';
import { createLog } from '../../../src/common/log.ts';
import { createEnvelope } from '../../../src/store/envelope.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { json, startStub } from '../salesforce/stub-salesforce.ts';
import type { Answerer, StubSalesforce } from '../salesforce/stub-salesforce.ts';

const ORG_ID = '00DLO00000000012AA';

describe('token custody by client credentials', () => {
  let stub: StubSalesforce;
  let store: Store;
  const log = createLog({ level: 'silent', secrets: [] });
  const key = randomBytes(32);

  const granting: Answerer = (_call, response, index) =>
    json(response, 200, {
      access_token: `${ORG_ID}!token${index}`,
      instance_url: stub.url,
      id: `${stub.url}/id/${ORG_ID}/005LO000000000AAAA`,
      token_type: 'Bearer',
    });
  const open = async (answer: Answerer = granting) => {
    stub = await startStub(answer);
    store = openSqliteStore(':memory:');
  };
  const source = (changes: { readonly envelopeKey?: Buffer } = {}) => {
    const endpoint = { loginUrl: stub.url, trustedHosts: [], timeoutMs: 500 };
    return createTokenCustody({
      org: 'local',
      endpoint,
      grant: clientCredentialsGrant(endpoint, { clientId: 'id', clientSecret: 'secret' }),
      vault: createTokenVault(
        'local',
        connectionIdOf({ loginUrl: stub.url, clientId: 'id' }),
        store.secrets,
        createEnvelope(changes.envelopeKey ?? key),
      ),
      locks: store.locks,
      health: createOrgHealth('local', store.orgStatus),
      log,
    });
  };
  afterEach(async () => {
    await stub.close();
    await store.close();
  });

  it('asks once for however many callers, and sends what the grant needs', async () => {
    await open();
    const tokens = source();
    const all = await Promise.all([tokens.current(), tokens.current(), tokens.orgId()]);
    expect(all[0]).toBe(all[1]);
    expect(all[2]).toBe(ORG_ID);
    expect(stub.calls).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(stub.calls[0]?.body ?? ''))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 'secret',
    });
  });

  it('keeps the token sealed for the next start', async () => {
    await open();
    const { value } = await source().current();
    const record = JSON.stringify(await store.secrets.list());
    expect(record).not.toContain(value);
    expect((await source().current()).value).toBe(value);
    expect(stub.calls).toHaveLength(1);
  });

  it('renews a refused token once for all who were refused it', async () => {
    await open();
    const tokens = source();
    const old = await tokens.current();
    const renewed = await Promise.all([tokens.renew(old), tokens.renew(old), tokens.renew(old)]);
    expect(new Set(renewed.map((token) => token.value)).size).toBe(1);
    expect(renewed[0].value).not.toBe(old.value);
    expect((await tokens.renew(old)).value).toBe(renewed[0].value);
    expect(stub.calls).toHaveLength(2);
  });

  it('takes the token that another process renewed', async () => {
    await open();
    const [one, other] = [source(), source()];
    const old = await one.current();
    await other.current();
    const renewed = await other.renew(old);
    expect((await one.renew(old)).value).toBe(renewed.value);
    expect(stub.calls).toHaveLength(2);
  });

  it('asks anew where the secret key has changed', async () => {
    await open();
    await source().current();
    expect((await source({ envelopeKey: randomBytes(32) }).current()).value).toBe(
      `${ORG_ID}!token1`,
    );
  });

  it('says what to check where the org refuses the client', async () => {
    await open((_call, response) =>
      json(response, 400, {
        error: 'invalid_client',
        error_description: 'invalid client credentials',
      }),
    );
    await expect(source().current()).rejects.toMatchObject({
      code: 'ORG_RECONNECT_REQUIRED',
      hint: expect.stringContaining('clientSecret') as string,
    });
  });

  it('sends no token to an instance that is not Salesforce’s', async () => {
    await open((_call, response) =>
      json(response, 200, {
        access_token: `${ORG_ID}!x`,
        instance_url: 'https://salesforce.com.evil.example',
        id: `https://x/id/${ORG_ID}/005LO000000000AAAA`,
      }),
    );
    await expect(source().current()).rejects.toMatchObject({
      code: 'ORG_RECONNECT_REQUIRED',
      hint: expect.stringContaining('trustedHosts') as string,
    });
  });

  it('tries again after a failure rather than remembering it', async () => {
    await open((call, response, index) =>
      index === 0 ? response.writeHead(503).end('x') : granting(call, response, index),
    );
    const tokens = source();
    await expect(tokens.current()).rejects.toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' });
    expect((await tokens.current()).value).toContain('token1');
  });
});
