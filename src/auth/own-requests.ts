/** How a person of a site comes to their own grant: asked for by the site, consented to, and claimed by the same person. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { grantedTokenShape } from './token-vault.ts';
import type { GrantedToken } from '../salesforce/token-endpoint.ts';
import { EnvelopeError } from '../store/envelope.ts';
import type { Envelope } from '../store/envelope.ts';
import type { TicketStore } from '../store/store.ts';

const ASKED = 'own-request';
const CONSENTED = 'own-consent';
const ASKED_MS = 15 * 60_000;
/** From Salesforce back to WordPress is one redirect. */
const CONSENTED_MS = 5 * 60_000;

const ownRequest = z.object({
  site: z.string(),
  subject: z.string(),
  /** Name of the org. */
  org: z.string(),
  returnUrl: z.string(),
});

const consent = z.object({ request: ownRequest, username: z.string(), token: grantedTokenShape });

export type OwnRequest = z.output<typeof ownRequest>;
export interface OwnConsent {
  readonly request: OwnRequest;
  /** Salesforce user name of who consented. */
  readonly username: string;
  readonly token: GrantedToken;
}

export interface OwnRequests {
  /** @returns the secret name of the request. */
  begin(request: OwnRequest): Promise<string>;
  /** Null where there is no such request, or no longer. */
  find(name: string): Promise<OwnRequest | null>;
  /**
   * Ends the request and keeps what was consented to for a moment.
   * @returns a code for the site: only who asked gets it, in their own browser, so that nobody can be talked into
   * consenting for somebody else. Null where the request is over.
   */
  consent(name: string, given: Pick<OwnConsent, 'username' | 'token'>): Promise<string | null>;
  /** Whose it is, the caller has to check: it is gone for everybody. @returns null where the code is none. */
  claim(code: string): Promise<OwnConsent | null>;
  /** Ends all that people of a site began. @returns what was consented to and never claimed. */
  forget(site: string): Promise<readonly OwnConsent[]>;
}

export function createOwnRequests(tickets: TicketStore, envelope: Envelope): OwnRequests {
  const open = (id: string, body: string): OwnConsent =>
    consent.parse(JSON.parse(envelope.open(body, `${CONSENTED}:${id}`)));
  return {
    begin: async (request) => {
      const name = randomBytes(24).toString('base64url');
      const body = JSON.stringify(request);
      const expiresAt = new Date(Date.now() + ASKED_MS);
      await tickets.put({ kind: ASKED, id: hashOf(name), body, expiresAt });
      return name;
    },
    find: async (name) => {
      const body = await tickets.find(ASKED, hashOf(name));
      return body === null ? null : ownRequest.parse(JSON.parse(body));
    },
    consent: async (name, given) => {
      const body = await tickets.take(ASKED, hashOf(name));
      if (body === null) return null;
      const code = randomBytes(24).toString('base64url');
      const id = hashOf(code);
      const request = ownRequest.parse(JSON.parse(body));
      await tickets.put({
        kind: CONSENTED,
        id,
        body: envelope.seal(JSON.stringify({ request, ...given }), `${CONSENTED}:${id}`),
        expiresAt: new Date(Date.now() + CONSENTED_MS),
      });
      return code;
    },
    claim: async (code) => {
      const id = hashOf(code);
      const body = await tickets.take(CONSENTED, id);
      return body === null ? null : open(id, body);
    },
    forget: async (site) => {
      for (const { id, body } of await tickets.list(ASKED)) {
        if (ownRequest.parse(JSON.parse(body)).site === site) await tickets.take(ASKED, id);
      }
      const forgotten: OwnConsent[] = [];
      for (const { id, body } of await tickets.list(CONSENTED)) {
        const given = openOrNull(() => open(id, body));
        if (given?.request.site !== site || (await tickets.take(CONSENTED, id)) === null) continue;
        forgotten.push(given);
      }
      return forgotten;
    },
  };
}

/** Sealed with a key that is not here, it ends by itself in minutes. */
function openOrNull(open: () => OwnConsent): OwnConsent | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof EnvelopeError) return null;
    throw error;
  }
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
