/** Developer tokens that administrators draw on /orgs: for one role and one org, for hours, stored as a hash. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ANONYMOUS, VIEWER_ROLES } from '../policy/viewer.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { TicketStore } from '../store/store.ts';

const KIND = 'developer-token';
/** So that a token is known as one, also by tools that look for leaked secrets. */
const PREFIX = 'skybridge_dev_';
const SECRET_BYTES = 32;
export const LONGEST_HOURS = 12;
const HOUR_MS = 3_600_000;

const body = z.object({
  role: z.enum(VIEWER_ROLES),
  org: z.string(),
  issuedBy: z.string(),
  issuedAt: z.string(),
});

export interface IssuedToken {
  /** Names the token without being it: the hash it is stored under. */
  readonly id: string;
  readonly role: Viewer['role'];
  /** Name of the one org it is good for. */
  readonly org: string;
  readonly issuedBy: string;
  /** ISO 8601. */
  readonly issuedAt: string;
  readonly expiresAt: Date;
}

export interface TokenRequest {
  readonly role: Viewer['role'];
  readonly org: string;
  readonly issuedBy: string;
  /** Hours it lives, {@link LONGEST_HOURS} at most. */
  readonly hours: number;
}

export interface IssuedTokens {
  /** @returns the token, which is told this once. */
  issue(request: TokenRequest): Promise<string>;
  /** @returns null where this is no token, or one that was revoked or has expired. */
  find(presented: string): Promise<Pick<IssuedToken, 'role' | 'org'> | null>;
  /** The one that ends first in front. */
  list(org: string): Promise<readonly IssuedToken[]>;
  /** @returns false where there is no such token of that org. */
  revoke(id: string, org: string): Promise<boolean>;
  /** All of an org that is no longer linked. */
  revokeAll(org: string): Promise<void>;
}

export function createIssuedTokens(tickets: TicketStore): IssuedTokens {
  const list = async (org: string): Promise<readonly IssuedToken[]> =>
    (await tickets.list(KIND))
      .map((ticket) => ({
        id: ticket.id,
        expiresAt: ticket.expiresAt,
        ...body.parse(JSON.parse(ticket.body)),
      }))
      .filter((token) => token.org === org);
  const revoke = async (id: string, org: string): Promise<boolean> => {
    const found = (await list(org)).some((token) => token.id === id);
    return found && (await tickets.take(KIND, id)) !== null;
  };
  return {
    list,
    revoke,
    issue: async ({ role, org, issuedBy, hours }) => {
      if (!(hours > 0 && hours <= LONGEST_HOURS)) {
        throw new RangeError(`A token lives up to ${LONGEST_HOURS} hours, but got: ${hours}`);
      }
      const token = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
      await tickets.put({
        kind: KIND,
        id: hashOf(token),
        body: JSON.stringify({ role, org, issuedBy, issuedAt: new Date().toISOString() }),
        expiresAt: new Date(Date.now() + hours * HOUR_MS),
      });
      return token;
    },
    find: async (presented) => {
      if (!presented.startsWith(PREFIX)) return null;
      const found = await tickets.find(KIND, hashOf(presented));
      if (found === null) return null;
      const { role, org } = body.parse(JSON.parse(found));
      return { role, org };
    },
    revokeAll: async (org) => {
      for (const { id } of await list(org)) await revoke(id, org);
    },
  };
}

/** A token stands for a role, not for a person of a site. */
export function viewerOfToken(role: Viewer['role']): Viewer {
  return { ...ANONYMOUS, role };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
