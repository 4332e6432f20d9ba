/** The audit log: who linked, logged in, was refused or wrote, what and when; never with field values. */

import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { AuditStore } from '../store/store.ts';

export type AuditAction =
  /** An org's connection, made by a person's consent. */
  | 'link'
  | 'unlink'
  | 'add-org'
  | 'remove-org'
  | 'sign-in'
  /** A site's key. */
  | 'pair'
  | 'unpair'
  | 'disable'
  | 'enable'
  /** A developer token. */
  | 'issue-token'
  | 'revoke-token'
  /** A person's own Salesforce grant. */
  | 'grant'
  | 'revoke-grant'
  /** A person of a site and a Contact. */
  | 'bind'
  | 'unbind'
  /** A link that would bind them was asked for. */
  | 'request-link'
  /** A record. */
  | 'create'
  | 'update'
  | 'upsert'
  | 'delete'
  /** Apex, a report, a file or another operation that may change something. */
  | 'call'
  /** A request to /graphql; recorded only where it was refused. */
  | 'request';

export interface AuditEvent {
  /** Who, in words for the operator: `actorOf(viewer)`, a Salesforce user name, or the operator. */
  readonly actor: string;
  readonly action: AuditAction;
  /** Name of the org it concerns; null where none. */
  readonly org: string | null;
  /** What it was done to: a site id, or object and record id such as `Case 500…`. No field values. */
  readonly target?: string;
  /** Why it was not done; leave out where it was. */
  readonly refusedBy?: unknown;
}

export interface Audit {
  /** Never rejects: what was done stays done, so a line that cannot be stored is logged instead. */
  record(event: AuditEvent): Promise<void>;
}

/** The operator, who runs commands where the gateway runs. */
export const OPERATOR = 'operator (command line)';

/** Whoever entered a setup key and has not logged in. */
export const SETUP_KEY_HOLDER = 'operator (setup key)';

const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;
/** A refusal that repeats, as when somebody tries keys, is one line in this time. */
const REPEAT_MS = 60_000;
/** Different refusals remembered at once; beyond it the oldest may get a second line. */
const REMEMBERED = 10_000;

/** @param now milliseconds since the epoch. */
export function createAudit(store: AuditStore, log: Log, now: () => number = Date.now): Audit {
  const refusals = new Map<string, number>();
  let forgotten = 0;
  const repeats = (line: string): boolean => {
    const before = refusals.get(line);
    if (before !== undefined && now() - before < REPEAT_MS) return true;
    refusals.delete(line);
    refusals.set(line, now());
    const [oldest] = refusals.keys();
    if (refusals.size > REMEMBERED && oldest !== undefined) refusals.delete(oldest);
    return false;
  };
  return {
    record: async ({ actor, action, org, target = '', refusedBy }) => {
      const outcome = refusedBy === undefined ? 'done' : codeOf(refusedBy);
      const line = { actor, action, org, target, outcome };
      if (refusedBy !== undefined && repeats(JSON.stringify(line))) return;
      log.info({ audit: line }, 'audit');
      try {
        await store.add({ at: new Date(now()).toISOString(), ...line });
        if (now() - forgotten < DAY_MS) return;
        forgotten = now();
        await store.forget(new Date(now() - KEPT_DAYS * DAY_MS).toISOString());
      } catch (error) {
        log.error({ err: error, audit: line }, 'the audit log could not be written');
      }
    },
  };
}

/** Who a viewer is, in words for the operator. */
export function actorOf({ site, subject, role }: Viewer): string {
  if (site === null) return role === 'anonymous' ? 'nobody' : `developer token (${role})`;
  return subject === null ? `visitor of ${site}` : `user ${subject} of ${site} (${role})`;
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'INTERNAL';
}
