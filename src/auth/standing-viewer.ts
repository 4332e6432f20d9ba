/** Whether somebody who showed a credential a while ago may go on: for what lasts longer than a request. */

import { AppError } from '../common/errors.ts';
import type { SiteStore } from '../store/store.ts';
import { orgOfSite, viewerOfRequest, withContact } from './viewer-of-request.ts';
import type { AuthenticatedViewer, ViewerOptions } from './viewer-of-request.ts';

/** @throws AppError UNAUTHENTICATED where they may not. */
export type StandingViewer = () => Promise<AuthenticatedViewer>;

/**
 * A token has to be good still. A signature is good for a minute only, so its site has to be registered still, with the
 * key it had, and answered by the same org; which Contact its person is, is read anew.
 */
export async function createStandingViewer(
  authorization: string | undefined,
  authenticated: AuthenticatedViewer,
  options: ViewerOptions & { readonly siteStore: Pick<SiteStore, 'find'> },
): Promise<StandingViewer> {
  const { viewer, signature, org } = authenticated;
  if (signature === null) {
    return async () => {
      const now = await viewerOfRequest(authorization, NO_REQUEST, options);
      return now.org === org ? now : refuse();
    };
  }
  const find = async () => {
    const site = await options.siteStore.find(signature.site);
    return site === null || site.disabled ? refuse() : site;
  };
  const { fingerprint } = await find();
  return async () => {
    const site = await find();
    if (site.fingerprint !== fingerprint || orgOfSite(site, options.sites) !== org) refuse();
    const now = await withContact({ ...viewer, contactId: null }, options.bindings);
    return { ...authenticated, viewer: now };
  };
}

// Private:

/** No signature covers it. */
const NO_REQUEST = { method: '', target: '', hash: '' };

function refuse(): never {
  throw new AppError('UNAUTHENTICATED', 'Your credential is not accepted any more.', {
    hint: 'Show a new one.',
  });
}
