/** A WordPress site's side of the signature, as the plugin writes it. */

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fingerprintOf } from '../../../src/auth/site-key.ts';
import type { SiteRecord } from '../../../src/store/store.ts';

export interface TestSite {
  readonly record: SiteRecord;
  readonly privateKey: KeyObject;
}

export function createTestSite(id: string): TestSite {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' }) as { x: string };
  return { privateKey, record: createSiteRecord(id, x, 'http://127.0.0.1:4020') };
}

/** @param publicKey base64url of the 32 raw bytes. */
export function createSiteRecord(id: string, publicKey: string, url: string): SiteRecord {
  return {
    id,
    url,
    publicKey,
    fingerprint: fingerprintOf(Buffer.from(publicKey, 'base64url')),
    disabled: false,
    addedAt: '2026-01-01T00:00:00.000Z',
    org: null,
    addedBy: 'the tests',
  };
}

export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly method?: string;
  readonly target?: string;
  readonly body?: string | Buffer;
}

/** Parts given replace the right ones; an undefined claim is left out. */
export function signToken(site: TestSite, audience: string, parts: TokenParts = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'EdDSA', typ: 'JWT', kid: site.record.fingerprint, ...parts.header };
  const covered = createHash('sha256')
    .update(`${parts.method ?? 'POST'}\n${parts.target ?? '/graphql'}\n`)
    .update(parts.body ?? '');
  const claims = {
    iss: site.record.id,
    aud: audience,
    sub: '7',
    roles: ['subscriber'],
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    bh: covered.digest('base64url'),
    ...parts.claims,
  };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${sign(null, Buffer.from(signed), site.privateKey).toString('base64url')}`;
}
