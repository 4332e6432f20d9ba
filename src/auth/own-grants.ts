/** People's own Salesforce grants: with one, a person of a site is asked about as the Salesforce user they are. */

import { LRUCache } from 'lru-cache';
import type { OrgConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import { revokeToken } from '../salesforce/token-endpoint.ts';
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
  /** Name of the org they are for. */
  readonly org: string;
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
  surrenderSite(site: string): Promise<EndedGrants>;
  /** The same for everybody, where the org is unlinked. */
  surrenderAll(): Promise<EndedGrants>;
  /** Ends a token that is not kept. @returns whether Salesforce confirmed that. */
  end(token: GrantedToken): Promise<boolean>;
}

export interface EndedGrants {
  readonly count: number;
  /** Of these, those that Salesforce did not confirm the end of. */
  readonly unconfirmed: number;
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
/** Grants ended side by side. */
const AT_ONCE = 8;

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
  const surrenderWhere = async (isMeant: (holder: Holder) => boolean): Promise<EndedGrants> => {
    const holders = (await holdersIn(options.store.secrets)).filter(
      (holder) => holder.org === options.org.name && isMeant(holder),
    );
    let unconfirmed = 0;
    for (let start = 0; start < holders.length; start += AT_ONCE) {
      const ended = await Promise.all(holders.slice(start, start + AT_ONCE).map(surrender));
      unconfirmed += ended.filter((confirmed) => !confirmed).length;
    }
    return { count: holders.length, unconfirmed };
  };
  return {
    surrender,
    find: async (person) => {
      const tokens = custodyOf(person);
      const stored = await tokens.stored();
      return stored === null ? null : { tokens, userId: stored.userId };
    },
    adopt: (person, token) => custodyOf(person).adopt(token),
    org: options.org.name,
    surrenderSite: (site) => surrenderWhere((holder) => holder.site === site),
    surrenderAll: () => surrenderWhere(() => true),
    end: (token) =>
      revokeToken(options.endpoint, token.refreshToken ?? token.value).then(
        () => true,
        (error: unknown) => {
          options.log.warn({ org: options.org.name, err: error }, 'a grant could not be revoked');
          return false;
        },
      ),
  };
}

/** Removes what a site's people granted from the store alone, where there is no way to Salesforce. @returns how many. */
export async function forgetGrantsOfSite(site: string, secrets: SecretStore): Promise<number> {
  const holders = (await holdersIn(secrets)).filter((holder) => holder.site === site);
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

async function holdersIn(secrets: SecretStore): Promise<readonly Holder[]> {
  const records = await secrets.list();
  return records.map(({ owner }) => readHolder(owner)).filter((holder) => holder !== null);
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
