/** Which hosts the gateway listens on and answers for: loopback only, so far, and no name that merely points there. */

import type { AddressInfo } from 'node:net';
import { ConfigError } from '../common/config/config-error.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** @throws ConfigError for any host that other machines could reach. */
export function assertLoopback(host: string): void {
  if (LOOPBACK.has(host)) return;
  throw new ConfigError(
    'Environment',
    'SKYBRIDGE_HOST',
    'is not a loopback address',
    'Use 127.0.0.1 or ::1: until org linking is complete the gateway serves this machine only.',
  );
}

/** The gateway's base URLs as seen from this machine, and from outside where `publicUrl` says so. */
export function baseUrlsOf(address: AddressInfo, publicUrl: string | undefined): readonly string[] {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${address.port}`);
  return publicUrl === undefined ? own : [...own, publicUrl];
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
