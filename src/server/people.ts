/** People of a site who gave their own Salesforce grant: each is asked for with their own token, and sees no more than it. */

import { LRUCache } from 'lru-cache';
import { createOwnGrants } from '../auth/own-grants.ts';
import type { OwnGrant, OwnGrants, OwnGrantsOptions, PersonOfSite } from '../auth/own-grants.ts';
import type { TimeoutConfig } from '../common/config/file-schema.ts';
import type { OrgModel } from '../model/org-model.ts';
import type { ReadableFields } from '../policy/narrow-policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import { describeObjects } from '../salesforce/describe.ts';
import { createOrgConnection } from '../salesforce/org-connection.ts';
import { createRestClient } from '../salesforce/rest-client.ts';
import type { CompletedCall, RestClient } from '../salesforce/rest-client.ts';
import { createStatementLoader } from '../salesforce/statement-loader.ts';
import type { StatementLoader } from '../salesforce/statement-loader.ts';
import type { CatalogueMembers } from '../model/catalogue.ts';

/** How a request goes to Salesforce as the person who asks. */
export interface OwnAccess {
  /** 18-character id of the Salesforce user. */
  readonly userId: string;
  readonly client: RestClient;
  /** Fresh for every request; nothing holds them to the budget yet. */
  createStatements(): StatementLoader;
  /** What Salesforce lets this user read of a model's objects. @throws AppError */
  readable(model: OrgModel): Promise<ReadableFields>;
}

export interface People {
  readonly grants: OwnGrants;
  /** Null for whoever gave no grant of their own. @throws AppError where theirs no longer works: nobody falls back to the org's. */
  accessOf(viewer: Viewer): Promise<OwnAccess | null>;
  close(): Promise<void>;
}

export interface PeopleOptions extends OwnGrantsOptions {
  readonly timeouts: TimeoutConfig;
  readonly onCall: (call: CompletedCall) => void;
}

/** People whose connections are kept open. */
const KEPT = 200;
/** How long a change of somebody's field permissions may take to be noticed; Salesforce itself obeys at once. */
const READABLE_MS = 5 * 60_000;

export function createPeople(options: PeopleOptions): People {
  const grants = createOwnGrants(options);
  const open = new LRUCache<string, OwnAccess>({
    max: KEPT,
    dispose: ({ client }) => {
      client.close().catch((error: unknown) => {
        options.log.warn({ err: error }, 'a connection did not close');
      });
    },
  });
  return {
    grants,
    accessOf: async ({ site, subject }) => {
      if (site === null || subject === null) return null;
      const person: PersonOfSite = { site, subject };
      const found = await grants.find(person);
      if (found === null) return null;
      const key = JSON.stringify([site, subject, found.userId]);
      const known = open.get(key) ?? openAccess(found, options);
      open.set(key, known);
      return known;
    },
    close: async () => {
      const clients = [...open.values()].map(({ client }) => client);
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

function openAccess({ tokens, userId }: OwnGrant, options: PeopleOptions): OwnAccess {
  const { org, timeouts, onCall } = options;
  const requestTimeoutMs = Math.round(timeouts.requestSeconds * 1_000);
  const client = createRestClient({
    tokens,
    connectTimeoutMs: Math.round(timeouts.connectSeconds * 1_000),
    requestTimeoutMs,
    onCall,
  });
  const connection = createOrgConnection({
    tokens,
    apiVersion: org.apiVersion,
    timeoutMs: requestTimeoutMs,
  });
  const described = new LRUCache<string, Promise<ReadableFields>>({ max: 4, ttl: READABLE_MS });
  const describe = async (model: OrgModel): Promise<ReadableFields> => {
    const readable = new Map<string, ReadonlySet<string>>();
    const requests = [...model.objects.keys()].map((object) => ({ object, changedSince: null }));
    await describeObjects(connection, requests, ({ outcomes }) => {
      for (const outcome of outcomes) {
        if (outcome.kind !== 'described') continue;
        const { fields } = JSON.parse(outcome.described.members) as CatalogueMembers;
        readable.set(outcome.object, new Set(fields.map(({ n }) => n)));
      }
      return Promise.resolve();
    });
    return readable;
  };
  return {
    userId,
    client,
    createStatements: () => createStatementLoader({ client, apiVersion: org.apiVersion }),
    readable: (model) => {
      const known = described.get(model.version);
      if (known !== undefined) return known;
      const asked = describe(model);
      described.set(model.version, asked);
      // A failure is not remembered.
      asked.catch(() => described.delete(model.version));
      return asked;
    },
  };
}
