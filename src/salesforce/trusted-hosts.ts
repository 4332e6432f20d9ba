/** Which hosts a password, a code or a token may be sent to: Salesforce's own, and those that the operator listed. */

import { ConfigError } from '../common/config/config-error.ts';
import { AppError } from '../common/errors.ts';

const SALESFORCE_DOMAINS = ['salesforce.com', 'force.com', 'salesforce.mil', 'cloudforce.com'];

/** @returns whether the origin is https on one of Salesforce's domains. */
export function isSalesforceOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return (
    url?.protocol === 'https:' &&
    url.port === '' &&
    SALESFORCE_DOMAINS.some((domain) => url.hostname.endsWith(`.${domain}`))
  );
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A client secret and people's logins go only there. @throws ConfigError for any other host. */
export function assertTrustedLogin(org: {
  readonly name: string;
  readonly loginUrl: string;
  readonly trustedHosts: readonly string[];
}): void {
  const { hostname } = new URL(org.loginUrl);
  if (isSalesforceOrigin(org.loginUrl)) return;
  if (LOOPBACK.has(hostname) || org.trustedHosts.includes(hostname)) return;
  throw new ConfigError(
    'skybridge.yaml',
    `orgs.${org.name}.loginUrl`,
    `is not a host of Salesforce (${hostname})`,
    `If ${hostname} is yours, such as an Experience site's own domain, add it to orgs.${org.name}.trustedHosts.`,
  );
}

/** A token goes only to Salesforce, to the login host itself, or to a host the operator listed. @throws AppError */
export function trustedInstanceUrl(
  instanceUrl: string,
  trusted: { readonly loginUrl: string; readonly trustedHosts: readonly string[] },
): string {
  const url = new URL(instanceUrl);
  const isTrusted =
    url.origin === trusted.loginUrl ||
    isSalesforceOrigin(url.origin) ||
    (url.protocol === 'https:' && trusted.trustedHosts.includes(url.hostname));
  if (isTrusted) return url.origin;
  throw new AppError('ORG_RECONNECT_REQUIRED', 'The org’s instance URL is not one of Salesforce.', {
    hint: `If ${url.hostname} is yours, add it to orgs.<name>.trustedHosts in skybridge.yaml.`,
  });
}
