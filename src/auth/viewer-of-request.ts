/** Who is asking: turns a request's Authorization header into a viewer, or refuses it. */

import type { SiteConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import { ANONYMOUS, VIEWER_ROLES } from '../policy/viewer.ts';
import type { Viewer, ViewerRole } from '../policy/viewer.ts';
import type { BindingStore, SiteRecord } from '../store/store.ts';
import type { DeveloperToken } from './developer-token.ts';
import { viewerOfToken } from './issued-tokens.ts';
import type { IssuedTokens } from './issued-tokens.ts';
import { looksLikeViewerToken } from './site-request.ts';
import type {
  HashedRequest,
  SignedRequest,
  SiteClaims,
  SiteRequestVerifier,
} from './site-request.ts';

export interface ViewerOptions {
  readonly verifier: SiteRequestVerifier;
  readonly developerToken: DeveloperToken;
  readonly issuedTokens: Pick<IssuedTokens, 'find'>;
  /** By site id; a registered site without an entry has visitors only. */
  readonly sites: Readonly<Record<string, SiteConfig>>;
  readonly bindings: BindingStore;
}

export interface AuthenticatedViewer {
  readonly viewer: Viewer;
  /** False for a request without any credential: the policy's `anonymous` rules are for visitors of a site. */
  readonly vouchedFor: boolean;
  /** Name of the org that answers; null for the main one. */
  readonly org: string | null;
  /** The signed request's own id, for what may be done once; null where the credential is no signature. */
  readonly signature: RequestSignature | null;
}

export interface RequestSignature {
  readonly site: string;
  readonly requestId: string;
  readonly expiresAt: Date;
  /** False where it is over no request, but a router's to hand on: it reads only. */
  readonly coversRequest: boolean;
}

/** @throws AppError UNAUTHENTICATED where a credential is given and not accepted: it never falls back to anonymous. */
export async function viewerOfRequest(
  authorization: string | undefined,
  request: SignedRequest | HashedRequest,
  options: ViewerOptions,
): Promise<AuthenticatedViewer> {
  if (authorization === undefined) return VISITOR;
  const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new AppError('UNAUTHENTICATED', 'The Authorization header is malformed.', {
      hint: 'Send "Authorization: Bearer <token>".',
    });
  }
  const developer = await developerOf(token, options);
  if (developer !== null) return developer;
  const claims = looksLikeViewerToken(token)
    ? await claimsOfRouter(token, options)
    : await options.verifier.verify(token, request);
  const { site, requestId, expiresAt, coversRequest } = claims;
  return {
    viewer: await withContact(viewerOfSite(claims, options.sites), options.bindings),
    vouchedFor: true,
    org: orgOfSite(site, options.sites),
    signature: { site: site.id, requestId, expiresAt, coversRequest },
  };
}

const VISITOR: AuthenticatedViewer = Object.freeze({
  viewer: ANONYMOUS,
  vouchedFor: false,
  org: null,
  signature: null,
});

/** @throws AppError UNAUTHENTICATED where the operator does not allow routers for the site. */
async function claimsOfRouter(
  token: string,
  { verifier, sites }: ViewerOptions,
): Promise<SiteClaims> {
  const claims = await verifier.verifyViewer(token);
  const { id } = claims.site;
  if (Object.hasOwn(sites, id) && sites[id]?.routers === true) return claims;
  throw new AppError('UNAUTHENTICATED', 'Viewer tokens of this site are not accepted.', {
    hint: `Set sites.${id}.routers to true, if a router may speak for the site’s people.`,
  });
}

async function developerOf(
  token: string,
  { developerToken, issuedTokens }: ViewerOptions,
): Promise<AuthenticatedViewer | null> {
  const viewer = developerToken.viewerOf(token);
  if (viewer !== null) return { viewer, vouchedFor: true, org: null, signature: null };
  const issued = await issuedTokens.find(token);
  if (issued === null) return null;
  const { role, org } = issued;
  return { viewer: viewerOfToken(role), vouchedFor: true, org, signature: null };
}

/** The operator's word counts before that of whoever approved the pairing. */
export function orgOfSite(
  site: Pick<SiteRecord, 'id' | 'org'>,
  sites: Readonly<Record<string, SiteConfig>>,
): string | null {
  return (Object.hasOwn(sites, site.id) ? sites[site.id]?.org : undefined) ?? site.org;
}

/** Read anew for every request, so that a person who was unbound is so at once. */
export async function withContact(viewer: Viewer, bindings: BindingStore): Promise<Viewer> {
  if (viewer.site === null || viewer.subject === null) return viewer;
  const binding = await bindings.find(viewer.site, viewer.subject);
  return binding === null ? viewer : { ...viewer, contactId: binding.contactId };
}

/** The highest role that the site's configuration gives to any of the person's WordPress roles, under its ceiling. */
export function viewerOfSite(
  claims: SiteClaims,
  sites: Readonly<Record<string, SiteConfig>>,
): Viewer {
  const { site, subject } = claims;
  if (subject === null) return { ...ANONYMOUS, site: site.id };
  const config = Object.hasOwn(sites, site.id) ? sites[site.id] : undefined;
  const mapped = claims.roles.map((role) => roleOf(role, config));
  const role = lowest(highest(['user', ...mapped]), config?.ceiling ?? 'user');
  return { role, site: site.id, subject, contactId: null };
}

function roleOf(wordPressRole: string, config: SiteConfig | undefined): ViewerRole {
  if (config === undefined || !Object.hasOwn(config.roles, wordPressRole)) return 'user';
  return config.roles[wordPressRole] ?? 'user';
}

function highest(roles: readonly ViewerRole[]): ViewerRole {
  return roles.reduce((best, role) => (rank(role) > rank(best) ? role : best), 'anonymous');
}

function lowest(one: ViewerRole, other: ViewerRole): ViewerRole {
  return rank(one) < rank(other) ? one : other;
}

function rank(role: ViewerRole): number {
  return VIEWER_ROLES.indexOf(role);
}
