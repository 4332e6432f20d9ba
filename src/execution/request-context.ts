/** What one request carries from the server to the resolvers: who asks, what they may see, and how to reach the org. */

import type { DeclaredCall } from '../declared/declared-call.ts';
import type { OrgModel } from '../model/org-model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { ApexCaller } from '../salesforce/apex-caller.ts';
import type { StatementRunner } from '../salesforce/statement.ts';
import type { CursorCodec } from './cursor-codec.ts';
import type { FileUrls } from './file-urls.ts';
import type { WriteServices } from './write-services.ts';
import type { Reports } from './reports/reports.ts';

/** Built per request by `server/context`; Apollo's `contextValue`. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly policy: Policy;
  readonly org: { readonly id: string; readonly name: string };
  readonly model: OrgModel;
  /** Fresh for every request, so that nothing is batched across viewers. */
  readonly statements: StatementRunner;
  readonly cursors: CursorCodec;
  readonly files: FileUrls;
  readonly write: WriteServices;
  readonly reports: Reports;
  readonly apex: ApexCaller;
  /** What files declare beside queries. */
  readonly calls: readonly DeclaredCall[];
}
