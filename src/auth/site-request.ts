/** Decides whether a request was signed by a registered site, for this gateway, just now, with exactly this body. */

import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { errors as joseErrors } from 'jose';
import * as z from 'zod';
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

/** The same where the body was hashed as it passed; `hash` as `bodyHash` makes it. */
export type HashedRequest = Omit<SignedRequest, 'body'> & { readonly hash: string };

/** A site's word about who is asking; believed only as far as the site's configured ceiling. */
export interface SiteClaims {
  readonly site: SiteRecord;
  /** WordPress user id; null for a visitor who is not logged in. */
  readonly subject: string | null;
  /** WordPress role slugs. */
  readonly roles: readonly string[];
  readonly requestId: string;
  readonly expiresAt: Date;
  /** False for a viewer token, which anybody who holds it can put before any request. */
  readonly coversRequest: boolean;
}

export interface SiteRequestVerifier {
  /** @throws AppError UNAUTHENTICATED, always with the same message: why is for the log only. */
  verify(token: string, request: SignedRequest | HashedRequest): Promise<SiteClaims>;
  /**
   * A viewer token, which is over no request: good for reading only, where the operator allows the site's routers.
   * @throws AppError UNAUTHENTICATED
   */
  verifyViewer(token: string): Promise<SiteClaims>;
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
});

interface TokenKind<Claims> {
  readonly typ: string;
  readonly maxSeconds: number;
  readonly claims: z.ZodType<Claims>;
}

/** Over one request: it holds the hash of its body. */
const REQUEST_TOKEN = {
  typ: 'JWT',
  maxSeconds: 60,
  claims: claims.extend({ bh: z.string().length(43) }),
};

/** For a router, which puts it before requests of its own. */
const VIEWER_TOKEN = { typ: 'skybridge-viewer+jwt', maxSeconds: 300, claims };

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

  const verified = async <Claims extends z.output<typeof claims>>(
    token: string,
    kind: TokenKind<Claims>,
  ): Promise<{ readonly site: SiteRecord; readonly given: Claims }> => {
    if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('token too long');
    const signers: SiteRecord[] = [];
    const payload = await verifySignature(token, kind.typ, options, now, async (issuer, keyId) => {
      const found = await options.sites.find(issuer);
      // The key is chosen by the store; the token's key id has to agree with it.
      if (found === null || found.disabled || found.fingerprint !== keyId) return null;
      signers.push(found);
      return keyOf(found);
    });
    const [site] = signers;
    const parsed = kind.claims.safeParse(payload);
    if (!parsed.success || site === undefined) {
      throw unauthenticated('claims are missing or malformed');
    }
    checkTimes(parsed.data, kind.maxSeconds, now());
    return { site, given: parsed.data };
  };

  return {
    verify: async (token, request) => {
      const { site, given } = await verified(token, REQUEST_TOKEN);
      const hash = 'hash' in request ? request.hash : bodyHash(request);
      if (given.bh !== hash) throw unauthenticated('bh does not match');
      return claimsOf(site, given, true);
    },
    verifyViewer: async (token) => {
      const { site, given } = await verified(token, VIEWER_TOKEN);
      return claimsOf(site, given, false);
    },
  };
}

/** Whether a token says of itself that it is a viewer token; its signature decides. */
export function looksLikeViewerToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === VIEWER_TOKEN.typ;
  } catch {
    return false;
  }
}

/** base64url(SHA-256(METHOD LF PATH_WITH_QUERY LF body)). */
export function bodyHash(request: SignedRequest): string {
  return createHash('sha256')
    .update(`${request.method}\n${request.target}\n`)
    .update(request.body)
    .digest('base64url');
}

function claimsOf(
  site: SiteRecord,
  given: z.output<typeof claims>,
  coversRequest: boolean,
): SiteClaims {
  return {
    site,
    subject: given.sub ?? null,
    roles: given.roles,
    requestId: given.jti,
    expiresAt: new Date((given.exp + CLOCK_SKEW_SECONDS) * 1_000),
    coversRequest,
  };
}

async function verifySignature(
  token: string,
  typ: string,
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
        typ,
        audience: [...options.audiences],
        requiredClaims: ['iss', 'aud', 'exp', 'iat', 'jti', 'roles'],
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

function checkTimes(
  { iat, exp }: { readonly iat: number; readonly exp: number },
  maxSeconds: number,
  now: number,
): void {
  if (exp - iat > maxSeconds) throw unauthenticated(`lives longer than ${maxSeconds} seconds`);
  if (iat > now / 1_000 + CLOCK_SKEW_SECONDS) throw unauthenticated('issued in the future');
}

function unauthenticated(reason: string, cause?: unknown): AppError {
  return new AppError('UNAUTHENTICATED', 'The developer token or signature was not accepted.', {
    hint: 'Check the developer token; or, for a site, that it is registered with its current key, that its gateway URL is this gateway’s, and that both clocks are right.',
    cause: new Error(reason, { cause }),
  });
}
