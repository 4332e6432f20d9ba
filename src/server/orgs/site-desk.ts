/** Changes to registered sites, made by an administrator of their org or by the site itself. */

import type { Audit } from '../../auth/audit.ts';
import { AppError } from '../../common/errors.ts';
import { retireSite } from '../../auth/retire-site.ts';
import type { OwnRequests } from '../../auth/own-requests.ts';
import type { SiteRecord, Store } from '../../store/store.ts';
import type { ServedOrgs } from '../served-orgs.ts';

export interface SiteChange {
  /** Name of the org it is made for: another org's site is as good as none. */
  readonly org: string;
  readonly by: string;
}

export interface SiteDesk {
  /** @param action `disable`, `enable` or `remove`. @throws AppError */
  change(id: string, action: string, change: SiteChange): Promise<void>;
}

export interface SiteDeskOptions {
  readonly store: Store;
  readonly owns: OwnRequests;
  readonly orgOf: (site: SiteRecord) => string;
  readonly orgs: ServedOrgs;
  readonly audit: Audit;
}

export function createSiteDesk({ store, owns, orgOf, orgs, audit }: SiteDeskOptions): SiteDesk {
  const { sites } = store;
  return {
    change: async (id, action, { org, by }) => {
      const site = await sites.find(id);
      if (site === null || orgOf(site) !== org) throw noSuchSite();
      const line = { actor: by, org, target: `site ${id}` };
      switch (action) {
        case 'disable':
        case 'enable':
          await sites.save({ ...site, disabled: action === 'disable' });
          await audit.record({ ...line, action });
          return;
        case 'remove':
          await audit.record({ ...line, action: 'unpair' });
          await retireSite(id, {
            ...store,
            owns,
            grants: orgs.list().map(({ people }) => people.grants),
          });
          return;
        default:
          throw noSuchSite();
      }
    },
  };
}

function noSuchSite(): AppError {
  return new AppError('NOT_FOUND', 'There is no such site.', { hint: 'Load the page again.' });
}
