/** Pairing: a site asks with its key, an administrator of the org approves, and only then may the site sign. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../common/errors.ts';
import type { SiteRecord, SiteStore, TicketStore } from '../store/store.ts';
import { fingerprintOf, parseSiteKey } from './site-key.ts';

const KIND = 'pairing';
export const PAIRING_MINUTES = 15;
/** Anybody may ask, so the requests that wait at once are bounded. */
const WAITING = 500;

const webAddress = z
  .string()
  .max(500)
  .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''));

const requestBody = z.strictObject({
  site: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** The site's address, as people know it. */
  url: webAddress,
  /** Raw Ed25519 public key, base64url. */
  publicKey: z.string().length(43),
  /** Shown here and in wp-admin, to be compared by a person. */
  code: z.string().regex(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/),
  /** Where the browser goes afterwards; of the site itself. */
  returnUrl: webAddress,
});

export interface PairingRequest {
  readonly site: string;
  readonly url: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly code: string;
  readonly returnUrl: string;
}

export interface Pairings {
  /** @returns the secret name of the request, good for {@link PAIRING_MINUTES}. @throws AppError */
  begin(request: PairingRequest): Promise<string>;
  /** Null where there is no such request, or no longer. */
  find(name: string): Promise<PairingRequest | null>;
  /** @throws AppError where it cannot be approved, whoever does. */
  check(name: string): Promise<PairingRequest>;
  end(name: string): Promise<void>;
  /**
   * Registers the site, for this org. Only the one who ends the request registers it, so it is done once.
   * @throws AppError; then nothing is stored.
   */
  approve(name: string, approval: Approval): Promise<SiteRecord>;
}

export interface Approval {
  /** Name of the org that will answer the site. */
  readonly org: string;
  readonly by: string;
}

/** @throws AppError BAD_USER_INPUT */
export function readPairingRequest(body: unknown): PairingRequest {
  const parsed = requestBody.safeParse(body);
  if (!parsed.success) throw unusable(parsed.error.issues[0]?.path.join('.') ?? '');
  const { publicKey, returnUrl, ...rest } = parsed.data;
  const url = rest.url.replace(/\/+$/, '');
  if (new URL(returnUrl).origin !== new URL(url).origin) throw unusable('returnUrl');
  return { ...rest, url, publicKey, returnUrl, fingerprint: fingerprintOf(keyOf(publicKey)) };
}

/** The site as it would be registered. */
export function siteOfRequest(request: PairingRequest, { org, by }: Approval): SiteRecord {
  const { site: id, url, publicKey, fingerprint } = request;
  const addedAt = new Date().toISOString();
  return { id, url, publicKey, fingerprint, disabled: false, addedAt, org, addedBy: by };
}

/** @param orgOf name of the org that answers a registered site. */
export function createPairings(
  tickets: TicketStore,
  sites: SiteStore,
  orgOf: (site: SiteRecord) => string,
): Pairings {
  const find = async (name: string): Promise<PairingRequest | null> =>
    read(await tickets.find(KIND, hashOf(name)));
  const check = async (name: string): Promise<PairingRequest> => {
    const waiting = await find(name);
    if (waiting === null) throw pairingOver();
    await assertFree(sites, waiting);
    return waiting;
  };
  return {
    find,
    check,
    begin: async (request) => {
      await assertFree(sites, request);
      if ((await tickets.list(KIND)).length >= WAITING) throw tooMany();
      const name = randomBytes(24).toString('base64url');
      await tickets.put({
        kind: KIND,
        id: hashOf(name),
        body: JSON.stringify(request),
        expiresAt: new Date(Date.now() + PAIRING_MINUTES * 60_000),
      });
      return name;
    },
    end: async (name) => {
      await tickets.take(KIND, hashOf(name));
    },
    approve: async (name, approval) => {
      const waiting = await check(name);
      const known = await sites.find(waiting.site);
      if (known !== null && orgOf(known) !== approval.org) throw idTaken(waiting.site);
      const request = read(await tickets.take(KIND, hashOf(name)));
      if (request === null) throw pairingOver();
      const site = siteOfRequest(request, approval);
      await sites.save(site);
      return site;
    },
  };
}

export function pairingOver(): AppError {
  return new AppError('NOT_FOUND', 'This request to connect a site is over.', {
    hint: 'Press “Login with Salesforce!” in WordPress, under Settings → Skybridge, once more.',
  });
}

/** @throws AppError where the id, the key or both are another site's, or the operator's switch is off. */
async function assertFree(sites: SiteStore, request: PairingRequest): Promise<void> {
  const { site, url, fingerprint } = request;
  const others = (await sites.list()).filter(({ id }) => id !== site);
  if (others.some((other) => other.fingerprint === fingerprint)) throw keyTaken();
  const known = await sites.find(site);
  if (known === null) return;
  if (known.disabled) throw disabledSite(site);
  if (known.url !== url) throw known.fingerprint === fingerprint ? keyTaken() : idTaken(site);
}

function keyTaken(): AppError {
  return new AppError('CONFLICT', 'This key already belongs to another site.', {
    hint: 'Every site has its own: press “Make a new key” under Settings → Skybridge, give the site an id of its own, and connect again.',
  });
}

function idTaken(site: string): AppError {
  return new AppError('CONFLICT', `Another site is registered as ${site}.`, {
    hint: 'Choose another site id under Settings → Skybridge, or have the old site removed on the gateway.',
  });
}

function disabledSite(site: string): AppError {
  return new AppError('FORBIDDEN', `The site ${site} is disabled on the gateway.`, {
    hint: 'Ask the gateway’s operator for npx skybridge sites enable.',
  });
}

function tooMany(): AppError {
  return new AppError('RATE_LIMITED', 'Too many sites are waiting to be connected.', {
    hint: `Try again in ${PAIRING_MINUTES} minutes.`,
    retryAfter: PAIRING_MINUTES * 60,
  });
}

function unusable(field: string): AppError {
  return new AppError('BAD_USER_INPUT', `The request to connect a site is wrong: ${field}.`, {
    hint: 'Update the plugin; the return address has to be the site’s own.',
  });
}

function keyOf(publicKey: string): Buffer {
  try {
    return parseSiteKey(publicKey);
  } catch {
    throw unusable('publicKey');
  }
}

function read(body: string | null): PairingRequest | null {
  return body === null ? null : (JSON.parse(body) as PairingRequest);
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
