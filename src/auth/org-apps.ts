/** The apps of orgs that were added on /orgs: client id and secret, sealed in the store. */

import * as z from 'zod';
import type { NamedOrg } from '../common/config/load-config.ts';
import type { Envelope } from '../store/envelope.ts';
import type { SecretStore } from '../store/store.ts';

/** An org that a person links by Login with Salesforce. */
export interface OrgApp {
  readonly name: string;
  /** Origin of the org's login host. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface OrgApps {
  /** By name. @throws EnvelopeError where the key does not open one. */
  list(): Promise<readonly NamedOrg[]>;
  /** Inserts the app, or replaces the one of that name. */
  save(app: OrgApp): Promise<void>;
  remove(name: string): Promise<void>;
}

const storedApp = z.object({
  name: z.string(),
  loginUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});

const KIND = 'org-app';

/**
 * @param defaults what an org of skybridge.yaml has by default; `trustedHosts` are those that the operator listed for
 * added orgs.
 */
export function createOrgApps(
  secrets: SecretStore,
  envelope: Envelope,
  defaults: { readonly apiVersion: string; readonly trustedHosts: readonly string[] },
): OrgApps {
  return {
    list: async () => {
      const records = await secrets.list();
      return records
        .filter(({ owner }) => isApp(owner))
        .map(({ owner, sealed }) => storedApp.parse(JSON.parse(envelope.open(sealed, owner))))
        .map((app) => ({
          ...app,
          grant: 'web_server' as const,
          apiVersion: defaults.apiVersion,
          trustedHosts: [...defaults.trustedHosts],
        }));
    },
    save: async (app) => {
      const owner = ownerOf(app.name);
      await secrets.save({
        owner,
        sealed: envelope.seal(JSON.stringify(app), owner),
        // The later of two administrators wins.
        fence: Date.now(),
        savedAt: new Date().toISOString(),
      });
    },
    remove: (name) => secrets.remove(ownerOf(name)),
  };
}

function ownerOf(name: string): string {
  return JSON.stringify([KIND, name]);
}

function isApp(owner: string): boolean {
  return owner.startsWith(`["${KIND}",`);
}
