/** Who is signed in on the admin pages, and for which orgs. */

import { SETUP_KEY_HOLDER } from './audit.ts';

export interface Administrator {
  /** Salesforce user name of the latest login; null for who has only entered a setup key. */
  readonly username: string | null;
  /** Name of each org this person proved to administer → its 18-character id then. */
  readonly orgs: Readonly<Record<string, string>>;
  /** Entered the operator's setup key, which admits one org that is new to the gateway. */
  readonly maySetUp: boolean;
}

export const NOBODY: Administrator = Object.freeze({
  username: null,
  orgs: Object.freeze({}),
  maySetUp: false,
});

/** @param linkedTo the org's id now; what was proved for another org of the same name counts for nothing. */
export function administers(
  { orgs }: Administrator,
  org: string,
  linkedTo: string | null,
): boolean {
  const proved = Object.hasOwn(orgs, org) ? orgs[org] : undefined;
  return proved !== undefined && (linkedTo === null || linkedTo === proved);
}

/** What is left of it where an org is removed. */
export function withoutOrg(org: string, { orgs, ...rest }: Administrator): Administrator {
  const left = Object.entries(orgs).filter(([name]) => name !== org);
  return { ...rest, orgs: Object.fromEntries(left) };
}

/** Who did it, for the audit log. */
export function actorOfSession({ username }: Administrator): string {
  return username ?? SETUP_KEY_HOLDER;
}
