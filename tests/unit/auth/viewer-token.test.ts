/** A viewer token: a site's word that a router hands on. It reads, where the operator allows it, and is nothing else. */

import { createDeveloperToken } from '../../../src/auth/developer-token.ts';
import { createIssuedTokens } from '../../../src/auth/issued-tokens.ts';
import { createSiteRequestVerifier } from '../../../src/auth/site-request.ts';
import { viewerOfRequest } from '../../../src/auth/viewer-of-request.ts';
import { createReplayGuard } from '../../../src/server/replay-guard.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import { createTestSite, signToken, type TokenParts } from './site-signer.ts';

const GATEWAY = 'https://gateway.example.org';
const site = createTestSite('demo');
const store = openSqliteStore(':memory:');
const verifier = createSiteRequestVerifier({
  sites: { find: (id) => Promise.resolve(id === 'demo' ? site.record : null) },
  audiences: [GATEWAY],
});
const request = { method: 'POST', target: '/graphql', body: Buffer.from('whatever') };

function viewerToken({ claims, header }: TokenParts = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  return signToken(site, GATEWAY, {
    header: { typ: 'skybridge-viewer+jwt', ...header },
    claims: { bh: undefined, exp: now + 300, ...claims },
  });
}

const ask = (token: string, routers?: boolean) =>
  viewerOfRequest(`Bearer ${token}`, request, {
    verifier,
    developerToken: createDeveloperToken(null),
    issuedTokens: createIssuedTokens(store.tickets),
    sites: { demo: { roles: {}, ceiling: 'user', ...(routers === undefined ? {} : { routers }) } },
    bindings: store.bindings,
  });

describe('a viewer token', () => {
  it('speaks for its person where the operator allows the site’s routers, and nowhere else', async () => {
    expect(await ask(viewerToken(), true)).toMatchObject({
      viewer: { role: 'user', site: 'demo', subject: '7' },
      vouchedFor: true,
      signature: { coversRequest: false },
    });
    for (const routers of [false, undefined]) {
      await expect(ask(viewerToken(), routers)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it.each<readonly [string, TokenParts]>([
    ['lives too long', { claims: { exp: Math.floor(Date.now() / 1_000) + 400 } }],
    ['is over', { claims: { iat: 1_000_000, exp: 1_000_100 } }],
    ['is for another gateway', { claims: { aud: 'https://other.example.org' } }],
    ['is of another site', { claims: { iss: 'other' } }],
    ['calls itself a request’s token', { header: { typ: 'JWT' } }],
    ['has no roles', { claims: { roles: undefined } }],
  ])('is refused where it %s', async (_why, parts) => {
    await expect(ask(viewerToken(parts), true)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is no signature of a request, such as pairing takes', async () => {
    await expect(verifier.verify(viewerToken(), request)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('writes nothing', async () => {
    const { signature } = await ask(viewerToken(), true);
    const hooks = await createReplayGuard(store.spentIds).requestDidStart?.({} as never);
    const resolve = (operation: string) =>
      hooks?.didResolveOperation?.({
        operation: { operation },
        contextValue: { signature },
      } as never);
    await expect(resolve('mutation')).rejects.toMatchObject({
      message: 'A viewer token only reads.',
    });
    await expect(resolve('query')).resolves.toBeUndefined();
  });
});
