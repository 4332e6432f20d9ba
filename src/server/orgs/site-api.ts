/** `/site…`: what a site itself asks of the gateway, signed with its key: to be paired, how it stands, to be removed. */

import express, { Router } from 'express';
import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Audit } from '../../auth/audit.ts';
import type { OwnRequests } from '../../auth/own-requests.ts';
import type { RefusedCredentials } from '../../auth/refused-credentials.ts';
import { createSiteRequestVerifier } from '../../auth/site-request.ts';
import type { SiteClaims, SiteRequestVerifier } from '../../auth/site-request.ts';
import { PAIRING_MINUTES, readPairingRequest, siteOfRequest } from '../../auth/site-pairing.ts';
import type { Pairings } from '../../auth/site-pairing.ts';
import { usernameOf } from '../../auth/whoami.ts';
import { AppError } from '../../common/errors.ts';
import type { Log } from '../../common/log.ts';
import type { SiteRecord, SpentIdStore } from '../../store/store.ts';
import { formatFailure } from '../format-error.ts';
import { statusOf } from '../http-status.ts';
import {
  bearerOf,
  jsonOf,
  personOf,
  readBodyAs,
  signedPart,
  spendRequest,
  unusableBody,
} from '../signed-call.ts';
import { ownOver } from './consent-desk.ts';
import type { OrgDesk, OrgDesks } from './org-desk.ts';
import type { SiteDesk } from './site-desk.ts';

export interface SiteApiOptions {
  readonly baseUrl: string;
  readonly audiences: readonly string[];
  readonly verifier: SiteRequestVerifier;
  readonly spentIds: SpentIdStore;
  readonly desks: OrgDesks;
  readonly pairings: Pairings;
  readonly owns: OwnRequests;
  readonly siteDesk: SiteDesk;
  readonly orgOf: (site: SiteRecord) => string;
  readonly audit: Audit;
  readonly refusals: RefusedCredentials;
  readonly log: Log;
}

type Handler = (request: Request, claims: SiteClaims, desk: OrgDesk) => Promise<unknown>;

export function createSiteApi(options: SiteApiOptions): Router {
  const router = Router();
  router.use('/site', express.raw({ type: () => true, limit: '8kb' }));
  const answer =
    (work: (request: Request) => Promise<unknown>) =>
    async (request: Request, response: Response): Promise<void> => {
      response.set('cache-control', 'no-store');
      try {
        response.json({ data: await work(request) });
      } catch (error) {
        response.status(statusOf(error)).json({ errors: [formatFailure(error, options.log)] });
        const { authorization } = request.headers;
        await options.refusals.record(error, { authorization, route: request.path.toLowerCase() });
      }
    };
  const signed = (handle: Handler) =>
    answer(async (request) => {
      const claims = await options.verifier.verify(bearerOf(request), signedPart(request));
      return handle(request, claims, deskOf(claims.site, options));
    });
  /** Of these a replay would do something again. */
  const once = (handle: Handler) =>
    signed(async (request, claims, desk) => {
      await spendRequest(claims, options.spentIds);
      return handle(request, claims, desk);
    });
  router.post(
    '/site/pairing',
    answer((request) => beginPairing(request, options)),
  );
  router.get(
    '/site',
    signed(async (_request, { site }, desk) => reportOfSite(site, desk)),
  );
  router.delete(
    '/site',
    once((_request, claims, desk) => removeSite(claims, desk, options)),
  );
  router.get(
    '/site/changes',
    signed((request, _claims, desk) => reportOfChanges(request, desk)),
  );
  router.get(
    '/site/me',
    signed((_request, claims, desk) => reportOfPerson(claims, desk)),
  );
  router.delete(
    '/site/me',
    once((_request, claims, desk) => endOwn(claims, desk, options)),
  );
  router.post(
    '/site/me/requests',
    once((request, claims, desk) => beginOwn(request, claims, desk, options)),
  );
  router.post(
    '/site/me/claims',
    once((request, claims, desk) => claimOwn(request, claims, desk, options)),
  );
  return router;
}

