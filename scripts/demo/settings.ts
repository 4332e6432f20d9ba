/** What one run of the demo is made of: addresses, accounts, and the secrets drawn for it alone. */

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { settlePort } from './ports.ts';

export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const SITE_ID = 'demo';
export const ADMIN = {
  login: 'admin',
  password: 'password',
  email: 'admin@local.example',
} as const;
export const CUSTOMER = {
  login: 'customer',
  password: 'password',
  email: 'customer@local.example',
  name: 'Casey Customer',
  /** Casey Customer of the local org, who has twelve cases. */
  contactId: '003LO000000000pYAA',
} as const;
/** Short, so that a change in the org is seen while one watches. */
export const DIRECTORY_CACHE_SECONDS = 10;

export interface DemoSettings {
  readonly localOrgUrl: string;
  readonly gatewayUrl: string;
  readonly wordpressUrl: string;
  readonly ports: DemoPorts;
  /** Staff token of this run, printed for the person who started it. */
  readonly developerToken: string;
  /** 32 random bytes, base64. */
  readonly secretKey: string;
}

export interface DemoPorts {
  readonly localOrg: number;
  readonly gateway: number;
  readonly wordpress: number;
}

/** Settles the ports (each proved free) and draws this run's secrets. */
export async function demoSettings(): Promise<DemoSettings> {
  const ports: DemoPorts = {
    localOrg: await settlePort({
      title: 'the local org',
      variable: 'LOCAL_ORG_PORT',
      fallback: 4010,
    }),
    gateway: await settlePort({ title: 'the gateway', variable: 'PORT', fallback: 4000 }),
    wordpress: await settlePort({
      title: 'WordPress',
      variable: 'WORDPRESS_PORT',
      fallback: 4020,
    }),
  };
  return {
    ports,
    localOrgUrl: `http://127.0.0.1:${ports.localOrg}`,
    gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
    wordpressUrl: `http://127.0.0.1:${ports.wordpress}`,
    developerToken: randomBytes(24).toString('base64url'),
    secretKey: randomBytes(32).toString('base64'),
  };
}
