/** Entries of a mapping in skybridge.yaml that only the policy room understands. */

import { PolicyError } from './policy-error.ts';

/** @throws PolicyError where the value is no mapping. */
export function entriesOf(source: unknown, place: string): readonly (readonly [string, unknown])[] {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw new PolicyError(place, 'It must be a mapping.');
  }
  return Object.entries(source);
}
