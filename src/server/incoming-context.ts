/** What a request carries through Apollo: who asks and how to reach the org, before a schema is chosen for it. */

import type { Viewer } from '../policy/viewer.ts';
import type { StatementLoader } from '../salesforce/statement-loader.ts';

export interface IncomingContext {
  readonly viewer: Viewer;
  /** False for a request without any credential: the policy does not speak of it. */
  readonly vouchedFor: boolean;
  /** Fresh for every request, so that nothing is batched across viewers. */
  readonly statements: StatementLoader;
}
