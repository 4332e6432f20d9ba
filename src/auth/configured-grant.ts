/** The grant that skybridge.yaml names for the org. */

import type { OrgConfig } from '../common/config/file-schema.ts';
import { AppError } from '../common/errors.ts';
import type { TokenEndpoint } from '../salesforce/token-endpoint.ts';
import {
  clientCredentialsGrant,
  jwtBearerGrant,
  refreshTokenGrant,
  usernamePasswordGrant,
} from './grants.ts';
import type { TokenGrant } from './grants.ts';

export function configuredGrant(endpoint: TokenEndpoint, org: OrgConfig): TokenGrant {
  switch (org.grant) {
    case 'client_credentials':
      return clientCredentialsGrant(endpoint, org);
    case 'web_server':
      return refreshTokenGrant(endpoint, org, notLinked);
    case 'jwt_bearer':
      return jwtBearerGrant(endpoint, { ...org, audience: org.audience ?? org.loginUrl });
    case 'username_password':
      return usernamePasswordGrant(endpoint, org);
  }
}

function notLinked(): AppError {
  return new AppError('ORG_NOT_LINKED', 'The org is not linked yet.', {
    hint: 'Open /orgs on the gateway and press “Login with Salesforce!”.',
  });
}
