/** The policy that counts for one request: who shows no credential has none, who asks as themselves a narrower one. */

import { narrowPolicy } from '../policy/narrow-policy.ts';
import { DENY_ALL } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { IncomingContext } from './incoming-context.ts';
import type { LiveSchema } from './live-schema.ts';

/** Their own Salesforce user's permissions can only take away from what the policy opens to somebody. */
export async function policyFor(
  { vouchedFor, own }: Pick<IncomingContext, 'vouchedFor' | 'own'>,
  live: LiveSchema,
  publicAnonymous: boolean,
): Promise<Policy> {
  if (!vouchedFor && !publicAnonymous) return DENY_ALL;
  if (own === null) return live.policy;
  return narrowPolicy(live.policy, await own.readable(live.model), own.userId);
}
