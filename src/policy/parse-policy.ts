/** Parses the `policy:` section of skybridge.yaml and checks every name and value in it against the model. */

import type { OrgModel } from '../model/org-model.ts';
import type { Policy } from './policy.ts';

/**
 * @param source the parsed YAML of `policy:`, untrusted.
 * @throws PolicyError naming object, role and key.
 */
export function parsePolicy(_source: unknown, _model: OrgModel): Policy {
  throw new Error('pending');
}
