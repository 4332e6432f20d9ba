import fc from 'fast-check';
import { createDeveloperToken } from '../../../src/auth/developer-token.ts';
import { createIssuedTokens } from '../../../src/auth/issued-tokens.ts';
import { orgOfSite, viewerOfRequest, viewerOfSite } from '../../../src/auth/viewer-of-request.ts';
import type { SiteClaims } from '../../../src/auth/site-request.ts';
import type { SiteConfig } from '../../../src/common/config/file-schema.ts';
import { AppError } from '../../../src/common/errors.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import { VIEWER_ROLES } from '../../../src/policy/viewer.ts';
import { createTestSite } from './site-signer.ts';

const site = createTestSite('demo').record;
const claims = (roles: readonly string[], subject: string | null = '7'): SiteClaims => ({
  site,
  subject,
  roles,
  requestId: 'r',
  expiresAt: new Date(),
  coversRequest: true,
});

describe('viewer of a site request', () => {
  const sites = (config: Partial<SiteConfig>) => ({
    demo: { roles: {}, ceiling: 'user' as const, ...config },
  });

  it('is anonymous without a subject, whatever roles are claimed', () => {
    const viewer = viewerOfSite(
      claims(['administrator'], null),
      sites({ roles: { administrator: 'admin' }, ceiling: 'admin' }),
    );
    expect(viewer).toEqual({ role: 'anonymous', site: 'demo', subject: null, contactId: null });
  });

  it('is user for a logged-in person of an unconfigured site', () => {
    expect(viewerOfSite(claims(['administrator']), {}).role).toBe('user');
  });

  it('has the highest mapped role', () => {
    const config = sites({ roles: { editor: 'staff', administrator: 'admin' }, ceiling: 'admin' });
    expect(viewerOfSite(claims(['subscriber', 'editor']), config).role).toBe('staff');
    expect(viewerOfSite(claims(['editor', 'administrator']), config).role).toBe('admin');
  });

  it('never exceeds the ceiling, and never comes from a name that is not configured', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom('administrator', '__proto__', 'constructor', 'toString'),
            fc.string(),
          ),
        ),
        fc.constantFrom('user', 'staff', 'admin'),
        (roles, ceiling) => {
          const config = sites({ roles: { administrator: 'admin' }, ceiling });
          const { role, contactId } = viewerOfSite(claims(roles), config);
          expect(VIEWER_ROLES.indexOf(role)).toBeLessThanOrEqual(VIEWER_ROLES.indexOf(ceiling));
          expect(role).toBe(roles.includes('administrator') ? ceiling : 'user');
          expect(contactId).toBeNull();
        },
      ),
    );
  });
});

describe('the org that answers a site', () => {
  const paired = { id: 'demo', org: 'acme' };
  const config = { roles: {}, ceiling: 'user' as const };

  it('is the operator’s choice, else the one it was paired with, else the main one', () => {
    expect(orgOfSite(paired, { demo: { ...config, org: 'globex' } })).toBe('globex');
    expect(orgOfSite(paired, { demo: config })).toBe('acme');
    expect(orgOfSite({ id: 'demo', org: null }, {})).toBeNull();
    expect(orgOfSite({ id: '__proto__', org: null }, {})).toBeNull();
  });
});

describe('Authorization header', () => {
  const options = {
    verifier: {
      verify: () => Promise.reject(new AppError('UNAUTHENTICATED', 'no', { hint: 'h' })),
      verifyViewer: () => Promise.reject(new AppError('UNAUTHENTICATED', 'no', { hint: 'h' })),
    },
    developerToken: createDeveloperToken('developer-token-of-the-demo'),
    issuedTokens: createIssuedTokens(openSqliteStore(':memory:').tickets),
    sites: {},
    bindings: openSqliteStore(':memory:').bindings,
  };
  const request = { method: 'POST', target: '/graphql', body: Buffer.alloc(0) };
  const ask = (header: string | undefined) => viewerOfRequest(header, request, options);

  it('may be absent, and then nobody vouches for the visitor', async () => {
    expect(await ask(undefined)).toMatchObject({
      viewer: { role: 'anonymous', site: null },
      vouchedFor: false,
    });
  });

  it('makes the developer token staff', async () => {
    expect(await ask('Bearer developer-token-of-the-demo')).toMatchObject({
      viewer: { role: 'staff' },
      vouchedFor: true,
    });
  });

  it('takes a token that an administrator drew, for its role and org, until it is revoked', async () => {
    const drawn = { role: 'admin', org: 'acme', issuedBy: 'a@b', hours: 1 } as const;
    const token = await options.issuedTokens.issue(drawn);
    expect(await ask(`Bearer ${token}`)).toMatchObject({
      viewer: { role: 'admin', site: null, subject: null },
      org: 'acme',
    });
    await expect(ask(`Bearer ${token}x`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const [listed] = await options.issuedTokens.list('acme');
    expect(JSON.stringify(listed)).not.toContain(token);
    expect(await options.issuedTokens.revoke(listed?.id ?? '', 'globex')).toBe(false);
    expect(await options.issuedTokens.revoke(listed?.id ?? '', 'acme')).toBe(true);
    await expect(ask(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(options.issuedTokens.issue({ ...drawn, hours: 13 })).rejects.toThrow(RangeError);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'developer-token-of-the-demo',
    'Bearer developer-token-of-the-demo x',
    'Bearer developer-token-of-the-dem',
    'Bearer x',
  ])('never falls back to anonymous for %j', async (header) => {
    await expect(ask(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('knows no developer token where none is configured', () => {
    expect(createDeveloperToken(null).viewerOf('')).toBeNull();
  });
});
