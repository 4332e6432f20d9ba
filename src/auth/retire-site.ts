/** Takes back all that a site was given: its key, whom its people are, and what they granted or were about to. */

import type { SecretStore, SiteStore, TicketStore } from '../store/store.ts';
import { forgetGrantsOfSite } from './own-grants.ts';
import type { EndedGrants, OwnGrants } from './own-grants.ts';
import type { OwnRequests } from './own-requests.ts';
import { forgetLinksOfSite } from './portal-links.ts';

export interface SiteRetirement {
  readonly sites: SiteStore;
  readonly secrets: SecretStore;
  readonly tickets: TicketStore;
  readonly owns: OwnRequests;
  /** Those of every org, for a site may have been answered by another one before. */
  readonly grants: readonly OwnGrants[];
}

/** @returns null where no such site was registered. */
export async function retireSite(
  id: string,
  { sites, secrets, tickets, owns, grants }: SiteRetirement,
): Promise<EndedGrants | null> {
  // Its key is refused from here on, whatever becomes of the rest; the bindings of its people go with it.
  if (!(await sites.remove(id))) return null;
  await forgetLinksOfSite(id, tickets);
  let [count, unconfirmed] = [0, 0];
  for (const { request, token } of await owns.forget(id)) {
    count += 1;
    const granted = grants.find(({ org }) => org === request.org);
    if ((await granted?.end(token)) !== true) unconfirmed += 1;
  }
  for (const granted of grants) {
    const ended = await granted.surrenderSite(id);
    count += ended.count;
    unconfirmed += ended.unconfirmed;
  }
  const forgotten = await forgetGrantsOfSite(id, secrets);
  return { count: count + forgotten, unconfirmed: unconfirmed + forgotten };
}