/** Signed with the very key that is to be registered: nobody can have another's key registered as theirs. */
async function beginPairing(
  request: Request,
  { pairings, audiences, baseUrl }: SiteApiOptions,
): Promise<unknown> {
  const asked = readPairingRequest(jsonOf(request));
  const self = siteOfRequest(asked, { org: '', by: '' });
  const verifier = createSiteRequestVerifier({
    sites: { find: (id) => Promise.resolve(id === self.id ? self : null) },
    audiences,
  });
  await verifier.verify(bearerOf(request), signedPart(request));
  const name = await pairings.begin(asked);
  return { pairing: { url: `${baseUrl}/pair/${name}`, minutes: PAIRING_MINUTES } };
}

async function reportOfSite(site: SiteRecord, desk: OrgDesk): Promise<unknown> {
  const { name, orgId, connectedAs, budget, trouble, refreshedAt } = await desk.report();
  return {
    site: { id: site.id, url: site.url, addedBy: site.addedBy, addedAt: site.addedAt },
    org: { name, id: orgId, connectedAs, refreshedAt, budget, trouble },
  };
}

function reportOfChanges({ query }: Request, desk: OrgDesk): Promise<unknown> {
  const { after = null } = query;
  if (after !== null && typeof after !== 'string') throw unusableBody();
  return Promise.resolve({ changes: desk.served.changesSince(after) });
}

async function removeSite(
  { site, subject }: SiteClaims,
  desk: OrgDesk,
  { siteDesk }: SiteApiOptions,
): Promise<unknown> {
  const by = subject === null ? `the site ${site.id}` : `user ${subject} of ${site.id}`;
  await siteDesk.change(site.id, 'remove', { org: desk.name, by });
  return { removed: true };
}

async function reportOfPerson(claims: SiteClaims, desk: OrgDesk): Promise<unknown> {
  const found = await desk.served.people.grants.find(personOf(claims));
  if (found === null) return { me: null };
  const timeoutMs = desk.served.config.timeouts.requestSeconds * 1_000;
  return { me: { username: await usernameOf(found.tokens, timeoutMs) } };
}

async function beginOwn(
  request: Request,
  claims: SiteClaims,
  desk: OrgDesk,
  { owns, baseUrl }: SiteApiOptions,
): Promise<unknown> {
  const { returnUrl } = readBodyAs(z.strictObject({ returnUrl: z.string().max(500) }), request);
  if (URL.parse(returnUrl)?.origin !== new URL(claims.site.url).origin) throw unusableBody();
  const name = await owns.begin({ ...personOf(claims), org: desk.name, returnUrl });
  return { own: { url: `${baseUrl}/me/${name}` } };
}

async function claimOwn(
  request: Request,
  claims: SiteClaims,
  desk: OrgDesk,
  { owns, desks, audit }: SiteApiOptions,
): Promise<unknown> {
  const { code } = readBodyAs(z.strictObject({ code: z.string().max(100) }), request);
  const person = personOf(claims);
  const given = await owns.claim(code);
  if (given === null) throw ownOver();
  const { site, subject, org } = given.request;
  if (site !== person.site || subject !== person.subject) {
    // Nobody else gets it either: who was talked into bringing it here consents anew.
    await desks.find(org)?.served.people.grants.end(given.token);
    throw ownOver();
  }
  await desk.served.people.grants.adopt(person, given.token);
  const target = `user ${person.subject} of ${person.site}`;
  await audit.record({ actor: given.username, action: 'grant', org: desk.name, target });
  return { me: { username: given.username } };
}

async function endOwn(
  claims: SiteClaims,
  desk: OrgDesk,
  { audit }: SiteApiOptions,
): Promise<unknown> {
  const person = personOf(claims);
  const ended = await desk.served.people.grants.surrender(person);
  const actor = `user ${person.subject} of ${person.site}`;
  await audit.record({ actor, action: 'revoke-grant', org: desk.name });
  return { ended };
}

function deskOf(site: SiteRecord, { desks, orgOf }: SiteApiOptions): OrgDesk {
  const name = orgOf(site);
  const desk = desks.find(name);
  if (desk !== null) return desk;
  throw new AppError('ORG_NOT_LINKED', `The gateway knows no org named ${name}.`, {
    hint: 'Ask the gateway’s operator which org answers this site.',
  });
}
