/** Puts credentials that were not accepted into the audit log: in whose name, where and when, never what was sent. */

import { decodeJwt, decodeProtectedHeader } from 'jose';
import { AppError } from '../common/errors.ts';
import type { SiteRecord, SiteStore } from '../store/store.ts';
import type { Audit } from './audit.ts';

export interface RefusedRequest {
  /** As it was sent. */
  readonly authorization: string | undefined;
  /** Path of the route, without what a client may choose. */
  readonly route: string;
}

export interface RefusedCredentials {
  /** Does nothing for other errors than UNAUTHENTICATED. Never rejects. */
  record(error: unknown, request: RefusedRequest): Promise<void>;
}

export interface RefusedCredentialsOptions {
  readonly sites: Pick<SiteStore, 'find'>;
  /** Name of the org that answers a site. */
  readonly orgOf: (site: SiteRecord) => string;
  readonly audit: Audit;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Lines of one process in an hour: whoever may send anything must not be able to fill the log. */
const LINES_PER_HOUR = 60;
const HOUR_MS = 3_600_000;
/** Nothing longer is a site's token. */
const MAX_LENGTH = 5_000;

export function createRefusedCredentials(options: RefusedCredentialsOptions): RefusedCredentials {
  const now = options.now ?? Date.now;
  let hour = 0;
  let told = new Set<string>();
  /** @returns whether the line is new in this hour, and there is room for it. */
  const isWorthALine = (line: string): boolean => {
    const current = Math.floor(now() / HOUR_MS);
    if (current !== hour) told = new Set();
    hour = current;
    if (told.has(line) || told.size >= LINES_PER_HOUR) return false;
    told.add(line);
    return true;
  };
  return {
    record: async (error, request) => {
      if (!(error instanceof AppError) || error.code !== 'UNAUTHENTICATED') return;
      if (told.size >= LINES_PER_HOUR && Math.floor(now() / HOUR_MS) === hour) return;
      const { actor, org, key } = await claimedBy(request.authorization, options);
      const target = key === null ? request.route : `${request.route}, ${key}`;
      if (!isWorthALine(JSON.stringify([actor, target]))) return;
      await options.audit.record({ actor, action: 'request', org, target, refusedBy: error });
    },
  };
}

// Private:

interface Claim {
  readonly actor: string;
  /** Name of the org that would have answered; null where nobody known is named. */
  readonly org: string | null;
  /** Whose key the token names; null where there is none. */
  readonly key: string | null;
}

const NOBODY: Claim = { actor: 'somebody unknown', org: null, key: null };

/** Nothing here is proved, and of what was sent only the names of registered sites are repeated. */
async function claimedBy(
  authorization: string | undefined,
  { sites, orgOf }: RefusedCredentialsOptions,
): Promise<Claim> {
  const names = namesIn(authorization);
  if (names === null) return NOBODY;
  const site = await sites.find(names.issuer).catch(() => null);
  if (site === null) return NOBODY;
  const isOwn = names.keyId === site.fingerprint;
  return {
    actor: `somebody in the name of ${site.id}`,
    org: orgOf(site),
    key: isOwn ? `key ${site.fingerprint}` : 'a key that is not the site’s',
  };
}

function namesIn(
  authorization = '',
): { readonly issuer: string; readonly keyId: string | undefined } | null {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization.slice(0, MAX_LENGTH))?.[1];
  if (token === undefined) return null;
  try {
    const { iss } = decodeJwt(token);
    return iss === undefined ? null : { issuer: iss, keyId: decodeProtectedHeader(token).kid };
  } catch {
    return null;
  }
}
