/** Lets something happen so many times in an hour, counted across all processes of the gateway. */

import { AppError } from '../common/errors.ts';
import type { SpentIdStore } from '../store/store.ts';

const HOUR_MS = 3_600_000;

export interface Allowance {
  /** What is counted, and for whom. */
  readonly of: readonly string[];
  readonly perHour: number;
}

/** Spends one of the hour's places. @throws AppError RATE_LIMITED with the seconds until the next hour. */
export async function spendAllowance(
  spentIds: SpentIdStore,
  { of, perHour }: Allowance,
  now: number,
): Promise<void> {
  const hour = Math.floor(now / HOUR_MS);
  const expiresAt = new Date((hour + 1) * HOUR_MS);
  for (let place = 0; place < perHour; place += 1) {
    if (await spentIds.spend(JSON.stringify(['allowance', ...of, hour, place]), expiresAt)) return;
  }
  throw new AppError('RATE_LIMITED', 'This was asked for too often.', {
    hint: 'Wait for the next hour.',
    retryAfter: Math.ceil((expiresAt.getTime() - now) / 1_000),
  });
}
