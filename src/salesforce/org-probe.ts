/** Asks whether the org answers at all, by the one resource that needs no token and costs no API call. */

import { request } from 'undici';
import type { AppError } from '../common/errors.ts';
import { apiErrorFrom, transportErrorFrom } from './api-error.ts';

export interface OrgProbe {
  /** @returns why the org cannot be used, or null where it answers. Never throws. */
  check(): Promise<AppError | null>;
}

export interface OrgProbeOptions {
  /** Origin of the org's login host. */
  readonly loginUrl: string;
  readonly timeoutMs: number;
}

/** However often a load balancer asks, the org is asked at most this often. */
const REMEMBERED_MS = 1_000;

export function createOrgProbe(options: OrgProbeOptions): OrgProbe {
  let last: Promise<AppError | null> | null = null;
  let askedAt = 0;
  return {
    check: () => {
      if (last === null || Date.now() - askedAt > REMEMBERED_MS) {
        askedAt = Date.now();
        last = ask(options);
      }
      return last;
    },
  };
}

async function ask({ loginUrl, timeoutMs }: OrgProbeOptions): Promise<AppError | null> {
  try {
    const response = await request(`${loginUrl}/services/data/`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body.dump();
    return response.statusCode === 200 ? null : apiErrorFrom(response.statusCode, undefined);
  } catch (error) {
    return transportErrorFrom(error);
  }
}
