/** Logins under way: one record per attempt, so that two tabs do not clash, and each good for one callback. */

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Envelope } from '../store/envelope.ts';
import type { TicketStore } from '../store/store.ts';

const KIND = 'login';
/** As long as Salesforce's own authorization code lives. */
const LIFETIME_MS = 15 * 60_000;

const attempt = z.object({
  verifier: z.string(),
  /** Secret that the browser which began the attempt holds in its session. */
  browser: z.string(),
  intent: z.enum(['sign-in', 'link']),
});

export type LoginAttempt = z.output<typeof attempt>;
export type LoginIntent = LoginAttempt['intent'];

export interface LoginAttempts {
  /** @returns the `state` parameter. */
  begin(attempt: LoginAttempt): Promise<string>;
  /** @returns null where it was never begun, is over, has expired, or another browser began it. */
  finish(state: string, browser: string): Promise<LoginAttempt | null>;
}

export function createLoginAttempts(tickets: TicketStore, envelope: Envelope): LoginAttempts {
  return {
    begin: async (begun) => {
      const state = randomBytes(32).toString('base64url');
      const id = hashOf(state);
      await tickets.put({
        kind: KIND,
        id,
        body: envelope.seal(JSON.stringify(begun), `${KIND}:${id}`),
        expiresAt: new Date(Date.now() + LIFETIME_MS),
      });
      return state;
    },
    finish: async (state, browser) => {
      const id = hashOf(state);
      const body = await tickets.take(KIND, id);
      if (body === null) return null;
      const begun = attempt.parse(JSON.parse(envelope.open(body, `${KIND}:${id}`)));
      return begun.browser === browser ? begun : null;
    },
  };
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
