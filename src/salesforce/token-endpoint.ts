/** Asks Salesforce's OAuth token endpoint for an access token by the client credentials grant. */

import { request } from 'undici';
import { z } from 'zod';
import { AppError } from '../common/errors.ts';
import { malformedAnswer, transportErrorFrom } from './api-error.ts';

export interface ClientCredentials {
  /** Origin of the org's My Domain (or the local org). */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Hosts an instance URL may have, beside Salesforce's own domains and the login host. */
  readonly trustedHosts: readonly string[];
  readonly timeoutMs: number;
}

export interface GrantedToken {
  readonly value: string;
  readonly instanceUrl: string;
  /** 18-character organisation id. */
  readonly orgId: string;
}

const grantAnswer = z.object({
  access_token: z.string().min(1),
  instance_url: z.url(),
  id: z.string().regex(/\/id\/00D[A-Za-z0-9]{12,15}\/005[A-Za-z0-9]{12,15}$/),
});

const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** @throws AppError ORG_RECONNECT_REQUIRED where the org refuses the client, SALESFORCE_* where it does not answer. */
export async function requestClientCredentialsToken(
  credentials: ClientCredentials,
): Promise<GrantedToken> {
  const { status, body } = await postForm(credentials);
  if (status !== 200) throw refusalFrom(status, body, credentials);
  const granted = grantAnswer.safeParse(body);
  if (!granted.success) throw malformedAnswer('the token answer lacks token, instance or identity');
  const instanceUrl = trustedInstance(granted.data.instance_url, credentials);
  const orgId = granted.data.id.split('/').at(-2) ?? '';
  return { value: granted.data.access_token, instanceUrl, orgId };
}

async function postForm(
  credentials: ClientCredentials,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await request(`${credentials.loginUrl}/services/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
      }).toString(),
      signal: AbortSignal.timeout(credentials.timeoutMs),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: parseJson(text) };
  } catch (error) {
    throw transportErrorFrom(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refusalFrom(status: number, body: unknown, credentials: ClientCredentials): AppError {
  const said = refusal.safeParse(body);
  if (!said.success || status >= 500)
    return malformedAnswer(`HTTP ${status} from the token endpoint`);
  return new AppError(
    'ORG_RECONNECT_REQUIRED',
    `Salesforce refused the gateway’s client: ${said.data.error}.`,
    {
      hint: `Check clientId, clientSecret and the run-as user of the app on ${credentials.loginUrl}.`,
      cause: new Error(said.data.error_description ?? said.data.error),
    },
  );
}

const SALESFORCE_DOMAINS = ['salesforce.com', 'force.com', 'salesforce.mil', 'cloudforce.com'];

/** A token goes only to Salesforce, to the login host itself, or to a host the operator listed. */
function trustedInstance(instanceUrl: string, credentials: ClientCredentials): string {
  const url = new URL(instanceUrl);
  const trusted =
    url.origin === credentials.loginUrl ||
    (url.protocol === 'https:' &&
      (SALESFORCE_DOMAINS.some((domain) => url.hostname.endsWith(`.${domain}`)) ||
        credentials.trustedHosts.includes(url.hostname)));
  if (trusted) return url.origin;
  throw new AppError('ORG_RECONNECT_REQUIRED', 'The org’s instance URL is not one of Salesforce.', {
    hint: `If ${url.hostname} is yours, add it to orgs.<name>.trustedHosts in skybridge.yaml.`,
  });
}
