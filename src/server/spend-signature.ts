/** Lets a signed request that writes be used once: whoever overheard it cannot have it done again. */

import type { RequestSignature } from '../auth/viewer-of-request.ts';
import { AppError } from '../common/errors.ts';
import type { SpentIdStore } from '../store/store.ts';

/**
 * @param signature null for a developer token, which is no signature over one request.
 * @throws AppError FORBIDDEN for a token that is over no request and so only reads; UNAUTHENTICATED for one used before.
 */
export async function spendSignature(
  spentIds: SpentIdStore,
  signature: RequestSignature | null,
): Promise<void> {
  if (signature === null) return;
  const { site, requestId, expiresAt, coversRequest } = signature;
  if (!coversRequest) throw readOnly();
  if (!(await spentIds.spend(JSON.stringify([site, requestId]), expiresAt))) throw replayed();
}

function replayed(): AppError {
  return new AppError('UNAUTHENTICATED', 'This signed request was used before.', {
    hint: 'Sign every request that writes anew, with a jti of its own.',
  });
}

function readOnly(): AppError {
  return new AppError('FORBIDDEN', 'A viewer token only reads.', {
    hint: 'Send what writes through the site itself, which signs each request.',
  });
}
