/** The key of a create as Salesforce and the ledger keep it: the client's own, bound to who asks and for what. */

import { createHash } from 'node:crypto';
import type { Viewer } from '../policy/viewer.ts';

/**
 * Two viewers with the same `requestId` have different keys, so that nobody can meet, or learn of, another's record.
 * @returns 40 hex digits: a field of any case sensitivity and of 40 characters holds it.
 */
export function requestKey(
  orgId: string,
  viewer: Viewer,
  what: string,
  requestIds: readonly string[],
): string {
  const { site, role, subject, contactId } = viewer;
  const parts = [orgId, site, role, subject, contactId, what, ...requestIds];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, KEY_LENGTH);
}

const KEY_LENGTH = 40;
