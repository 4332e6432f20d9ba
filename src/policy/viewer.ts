/** Who is asking: the identity that policy, planning and cache keys are computed for. */

export const VIEWER_ROLES = ['anonymous', 'user', 'staff', 'admin'] as const;

export type ViewerRole = (typeof VIEWER_ROLES)[number];

export function isViewerRole(text: string): text is ViewerRole {
  return VIEWER_ROLES.some((role) => role === text);
}

export interface Viewer {
  readonly role: ViewerRole;
  /** The WordPress site that signed the request, or null (a developer token, a Salesforce user). */
  readonly site: string | null;
  /** The site's own id of the person (WordPress user id), or null where nobody is logged in. */
  readonly subject: string | null;
  /** The Contact bound to the person. It comes from the gateway's bindings, never from a claim. */
  readonly contactId: string | null;
}

export const ANONYMOUS: Viewer = Object.freeze({
  role: 'anonymous',
  site: null,
  subject: null,
  contactId: null,
});

/** A visitor of a site is vouched for by it, and everybody else with a credential has a role. */
export function showsNoCredential({ role, site }: Viewer): boolean {
  return role === 'anonymous' && site === null;
}
