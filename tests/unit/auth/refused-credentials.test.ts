import { createAudit } from '../../../src/auth/audit.ts';
import { createRefusedCredentials } from '../../../src/auth/refused-credentials.ts';
import type { RefusedCredentials } from '../../../src/auth/refused-credentials.ts';
import { AppError } from '../../../src/common/errors.ts';
import type { ErrorCode } from '../../../src/common/errors.ts';
import { createLog } from '../../../src/common/log.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { createTestSite, signToken } from './site-signer.ts';

const refusal = (code: ErrorCode = 'UNAUTHENTICATED') => new AppError(code, 'No.', { hint: '' });

describe('credentials that were not accepted', () => {
  const site = createTestSite('shop');
  const other = createTestSite('other');
  let store: Store;
  let now: number;
  let refused: RefusedCredentials;

  beforeEach(async () => {
    store = openSqliteStore(':memory:');
    await store.sites.save(site.record);
    now = Date.parse('2026-01-01T00:00:00.000Z');
    const log = createLog({ level: 'silent', secrets: [] });
    refused = createRefusedCredentials({
      sites: store.sites,
      orgOf: () => 'main',
      audit: createAudit(store.audit, log, () => now),
      now: () => now,
    });
  });
  afterEach(() => store.close());

  const record = (token: string | undefined, route = '/graphql', code?: ErrorCode) =>
    refused.record(refusal(code), {
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      route,
    });
  const lines = () => store.audit.list({ orgs: null, limit: 1_000 });

  it('are told of in the name of the site and key that they claim', async () => {
    await record(signToken(site, 'https://elsewhere.example'));
    now += 1_000;
    const forged = { ...other, record: { ...other.record, id: 'shop' } };
    await record(signToken(forged, 'https://gateway.example'), '/site/me');
    expect(await lines()).toMatchObject([
      {
        actor: 'somebody in the name of shop',
        action: 'request',
        org: 'main',
        target: '/site/me, a key that is not the site’s',
        outcome: 'UNAUTHENTICATED',
      },
      { actor: 'somebody in the name of shop', target: `/graphql, key ${site.record.fingerprint}` },
    ]);
  });

  it.each([
    ['none', undefined],
    ['one of no site', signToken(other, 'https://gateway.example')],
    ['no token of a site', 'planted-secret'],
    ['a long one', 'x'.repeat(100_000)],
  ])('name nobody where there is %s, and repeat nothing of it', async (_name, token) => {
    await record(token);
    const [line, ...more] = await lines();
    expect(more).toEqual([]);
    expect(line).toMatchObject({ actor: 'somebody unknown', org: null, target: '/graphql' });
    expect(JSON.stringify(line)).not.toContain('planted-secret');
  });

  it('cannot fill the log, however many and different they are', async () => {
    for (let count = 0; count < 500; count += 1) {
      await record(signToken(site, 'https://elsewhere.example', { claims: { sub: `${count}` } }));
      await record(undefined, `/site/${count}`);
    }
    expect(await lines()).toHaveLength(60);
    now += 3_600_000;
    await record(undefined);
    expect(await lines()).toHaveLength(61);
  });

  it('are the only failures that count, and a store that fails is no further one', async () => {
    await record(undefined, '/graphql', 'FORBIDDEN');
    await refused.record(new Error('boom'), { authorization: undefined, route: '/graphql' });
    expect(await lines()).toEqual([]);
    await store.close();
    await expect(record(signToken(site, 'x'))).resolves.toBeUndefined();
    store = openSqliteStore(':memory:');
  });
});
