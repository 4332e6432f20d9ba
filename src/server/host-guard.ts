/** Which addresses the gateway listens on and which names it answers for; beyond this machine only by the operator's word. */

import type { AddressInfo } from 'node:net';
import { ConfigError } from '../common/config/config-error.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export interface Listener {
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly secretKey: Buffer | null;
  readonly developerToken: string | null;
}

/**
 * What other machines can reach has a name that is TLS's, a key that is not made beside the store, and no token that
 * never ends.
 * @throws ConfigError that names what is missing.
 */
export function assertMayListen(listener: Listener): void {
  if (LOOPBACK.has(listener.host)) return;
  const refuse = (problem: string, hint: string): never => {
    throw new ConfigError('Environment', 'SKYBRIDGE_HOST', problem, hint);
  };
  if (listener.publicUrl?.startsWith('https:') !== true) {
    refuse(
      'is not a loopback address, and skybridge.yaml has no https publicUrl',
      'Set publicUrl to the address that your TLS proxy serves, or listen on 127.0.0.1.',
    );
  }
  if (listener.secretKey === null) {
    refuse(
      'is not a loopback address, and SKYBRIDGE_SECRET_KEY is not set',
      'Set SKYBRIDGE_SECRET_KEY (openssl rand -base64 32), or listen on 127.0.0.1.',
    );
  }
  if (listener.developerToken !== null) {
    refuse(
      'is not a loopback address, and SKYBRIDGE_DEVELOPER_TOKEN is set',
      'Unset it: administrators draw developer tokens on /orgs.',
    );
  }
}

/**
 * The base URLs that a site's signature may name: the gateway's own on this machine, and from outside what `publicUrl`
 * says.
 */
export function audiencesOf(
  address: AddressInfo,
  publicUrl: string | undefined,
): readonly string[] {
  // Every machine is 127.0.0.1 to itself, so beyond this one that names no gateway in particular.
  if (publicUrl !== undefined && !isLoopback(address)) return [publicUrl];
  return baseUrlsOf(address, publicUrl);
}

/** The gateway's base URLs as seen from this machine, and from outside where `publicUrl` says so. */
export function baseUrlsOf(address: AddressInfo, publicUrl: string | undefined): readonly string[] {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${address.port}`);
  return publicUrl === undefined ? own : [...own, publicUrl];
}

function isLoopback({ address }: AddressInfo): boolean {
  return address === '127.0.0.1' || address === '::1';
}

/**
 * A web page can point a name of its own at 127.0.0.1 and so reach a loopback server with its own origin (DNS
 * rebinding); its Host header gives it away.
 */
export function createHostCheck(
  baseUrls: readonly string[],
): (host: string | undefined) => boolean {
  const hosts = new Set(baseUrls.map((url) => new URL(url).host));
  return (host) => host !== undefined && hosts.has(host.toLowerCase());
}
