/** What a request carries through Apollo: who asks and how to reach the org, before a schema is chosen for it. */

import type { RequestSignature } from '../auth/viewer-of-request.ts';
import type { CacheReport } from '../execution/cached-statements.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { Explanation } from '../resolvers/explain-operation.ts';
import type { Lane } from '../salesforce/budget-lanes.ts';
import type { StatementLoader } from '../salesforce/statement-loader.ts';
import type { OwnAccess } from './people.ts';

export interface IncomingContext {
  readonly viewer: Viewer;
  /** False for a request without any credential: the policy does not speak of it. */
  readonly vouchedFor: boolean;
  readonly signature: RequestSignature | null;
  /** How to ask as the person's own Salesforce user; null for whoever is asked for by the org's connection. */
  readonly own: Pick<OwnAccess, 'userId' | 'client' | 'readable'> | null;
  /** Fresh for every request, so that nothing is batched across viewers. */
  readonly statements: StatementLoader;
  readonly report: RequestReport;
}

/** Filled in while the request runs; what `extensions.skybridge` tells. */
export interface RequestReport {
  /** Estimated cells. */
  cost: number | null;
  /** Null where the cache was bypassed. */
  cache: CacheReport | null;
  explanation: Explanation | null;
  /** Names the schema that answered, so that clients which keep a copy notice a change. */
  schema: string | null;
  /** What the answer depends on, for a site that keeps it; null where nobody is told. */
  changeTags: readonly string[] | null;
}

export function createReport(): RequestReport {
  return { cost: null, cache: null, explanation: null, schema: null, changeTags: null };
}

/** Whose share of the org's API calls a viewer uses. */
export function laneOf({ role }: Viewer): Lane {
  switch (role) {
    case 'anonymous':
      return 'public';
    case 'user':
      return 'portal';
    case 'staff':
    case 'admin':
      return 'staff';
  }
}

/** People who write operations, rather than sites that send finished ones: they see SOQL and fresh data. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.role === 'staff' || viewer.role === 'admin';
}
