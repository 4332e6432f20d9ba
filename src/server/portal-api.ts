/** `/portal…`: what a site asks, signed with its key, to have a person bound to a Contact. docs/portal-identity.md is its contract. */

import express, { Router } from 'express';
import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Audit, AuditEvent } from '../auth/audit.ts';
import type { PortalLinks, SitePerson } from '../auth/portal-links.ts';
import type { RefusedCredentials } from '../auth/refused-credentials.ts';
import type { SiteClaims, SiteRequestVerifier } from '../auth/site-request.ts';
import type { PortalConfig, SiteConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { BindingRecord, BindingStore, SiteRecord, SpentIdStore } from '../store/store.ts';
import { formatFailure } from './format-error.ts';
import { statusOf } from './http-status.ts';
import { bearerOf, personOf, readBodyAs, signedPart, spendRequest } from './signed-call.ts';

/** The org that answers a site, and whom its people can be there. */
export interface PortalOrg {
  readonly name: string;
  readonly links: PortalLinks;
}

export interface PortalApiOptions {
  readonly verifier: SiteRequestVerifier;
  readonly spentIds: SpentIdStore;
  readonly bindings: BindingStore;
  readonly sites: Readonly<Record<string, SiteConfig>>;
  /** @throws AppError ORG_NOT_LINKED */
  readonly orgOf: (site: SiteRecord) => PortalOrg;
  readonly audit: Audit;
  readonly refusals: RefusedCredentials;
  readonly log: Log;
}

interface Call {
  readonly request: Request;
  readonly claims: SiteClaims;
  readonly org: PortalOrg;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Handler = (call: Call) => Promise<Reply>;

export function createPortalApi(options: PortalApiOptions): Router {
  const router = Router();
  router.use('/portal', express.raw({ type: () => true, limit: '8kb' }));
  const on = (path: string, handle: Handler): void => {
    router.post(path, (request, response) => answer(request, response, handle, options));
  };
  on('/portal/link', (call) => requestLink(call, options));
  on('/portal/confirm', (call) => confirmLink(call, options));
  on('/portal/unlink', (call) => unlink(call, options));
  on('/portal/bindings', (call) => bind(call, options));
  on('/portal/bindings/remove', (call) => removeBinding(call, options));
  on('/portal/bindings/list', (call) => listBindings(call, options));
  return router;
}

// Private:

async function answer(
  request: Request,
  response: Response,
  handle: Handler,
  { verifier, spentIds, orgOf, refusals, log }: PortalApiOptions,
): Promise<void> {
  response.set('cache-control', 'no-store');
  try {
    const claims = await verifier.verify(bearerOf(request), signedPart(request));
    await spendRequest(claims, spentIds);
    const { status, body } = await handle({ request, claims, org: orgOf(claims.site) });
    response.status(status).json(body);
  } catch (error) {
    const { message, extensions } = formatFailure(error, log);
    response.status(statusOf(error)).json({ error: { message, ...extensions } });
    const { authorization } = request.headers;
    await refusals.record(error, { authorization, route: request.path.toLowerCase() });
  }
}

/** The answer has the same form for every address, and is for the site's server alone. */
async function requestLink({ request, claims, org }: Call, options: PortalApiOptions) {
  const { selfService, linkMinutes } = portalOf(claims.site, options);
  const person = personOf(claims);
  const { email } = readBodyAs(z.strictObject({ email: z.string().max(300) }), request);
  const event = eventOf(claims, org, 'request-link', person);
  const mail = await audited(options.audit, event, () => {
    if (!selfService) throw switchedOff('selfService');
    return org.links.request(person, email, linkMinutes);
  });
  return { status: 202, body: { mail } };
}

async function confirmLink({ request, claims, org }: Call, options: PortalApiOptions) {
  const { selfService } = portalOf(claims.site, options);
  const person = personOf(claims);
  const { token } = readBodyAs(z.strictObject({ token: z.string().max(100) }), request);
  const event = eventOf(claims, org, 'bind', person);
  const { contactId } = await audited(options.audit, event, () => {
    if (!selfService) throw switchedOff('selfService');
    return org.links.confirm(person, token);
  });
  return { status: 200, body: { contactId } };
}

/** Whoever is bound may end it, however they came to be. */
async function unlink({ claims, org }: Call, { audit }: PortalApiOptions) {
  const person = personOf(claims);
  const unbound = await audited(audit, eventOf(claims, org, 'unbind', person), () =>
    org.links.unbind(person),
  );
  return { status: 200, body: { unbound } };
}

const subject = z.string().regex(/^[1-9][0-9]{0,18}$/);

async function bind({ request, claims, org }: Call, options: PortalApiOptions) {
  const asked = readBodyAs(z.strictObject({ subject, contactId: z.string().max(18) }), request);
  const person = { site: claims.site.id, subject: asked.subject };
  const event = eventOf(claims, org, 'bind', person, asked.contactId);
  const binding = await audited(options.audit, event, () => {
    requireBinder(claims, options);
    return org.links.bind(person, asked.contactId, event.actor);
  });
  return { status: 200, body: { binding: shown(binding) } };
}

async function removeBinding({ request, claims, org }: Call, options: PortalApiOptions) {
  const asked = readBodyAs(z.strictObject({ subject }), request);
  const person = { site: claims.site.id, subject: asked.subject };
  const unbound = await audited(options.audit, eventOf(claims, org, 'unbind', person), () => {
    requireBinder(claims, options);
    return org.links.unbind(person);
  });
  return { status: 200, body: { unbound } };
}

async function listBindings({ claims }: Call, options: PortalApiOptions) {
  requireBinder(claims, options);
  const bindings = await options.bindings.list(claims.site.id);
  return { status: 200, body: { bindings: bindings.map(shown) } };
}

function shown({ subject, contactId, boundBy, boundAt }: BindingRecord) {
  return { subject, contactId, boundBy, boundAt };
}

const NOTHING_OPEN: PortalConfig = {
  bindRoles: [],
  selfService: false,
  linkMinutes: 30,
};

function portalOf({ id }: SiteRecord, { sites }: PortalApiOptions): PortalConfig {
  return (Object.hasOwn(sites, id) ? sites[id]?.portal : undefined) ?? NOTHING_OPEN;
}

/** @throws AppError FORBIDDEN */
function requireBinder({ site, subject, roles }: SiteClaims, options: PortalApiOptions): void {
  const { bindRoles } = portalOf(site, options);
  if (subject !== null && roles.some((role) => bindRoles.includes(role))) return;
  throw switchedOff('bindRoles');
}

function switchedOff(key: 'selfService' | 'bindRoles'): AppError {
  return new AppError('FORBIDDEN', 'This site may not say which Contact somebody is.', {
    hint: `The gateway's operator can open it: sites.<id>.portal.${key} in skybridge.yaml.`,
  });
}

function eventOf(
  { site, subject }: SiteClaims,
  { name }: PortalOrg,
  action: AuditEvent['action'],
  person: SitePerson,
  contactId?: string,
): AuditEvent {
  const actor = subject === null ? `visitor of ${site.id}` : `user ${subject} of ${site.id}`;
  const target = `user ${person.subject}`;
  return { actor, action, org: name, target: contactId ? `${target} = ${contactId}` : target };
}

/** What was refused is recorded too. */
async function audited<Result>(
  audit: Audit,
  event: AuditEvent,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    await audit.record(event);
    return result;
  } catch (error) {
    await audit.record({ ...event, refusedBy: error });
    throw error;
  }
}
