/** Everything that belongs to one configured org, wired together: tokens, metadata, schema and the query client. */

import { configuredGrant } from '../auth/configured-grant.ts';
import { createOrgHealth } from '../auth/org-health.ts';
import { createTokenCustody } from '../auth/token-custody.ts';
import type { TokenCustody } from '../auth/token-custody.ts';
import { connectionIdOf, createTokenVault } from '../auth/token-vault.ts';
import type { Config } from '../common/config/load-config.ts';
import type { Log } from '../common/log.ts';
import { createCatalogue, withReports } from '../salesforce/catalogue.ts';
import type { Catalogue } from '../salesforce/catalogue.ts';
import { createOrgConnection } from '../salesforce/org-connection.ts';
import { createReportCatalogue } from '../salesforce/report-catalogue.ts';
import { createReportsApi } from '../salesforce/reports-api.ts';
import { assertTrustedLogin } from '../salesforce/trusted-hosts.ts';
import { createRestClient } from '../salesforce/rest-client.ts';
import type { CompletedCall, RestClient } from '../salesforce/rest-client.ts';
import type { Keyring } from '../store/keyring.ts';
import type { Store } from '../store/store.ts';
import { declaredFolderOf, openDeclaredFolder } from './declared-folder.ts';
import { objectsOfPolicy } from './live-schema.ts';
import { createSchemaSource } from './schema-source.ts';
import type { SchemaSource } from './schema-source.ts';

export interface OrgLink {
  readonly client: RestClient;
  readonly catalogue: Catalogue;
  readonly tokens: TokenCustody;
  readonly schemas: SchemaSource;
}

/** Nothing is asked of the org until `schemas` starts or a query runs. @throws ConfigError for a login host that is nobody's. */
export function connectOrg(
  config: Config,
  store: Store,
  keyring: Keyring,
  log: Log,
  onCall: (call: CompletedCall) => void = () => undefined,
): OrgLink {
  const { org, timeouts } = config;
  assertTrustedLogin(org);
  const requestTimeoutMs = milliseconds(timeouts.requestSeconds);
  const connectionId = connectionIdOf(org);
  const endpoint = { ...org, timeoutMs: requestTimeoutMs };
  const tokens = createTokenCustody({
    org: org.name,
    endpoint,
    grant: configuredGrant(endpoint, org),
    vault: createTokenVault(org.name, connectionId, store.secrets, keyring.envelope),
    locks: store.locks,
    health: createOrgHealth(org.name, store.orgStatus),
    log,
  });
  const apiVersion = org.apiVersion;
  const client = createRestClient({
    tokens,
    connectTimeoutMs: milliseconds(timeouts.connectSeconds),
    requestTimeoutMs,
    onCall,
  });
  const objects = createCatalogue({
    connection: createOrgConnection({
      tokens,
      apiVersion,
      timeoutMs: requestTimeoutMs,
    }),
    store: store.catalogue,
    org: org.name,
    connectionId,
    objects: config.objects,
    first: objectsOfPolicy(config.policy),
  });
  const catalogue = withReports(
    objects,
    createReportCatalogue({
      // Calls for metadata are nobody's request.
      api: createReportsApi({ client, apiVersion, meter: { apiCalls: 0 } }),
      store: store.catalogue,
      org: org.name,
      connectionId,
      names: config.reports,
    }),
  );
  return {
    catalogue,
    tokens,
    client,
    schemas: createSchemaSource({
      catalogue,
      orgId: () => tokens.orgId(),
      rules: config,
      folder: openDeclaredFolder(declaredFolderOf(config), log),
      refreshSeconds: config.schema.refreshSeconds,
      log,
    }),
  };
}

/** Whole ones: Node refuses others for some timers. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000);
}
