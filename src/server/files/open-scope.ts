/** Who asks for a file or brings one, and of which org: what the routes of files need before they do anything. */

import type { Audit } from '../../auth/audit.ts';
import type { RefusedCredentials } from '../../auth/refused-credentials.ts';
import type { AuthenticatedViewer } from '../../auth/viewer-of-request.ts';
import type { Log } from '../../common/log.ts';
import type { RestClient } from '../../salesforce/rest-client.ts';
import type { QueryPage } from '../../salesforce/statement.ts';
import type { ResultCache } from '../../store/result-cache.ts';
import type { SpentIdStore } from '../../store/store.ts';
import type { WriteLedger } from '../../store/write-ledger.ts';
import type { HashedRequest } from '../../auth/site-request.ts';
import { policyFor } from '../policy-for.ts';
import type { ServedOrgs } from '../served-orgs.ts';
import type { FileTickets } from './file-tickets.ts';
import type { FileScope } from './find-file.ts';

export interface FileLimits {
  readonly maxBytes: number;
  /** Endings of files that may be brought. */
  readonly types: ReadonlySet<string>;
}

export interface FileRoutesOptions {
  readonly orgs: ServedOrgs;
  readonly tickets: FileTickets;
  readonly limits: FileLimits;
  readonly publicAnonymous: boolean;
  readonly authenticate: (
    authorization: string | undefined,
    request: HashedRequest,
  ) => Promise<AuthenticatedViewer>;
  readonly refusals: RefusedCredentials;
  readonly spentIds: SpentIdStore;
  readonly ledger: WriteLedger;
  readonly audit: Audit;
  readonly cache: ResultCache<QueryPage>;
  readonly log: Log;
}

export interface OpenedScope extends FileScope {
  readonly client: RestClient;
  readonly apiVersion: string;
  readonly orgId: string;
  readonly orgName: string;
}

/** @param org null for the main one. @throws AppError where the org is not known or has no schema yet. */
export async function openScope(
  { orgs, publicAnonymous }: Pick<FileRoutesOptions, 'orgs' | 'publicAnonymous'>,
  org: string | null,
  { viewer, vouchedFor }: Pick<AuthenticatedViewer, 'viewer' | 'vouchedFor'>,
): Promise<OpenedScope> {
  const served = orgs.get(org);
  const live = served.link.schemas.current();
  if (live === null) throw served.unavailable();
  const own = await served.ownAccess(viewer);
  return {
    viewer,
    policy: await policyFor({ vouchedFor, own }, live, publicAnonymous),
    model: live.model,
    statements: served.createStatements(viewer, own),
    client: own?.client ?? served.link.client,
    apiVersion: served.config.org.apiVersion,
    orgId: live.model.orgId,
    orgName: served.name,
  };
}
