/** Token custody of an org that was linked by Login with Salesforce, on a given store. */

import { refreshTokenGrant } from '../../src/auth/grants.ts';
import { createOrgHealth } from '../../src/auth/org-health.ts';
import { createTokenCustody } from '../../src/auth/token-custody.ts';
import { connectionIdOf, createTokenVault } from '../../src/auth/token-vault.ts';
import { AppError } from '../../src/common/errors.ts';
import { createLog } from '../../src/common/log.ts';
import { createEnvelope } from '../../src/store/envelope.ts';
import type { Store } from '../../src/store/store.ts';

const CLIENT = {
  clientId: 'skybridge-local',
  clientSecret: 'local-secret-not-for-production',
};

export interface CustodyProcessOptions {
  readonly loginUrl: string;
  readonly storeFile: string;
  /** base64 */
  readonly key: string;
  readonly timeoutMs: number;
}

export function createLinkedCustody(
  { loginUrl, key, timeoutMs }: CustodyProcessOptions,
  store: Store,
) {
  const endpoint = { loginUrl, trustedHosts: [], timeoutMs };
  return createTokenCustody({
    org: 'local',
    endpoint,
    grant: refreshTokenGrant(
      endpoint,
      CLIENT,
      () => new AppError('ORG_NOT_LINKED', 'not linked', { hint: 'link it' }),
    ),
    vault: createTokenVault(
      'local',
      connectionIdOf({ loginUrl, clientId: CLIENT.clientId }),
      store.secrets,
      createEnvelope(Buffer.from(key, 'base64')),
    ),
    locks: store.locks,
    health: createOrgHealth('local', store.orgStatus),
    log: createLog({ level: 'silent', secrets: [] }),
  });
}
