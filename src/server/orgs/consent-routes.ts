/** `/pair/…` and `/me/…`: the pages on which a person approves what a site asked for. */

import { Router } from 'express';
import type { Request } from 'express';
import type { OwnRequests } from '../../auth/own-requests.ts';
import { pairingOver } from '../../auth/site-pairing.ts';
import type { PairingRequest, Pairings } from '../../auth/site-pairing.ts';
import type { Audit } from '../../auth/audit.ts';
import type { SiteStore, TicketStore } from '../../store/store.ts';
import { confirmOf, signedInOf } from './browser-session.ts';
import { ownOver } from './consent-desk.ts';
import { overPage, ownPage, pairPage } from './consent-pages.ts';
import type { PairStep } from './consent-pages.ts';
import { confirmText } from './login-routes.ts';
import type { OrgDesk, OrgDesks } from './org-desk.ts';
import { admitByKey, rejected } from './org-routes.ts';
import { back, frameOf, noticeOf, queryOf, send } from './page-routes.ts';

export interface ConsentRouteOptions {
  readonly desks: OrgDesks;
  readonly pairings: Pairings;
  readonly owns: OwnRequests;
  readonly sites: SiteStore;
  readonly tickets: TicketStore;
  /** Which org a site has to be approved by; null where nothing says so yet. */
  readonly orgOfSite: (site: string) => Promise<string | null>;
  readonly audit: Audit;
}

export function createConsentRoutes(options: ConsentRouteOptions): Router {
  const router = Router();
  const { pairings, owns, sites, tickets } = options;
  router.get('/pair/:name', async (request, response) => {
    const { name } = request.params;
    const waiting = await pairings.find(name);
    const frame = frameOf(request);
    if (waiting === null) {
      send(response.status(404), overPage({ ...frame, notice: noticeOf(pairingOver()) }, null));
      return;
    }
    const known = await sites.find(waiting.site);
    const replaces = known?.fingerprint === waiting.fingerprint ? null : known?.fingerprint;
    const step = await stepOf(request, name, waiting, options);
    send(response, pairPage(frame, { name, request: waiting, replaces: replaces ?? null, step }));
  });
  router.post('/pair/:name', async (request, response) => {
    const to = `/pair/${encodeURIComponent(request.params.name)}?${orgQuery(request)}`;
    // Without a request that waits there is nothing to spend the operator's key on.
    if ((await pairings.find(request.params.name)) === null) back(request, response, null, to);
    else back(request, response, (await admitByKey(request, tickets)) ? null : rejected(), to);
  });
  router.post('/pair/:name/refuse', async (request, response) => {
    const { name } = request.params;
    const waiting = await pairings.find(name);
    await pairings.end(name);
    if (waiting !== null) await recordRefusal(waiting, options);
    const notice = {
      kind: 'done',
      message: 'Nothing was connected.',
      hint: 'Whoever asked can ask again from WordPress.',
    } as const;
    send(response, overPage({ ...frameOf(request), notice }, waiting?.returnUrl ?? null));
  });
  router.get('/me/:name', async (request, response) => {
    const { name } = request.params;
    const waiting = await owns.find(name);
    const site = waiting === null ? null : await sites.find(waiting.site);
    const frame = frameOf(request);
    if (waiting === null || site === null) {
      send(response.status(404), overPage({ ...frame, notice: noticeOf(ownOver()) }, null));
      return;
    }
    const purpose = { org: waiting.org, intent: 'own', request: name } as const;
    const confirm = confirmOf(request, confirmText(purpose));
    send(response, ownPage(frame, { name, request: waiting, siteUrl: site.url, confirm }));
  });
  return router;
}

async function stepOf(
  request: Request,
  name: string,
  waiting: PairingRequest,
  { desks, orgOfSite }: ConsentRouteOptions,
): Promise<PairStep> {
  const only = desks.list().length === 1 ? desks.main.name : null;
  const org = (await orgOfSite(waiting.site)) ?? only ?? queryOf(request, 'org');
  const desk = org === null ? null : desks.find(org);
  if (desk === null) return { kind: 'org' };
  const links = await waitsToBeLinked(desk);
  const signedIn = signedInOf(request);
  if (links && !signedIn.maySetUp) return { kind: 'setup-key', org: desk.name };
  const purpose = { org: desk.name, intent: 'pair', request: name } as const;
  return {
    kind: 'login',
    org: desk.name,
    links,
    confirm: confirmOf(request, confirmText(purpose)),
  };
}

async function waitsToBeLinked(desk: OrgDesk): Promise<boolean> {
  return desk.linkable && (await desk.storedOrgId()) === null;
}

function orgQuery(request: Request): string {
  return new URLSearchParams({ org: queryOf(request, 'org') ?? '' }).toString();
}

async function recordRefusal(
  { site }: PairingRequest,
  { audit, orgOfSite }: ConsentRouteOptions,
): Promise<void> {
  await audit.record({
    actor: 'somebody with a browser',
    action: 'pair',
    org: await orgOfSite(site),
    target: `site ${site}`,
    refusedBy: pairingOver(),
  });
}
