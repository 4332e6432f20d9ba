/** Decides whether a request was signed by a registered site, for this gateway, just now, with exactly this body. */

import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { jwtVerify } from 'jose';
import { errors as joseErrors } from 'jose';
import { z } from 'zod';
import { AppError } from '../common/errors.ts';
import type { SiteRecord, SiteStore } from '../store/store.ts';
import { importSiteKey, parseSiteKey } from './site-key.ts';

/** What the signature covers beside the claims. */
export interface SignedRequest {
  readonly method: string;
  /** Path with query, as it stands in the request line. */
  readonly target: string;
  readonly body: Buffer;
}

/** A site's word about who is asking; believed only as far as the site's configured ceiling. */
export interface SiteClaims {
  readonly site: SiteRecord;
  /** WordPress user id; null for a visitor who is not logged in. */
  readonly subject: string | null;
  /** WordPress role slugs. */
  readonly roles: readonly string[];
  readonly requestId: string;
  readonly expiresAt: Date;
}

export interface SiteRequestVerifier {
  /** @throws AppError UNAUTHENTICATED, always with the same message: why is for the log only. */
  verify(token: string, request: SignedRequest): Promise<SiteClaims>;
}

export interface SiteRequestVerifierOptions {
  readonly sites: Pick<SiteStore, 'find'>;
  /** Base URLs of this gateway as sites may know it. */
  readonly audiences: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** RFC 8037: EdDSA with Ed25519 only; anything a token may say about other algorithms is refused unread. */
const ALGORITHM = 'EdDSA';
const MAX_LIFETIME_SECONDS = 60;
const CLOCK_SKEW_SECONDS = 5;
/** Tokens of sites are a few hundred bytes; nothing longer is worth parsing. */
const MAX_TOKEN_LENGTH = 4_096;

const claims = z.object({
  iss: z.string().min(1).max(63),
  sub: z.string().min(1).max(64).optional(),
  roles: z.array(z.string().max(64)).max(32),
  jti: z.string().min(8).max(128),
  iat: z.number().int(),
  exp: z.number().int(),
  bh: z.string().length(43),
});

export function createSiteRequestVerifier(
  options: SiteRequestVerifierOptions,
): SiteRequestVerifier {
  const now = options.now ?? Date.now;
  const keys = new Map<string, KeyObject>();

  const keyOf = (site: SiteRecord): KeyObject => {
    let key = keys.get(site.publicKey);
    if (key === undefined) {
      key = importSiteKey(parseSiteKey(site.publicKey));
      keys.set(site.publicKey, key);
    }
    return key;
  };

  return {
    verify: async (token, request) => {
      if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('token too long');
      const signers: SiteRecord[] = [];
      const payload = await verifySignature(token, options, now, async (issuer, keyId) => {
        const found = await options.sites.find(issuer);
        // The key is chosen by the store; the token's key id has to agree with it.
        if (found === null || found.disabled || found.fingerprint !== keyId) return null;
        signers.push(found);
        return keyOf(found);
      });
      const [site] = signers;
      const parsed = claims.safeParse(payload);
      if (!parsed.success || site === undefined) {
        throw unauthenticated('claims are missing or malformed');
      }
      checkTimes(parsed.data, now());
      if (parsed.data.bh !== bodyHash(request)) throw unauthenticated('bh does not match');
      return {
        site,
        subject: parsed.data.sub ?? null,
        roles: parsed.data.roles,
        requestId: parsed.data.jti,
        expiresAt: new Date((parsed.data.exp + CLOCK_SKEW_SECONDS) * 1_000),
      };
    },
  };
}

/** base64url(SHA-256(METHOD LF PATH_WITH_QUERY LF body)). */
export function bodyHash(request: SignedRequest): string {
  return createHash('sha256')
    .update(`${request.method}\n${request.target}\n`)
    .update(request.body)
    .digest('base64url');
}

async function verifySignature(
  token: string,
  options: SiteRequestVerifierOptions,
  now: () => number,
  findKey: (issuer: string, keyId: string) => Promise<KeyObject | null>,
): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(
      token,
      async (header, jws) => {
        const issuer = issuerOf(jws.payload);
        const key =
          issuer === null || header.kid === undefined ? null : await findKey(issuer, header.kid);
        if (key === null) throw new joseErrors.JWKSNoMatchingKey();
        return key;
      },
      {
        algorithms: [ALGORITHM],
        typ: 'JWT',
        audience: [...options.audiences],
        requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti', 'bh', 'roles'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now()),
      },
    );
    return payload;
  } catch (error) {
    throw unauthenticated(error instanceof joseErrors.JOSEError ? error.code : 'unreadable', error);
  }
}

/** Read before the signature is checked, to choose the key; nothing else is taken from it. */
function issuerOf(payload: string | Uint8Array): string | null {
  const text =
    typeof payload === 'string' ? Buffer.from(payload, 'base64url') : Buffer.from(payload);
  try {
    const issuer = (JSON.parse(text.toString('utf8')) as { iss?: unknown }).iss;
    return typeof issuer === 'string' ? issuer : null;
  } catch {
    return null;
  }
}

function checkTimes({ iat, exp }: { iat: number; exp: number }, now: number): void {
  if (exp - iat > MAX_LIFETIME_SECONDS) throw unauthenticated('lives longer than 60 seconds');
  if (iat > now / 1_000 + CLOCK_SKEW_SECONDS) throw unauthenticated('issued in the future');
}

function unauthenticated(reason: string, cause?: unknown): AppError {
  return new AppError('UNAUTHENTICATED', 'The developer token or signature was not accepted.', {
    hint: 'Check the developer token; or, for a site, that it is registered with its current key, that its gateway URL is this gateway’s, and that both clocks are right.',
    cause: new Error(reason, { cause }),
  });
}
