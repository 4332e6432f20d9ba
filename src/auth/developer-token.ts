/** The environment's random staff token: compared in constant time, and only ever accepted on a loopback gateway. */

import { hash, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../policy/viewer.ts';

const STAFF: Viewer = Object.freeze({ role: 'staff', site: null, subject: null, contactId: null });

export interface DeveloperToken {
  /** @returns the staff viewer, or null where this is not the token. */
  viewerOf(presented: string): Viewer | null;
}

/** @param token null turns developer tokens off. */
export function createDeveloperToken(token: string | null): DeveloperToken {
  if (token === null) return { viewerOf: () => null };
  // Hashes are compared so that neither content nor length shows in the time it takes.
  const expected = digest(token);
  return {
    viewerOf: (presented) => (timingSafeEqual(digest(presented), expected) ? STAFF : null),
  };
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
