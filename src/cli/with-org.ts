/** What a command works on, opened for it and closed whatever happens: the store alone, or the configured org too. */

import type { Config, StoreConfig } from '../common/config/load-config.ts';
import { createLog, type Log } from '../common/log.ts';
import { modelFromCatalogue } from '../model/from-describe.ts';
import type { OrgModel } from '../model/org-model.ts';
import { connectOrg, type OrgLink } from '../server/org-link.ts';
import { openKeyring, type Keyring } from '../store/keyring.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

export interface OpenedOrg {
  readonly org: OrgLink;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly log: Log;
}

export async function withStore<T>(
  config: StoreConfig,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore(config);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export async function withOrg<T>(
  config: Config,
  work: (opened: OpenedOrg) => Promise<T>,
): Promise<T> {
  // Only what was asked for may reach stdout, and nothing but trouble stderr.
  const log = createLog({ level: 'error', secrets: config.secrets });
  return withStore(config, async (store) => {
    const keyring = openKeyring(config);
    const org = connectOrg(config, store, keyring, log);
    try {
      return await work({ org, store, keyring, log });
    } finally {
      await org.client.close();
    }
  });
}

/** The org's metadata as it is now. */
export async function readModel(org: OrgLink): Promise<OrgModel> {
  const orgId = await org.tokens.orgId();
  const snapshot = await org.catalogue.refresh({ conditional: true });
  return modelFromCatalogue({ orgId, catalogue: snapshot.objects });
}
