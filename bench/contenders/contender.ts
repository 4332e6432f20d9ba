/** What a contender's process gets and tells: started with an upstream and a payload, it reports address and CPU. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { payloadNamed } from '../payloads.ts';
import type { Payload } from '../payloads.ts';

export interface ContenderInput {
  /** Origin of the upstream. */
  readonly upstream: string;
  /** A Salesforce access token that the upstream accepts. */
  readonly token: string;
  readonly payload: Payload;
}

export interface ReadyMessage {
  readonly ready: string;
}

export interface CpuMessage {
  /** Microseconds of user and system time since the start. */
  readonly cpu: number;
}

export function readInput(): ContenderInput {
  const [upstream, token, payload] = process.argv.slice(2);
  if (upstream === undefined || token === undefined || payload === undefined) {
    throw new Error('A contender is started by bench/main.ts.');
  }
  return { upstream, token, payload: payloadNamed(payload) };
}

/** Tells the bench where to ask, and answers its questions about CPU time. */
export function announce(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system } satisfies CpuMessage);
  });
  process.send?.({ ready: url } satisfies ReadyMessage);
}

export function listenAndAnnounce(server: Server, path: string): void {
  server.listen(0, '127.0.0.1', () => {
    announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  });
}

export const API_VERSION = '62.0';

export function queryPath(soql: string): string {
  return `/services/data/v${API_VERSION}/query?q=${encodeURIComponent(soql)}`;
}
