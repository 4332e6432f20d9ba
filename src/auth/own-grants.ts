/** People's own Salesforce grants: with one, a person of a site is asked about as the Salesforce user they are. */

import { LRUCache } from 'lru-cache';
import type { OrgConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { GrantedToken, TokenEndpoint } from '../salesforce/token-endpoint.ts';
import type { Envelope } from '../store/envelope.ts';
import type { SecretStore, Store } from '../store/store.ts';
import { refreshTokenGrant } from './grants.ts';
import { createOrgHealth } from './org-health.ts';
import { createTokenCustody } from './token-custody.ts';
import type { TokenCustody } from './token-custody.ts';
import { connectionIdOf, createTokenVault } from './token-vault.ts';

export interface PersonOfSite {
  readonly site: string;
  /** The site's own id of the person. */
  readonly subject: string;
}

export interface OwnGrant {
  readonly tokens: TokenCustody;
  /** 18-character id of the Salesforce user. */
  readonly userId: string;
}

export interface OwnGrants {
  /**
   * Read anew each time, so that a grant that was given back is so at once; null where the person gave none.
   * @throws AppError ORG_RECONNECT_REQUIRED where it is there and cannot be opened.
   */
  find(person: PersonOfSite): Promise<OwnGrant | null>;
  /** Takes a grant that the person's consent brought, and ends the one it replaces. */
  adopt(person: PersonOfSite, token: GrantedToken): Promise<void>;
  /** Forgets it here and ends it at Salesforce. @returns whether Salesforce confirmed that. */
  surrender(person: PersonOfSite): Promise<boolean>;
  /** The same for everybody of a site that is removed. */
  surrenderSite(site: string): Promise<void>;
}

export interface OwnGrantsOptions {
  readonly org: OrgConfig & { readonly name: string };
  readonly endpoint: TokenEndpoint;
  readonly store: Store;
  readonly envelope: Envelope;
  readonly log: Log;
}

const KIND = 'own';
/** People whose custody is kept in memory; what others need is in the store. */
const KEPT = 1_000;

export function createOwnGrants(options: OwnGrantsOptions): OwnGrants {
  const kept = new LRUCache<string, TokenCustody>({ max: KEPT });
  const custodyOf = (person: PersonOfSite): TokenCustody => {
    const name = holderName(options.org.name, person);
    const found = kept.get(name) ?? openCustody(name, options);
    kept.set(name, found);
    return found;
  };
  const surrender = async (person: PersonOfSite): Promise<boolean> => {
    const confirmed = await custodyOf(person).surrender();
    kept.delete(holderName(options.org.name, person));
    return confirmed;
  };
  return {
    surrender,
    find: async (person) => {
      const tokens = custodyOf(person);
      const stored = await tokens.stored();
      return stored === null ? null : { tokens, userId: stored.userId };
    },
    adopt: (person, token) => custodyOf(person).adopt(token),
    surrenderSite: async (site) => {
      for (const holder of await holdersOf(site, options.store.secrets)) {
        if (holder.org === options.org.name) await surrender(holder);
      }
    },
  };
}

/** Removes what a site's people granted from the store alone, where there is no way to Salesforce. @returns how many. */
export async function forgetGrantsOfSite(site: string, secrets: SecretStore): Promise<number> {
  const holders = await holdersOf(site, secrets);
  for (const { owner } of holders) await secrets.remove(owner);
  return holders.length;
}

function openCustody(
  name: string,
  { org, endpoint, store, envelope, log }: OwnGrantsOptions,
): TokenCustody {
  const clientSecret = 'clientSecret' in org ? org.clientSecret : '';
  return createTokenCustody({
    org: name,
    endpoint,
    grant: refreshTokenGrant(endpoint, { clientId: org.clientId, clientSecret }, notGranted),
    vault: createTokenVault(name, connectionIdOf(org), store.secrets, envelope),
    locks: store.locks,
    health: createOrgHealth(name, store.orgStatus),
    log,
  });
}

/** No org has such a name, so nobody's grant is ever taken for an org's connection. */
function holderName(org: string, { site, subject }: PersonOfSite): string {
  return JSON.stringify([KIND, org, site, subject]);
}

interface Holder extends PersonOfSite {
  readonly org: string;
  /** Of the sealed record. */
  readonly owner: string;
}

async function holdersOf(site: string, secrets: SecretStore): Promise<readonly Holder[]> {
  const records = await secrets.list();
  return records.flatMap(({ owner }) => {
    const holder = readHolder(owner);
    return holder?.site === site ? [holder] : [];
  });
}

function readHolder(owner: string): Holder | null {
  const [, name] = JSON.parse(owner) as readonly unknown[];
  if (typeof name !== 'string' || !name.startsWith(`["${KIND}",`)) return null;
  const [, org, site, subject] = JSON.parse(name) as readonly string[];
  if (org === undefined || site === undefined || subject === undefined) return null;
  return { org, site, subject, owner };
}

function notGranted(): AppError {
  return new AppError('ORG_RECONNECT_REQUIRED', 'You are no longer logged in to Salesforce.', {
    hint: 'Log in to Salesforce again on your WordPress profile, or disconnect there.',
  });
}
