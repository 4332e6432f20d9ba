/** Wires the admin pages and what sites ask of the gateway: login, linking, pairing, people's own grants. */

import path from 'node:path';
import express, { Router } from 'express';
import type { Audit } from '../../auth/audit.ts';
import type { IssuedTokens } from '../../auth/issued-tokens.ts';
import { createLoginAttempts } from '../../auth/login-attempts.ts';
import type { OrgApps } from '../../auth/org-apps.ts';
import { createOwnRequests } from '../../auth/own-requests.ts';
import { createPortalLinks } from '../../auth/portal-links.ts';
import { createPairings } from '../../auth/site-pairing.ts';
import type { RefusedCredentials } from '../../auth/refused-credentials.ts';
import type { SiteRequestVerifier } from '../../auth/site-request.ts';
import { orgOfSite } from '../../auth/viewer-of-request.ts';
import type { Config } from '../../common/config/load-config.ts';
import type { Log } from '../../common/log.ts';
import { createContactLookup } from '../../salesforce/contact-lookup.ts';
import { contactsWithin } from '../../salesforce/within-budget.ts';
import { deriveKey } from '../../store/envelope.ts';
import type { Keyring } from '../../store/keyring.ts';
import type { SiteRecord, Store } from '../../store/store.ts';
import { createPortalApi } from '../portal-api.ts';
import type { ServedOrgs } from '../served-orgs.ts';
import { createBrowserSessions } from './browser-session.ts';
import { createConsentDesk } from './consent-desk.ts';
import { createConsentRoutes } from './consent-routes.ts';
import { createLoginRoutes } from './login-routes.ts';
import { createNewOrgs } from './new-orgs.ts';
import { createOrgDesks } from './org-desk.ts';
import { createOrgRoutes } from './org-routes.ts';
import { oneOrigin, requireOwnForm, secureHeaders } from './page-routes.ts';
import { createSiteApi } from './site-api.ts';
import { createSiteDesk } from './site-desk.ts';

export interface OrgPagesOptions {
  readonly config: Config;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly orgs: ServedOrgs;
  readonly apps: OrgApps;
  readonly tokens: IssuedTokens;
  readonly audit: Audit;
  readonly refusals: RefusedCredentials;
  readonly verifier: SiteRequestVerifier;
  /** Base URLs of this gateway as sites may know it. */
  readonly audiences: readonly string[];
  /** By which browsers reach the gateway, and Salesforce sends them back. */
  readonly baseUrl: string;
  readonly log: Log;
}

const PAGES = ['/orgs', '/auth', '/pair', '/me'];

export function composeOrgPages(options: OrgPagesOptions): Router {
  const router = Router();
  const parts = sharedParts(options);
  router.use(createSiteRoutes(options, parts), createPortalRoutes(options, parts));
  router.use(PAGES, secureHeaders, oneOrigin(options.baseUrl));
  router.use(
    '/orgs',
    express.static(path.join(import.meta.dirname, 'assets'), { redirect: false }),
  );
  router.use(
    PAGES,
    createBrowserSessions({
      tickets: options.store.tickets,
      cookieKey: deriveKey(options.keyring.secretKey, 'session-cookie'),
      secure: options.baseUrl.startsWith('https:'),
    }),
    express.urlencoded({ extended: false, limit: '8kb' }),
    requireOwnForm,
  );
  return router.use(...createPageRoutes(options, parts));
}

type SharedParts = ReturnType<typeof sharedParts>;

function createPageRoutes(
  { config, store, orgs, apps, tokens, audit }: OrgPagesOptions,
  parts: SharedParts,
): readonly Router[] {
  const { tickets, sites } = store;
  const { desks, pairings, owns, siteDesk, attempts } = parts;
  // A site that is known, or that the operator named, has its org; any other gets that of its approver.
  const boundOrg = async (id: string): Promise<string | null> => {
    const known = await sites.find(id);
    return known === null ? orgOfSite({ id, org: null }, config.sites) : parts.orgOf(known);
  };
  const consents = createConsentDesk({ pairings, owns, orgOfSite: boundOrg, audit });
  const { trustedHosts } = config;
  return [
    createLoginRoutes({ desks, attempts, consents }),
    createOrgRoutes({
      desks,
      newOrgs: createNewOrgs({
        ...{ orgs, apps, trustedHosts, audit, sites, tickets },
        ...{ siteDesk, orgOf: parts.orgOf },
      }),
      sites: siteDesk,
      tokens,
      tickets,
      audit,
    }),
    createConsentRoutes({ desks, pairings, owns, sites, tickets, orgOfSite: boundOrg, audit }),
  ];
}

function createSiteRoutes(options: OrgPagesOptions, parts: SharedParts): Router {
  const { baseUrl, audiences, verifier, store, audit, refusals, log } = options;
  const { spentIds } = store;
  return createSiteApi({
    ...{ baseUrl, audiences, verifier, spentIds, audit, refusals, log },
    ...parts,
  });
}

function createPortalRoutes(
  { config, store, orgs, verifier, audit, refusals, log }: OrgPagesOptions,
  { orgOf }: SharedParts,
): Router {
  const { spentIds, bindings, tickets } = store;
  return createPortalApi({
    ...{ verifier, spentIds, bindings, audit, refusals, log },
    sites: config.sites,
    orgOf: (site) => {
      const { name, link, lanes, config: of } = orgs.get(orgOf(site));
      const contacts = contactsWithin(createContactLookup(link.client, of.org.apiVersion), () =>
        lanes.refusal('portal'),
      );
      return { name, links: createPortalLinks({ contacts, bindings, tickets, spentIds }) };
    },
  });
}

function sharedParts(options: OrgPagesOptions) {
  const { config, store, keyring, orgs, tokens, audit, baseUrl, log } = options;
  const attempts = createLoginAttempts(store.tickets, keyring.envelope);
  const owns = createOwnRequests(store.tickets, keyring.envelope);
  const orgOf = (site: SiteRecord): string => orgOfSite(site, config.sites) ?? orgs.main.name;
  return {
    attempts,
    orgOf,
    desks: createOrgDesks({
      orgs,
      store,
      attempts,
      tokens,
      audit,
      orgOf,
      callbackUrl: `${baseUrl}/auth/salesforce/callback`,
      log,
    }),
    pairings: createPairings(store.tickets, store.sites, orgOf),
    owns,
    siteDesk: createSiteDesk({ store, owns, orgOf, orgs, audit }),
  };
}
