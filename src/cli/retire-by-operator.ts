/** `skybridge sites remove`: takes back what a site was given, at Salesforce too where skybridge.yaml tells the way there. */

import { createOrgApps } from '../auth/org-apps.ts';
import { createOwnGrants } from '../auth/own-grants.ts';
import type { EndedGrants, OwnGrants } from '../auth/own-grants.ts';
import { createOwnRequests } from '../auth/own-requests.ts';
import { retireSite } from '../auth/retire-site.ts';
import { ConfigError } from '../common/config/config-error.ts';
import { DEFAULT_API_VERSION } from '../common/config/file-schema.ts';
import { loadConfig, loadStoreConfig } from '../common/config/load-config.ts';
import type { Config, NamedOrg } from '../common/config/load-config.ts';
import { createLog } from '../common/log.ts';
import { EnvelopeError } from '../store/envelope.ts';
import type { Envelope } from '../store/envelope.ts';
import { openKeyring } from '../store/keyring.ts';
import type { Store } from '../store/store.ts';

/** Works with a key that does not open the store as well. @returns null where no such site was registered. */
export async function retireByOperator(id: string, store: Store): Promise<EndedGrants | null> {
  const { envelope } = openKeyring(loadStoreConfig());
  return retireSite(id, {
    ...store,
    owns: createOwnRequests(store.tickets, envelope),
    grants: await grantsOfOrgs(store, envelope),
  });
}

// Private:

async function grantsOfOrgs(store: Store, envelope: Envelope): Promise<readonly OwnGrants[]> {
  const config = configOrNull();
  if (config === null) return [];
  const { trustedHosts, timeouts, secrets } = config;
  const defaults = { apiVersion: DEFAULT_API_VERSION, trustedHosts };
  const added = await createOrgApps(store.secrets, envelope, defaults)
    .list()
    .catch((error: unknown) => {
      if (error instanceof EnvelopeError) return [];
      throw error;
    });
  const log = createLog({ level: 'error', secrets });
  const timeoutMs = Math.round(timeouts.requestSeconds * 1_000);
  return [config.org, ...config.otherOrgs, ...added].map((org: NamedOrg) =>
    createOwnGrants({ org, endpoint: { ...org, timeoutMs }, store, envelope, log }),
  );
}

/** The store alone is enough to remove a site; without the configuration Salesforce is not told. */
function configOrNull(): Config | null {
  try {
    return loadConfig();
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
