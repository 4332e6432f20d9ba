/** Everything that belongs to one configured org, wired together: tokens, metadata, schema and the query client. */

import { connectionIdOf, createClientCredentialsTokens } from '../auth/client-credentials.ts';
import type { IntegrationTokens } from '../auth/client-credentials.ts';
import type { Config } from '../common/config/load-config.ts';
import type { Log } from '../common/log.ts';
import { createCatalogue } from '../salesforce/catalogue.ts';
import type { Catalogue } from '../salesforce/catalogue.ts';
import { createOrgConnection } from '../salesforce/org-connection.ts';
import { createRestClient } from '../salesforce/rest-client.ts';
import type { CompletedCall, RestClient } from '../salesforce/rest-client.ts';
import { createEnvelope } from '../store/envelope.ts';
import type { Store } from '../store/store.ts';
import { objectsOfPolicy } from './live-schema.ts';
import { createSchemaSource } from './schema-source.ts';
import type { SchemaSource } from './schema-source.ts';

export interface OrgLink {
  readonly client: RestClient;
  readonly catalogue: Catalogue;
  readonly tokens: IntegrationTokens;
  readonly schemas: SchemaSource;
}

/** Nothing is asked of the org until `schemas` starts or a query runs. */
export function connectOrg(
  config: Config,
  store: Store,
  secretKey: Buffer,
  log: Log,
  onCall: (call: CompletedCall) => void = () => undefined,
): OrgLink {
  const { org, timeouts } = config;
  const requestTimeoutMs = timeouts.requestSeconds * 1_000;
  const credentials = { ...org, timeoutMs: requestTimeoutMs };
  const tokens = createClientCredentialsTokens({
    org: org.name,
    credentials,
    store: store.orgTokens,
    envelope: createEnvelope(secretKey),
    log,
  });
  const catalogue = createCatalogue({
    connection: createOrgConnection({
      tokens,
      apiVersion: org.apiVersion,
      timeoutMs: requestTimeoutMs,
    }),
    store: store.catalogue,
    org: org.name,
    connectionId: connectionIdOf(credentials),
    objects: config.objects,
    first: objectsOfPolicy(config.policy),
  });
  return {
    catalogue,
    tokens,
    client: createRestClient({
      tokens,
      connectTimeoutMs: timeouts.connectSeconds * 1_000,
      requestTimeoutMs,
      onCall,
    }),
    schemas: createSchemaSource({
      catalogue,
      orgId: () => tokens.orgId(),
      policySource: config.policy,
      refreshSeconds: config.schema.refreshSeconds,
      log,
    }),
  };
}
