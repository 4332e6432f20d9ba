/** Logins under way: one record per attempt, so that two tabs do not clash, and each good for one callback. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Envelope } from '../store/envelope.ts';
import type { TicketStore } from '../store/store.ts';

const KIND = 'login';
/** As long as Salesforce's own authorization code lives. */
const LIFETIME_MS = 15 * 60_000;

const attempt = z.object({
  verifier: z.string(),
  /** Secret that the browser which began the attempt holds in its session. */
  browser: z.string(),
  /** Name of the org whose login host was asked. */
  org: z.string(),
  /** `pair`: approve a site; `own`: let a person of a site read as the Salesforce user they are. */
  intent: z.enum(['sign-in', 'link', 'pair', 'own']),
  /** What is approved by it: the site's request; null for a sign-in or link. */
  request: z.string().nullable(),
});

export type LoginAttempt = z.output<typeof attempt>;
export type LoginIntent = LoginAttempt['intent'];
/** What a login is for. */
export type LoginPurpose = Pick<LoginAttempt, 'org' | 'intent' | 'request'>;

export interface LoginAttempts {
  /** @returns the `state` parameter. */
  begin(attempt: LoginAttempt): Promise<string>;
  /** What an attempt of this browser is for, while it is under way; null for any other. */
  purposeOf(state: string, browser: string): Promise<LoginPurpose | null>;
  /** @returns null where it was never begun, is over, has expired, or another browser began it. */
  finish(state: string, browser: string): Promise<LoginAttempt | null>;
}

export function createLoginAttempts(tickets: TicketStore, envelope: Envelope): LoginAttempts {
  const open = (id: string, body: string | null, browser: string): LoginAttempt | null => {
    if (body === null) return null;
    const begun = attempt.parse(JSON.parse(envelope.open(body, `${KIND}:${id}`)));
    return begun.browser === browser ? begun : null;
  };
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
      return open(id, await tickets.take(KIND, id), browser);
    },
    purposeOf: async (state, browser) => {
      const id = hashOf(state);
      const begun = open(id, await tickets.find(KIND, id), browser);
      if (begun === null) return null;
      const { org, intent, request } = begun;
      return { org, intent, request };
    },
  };
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
