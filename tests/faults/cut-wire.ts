/** A network between a gateway and an org that fails when it is told to. */

import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface CutWire {
  readonly url: string;
  /** Cuts the connection after the next requests that match were passed on, before their answer comes back. */
  cutAnswers(pattern: string, count: number): void;
  /** Keeps the next requests that match to itself: the org never hears of them, and nobody is told. */
  keepRequests(pattern: string, count: number): void;
  /** Requests that were kept. */
  readonly kept: number;
  close(): void;
}

/** A TCP relay: what it cuts was carried out by the org and is never answered. */
export async function cutWire(port: string): Promise<CutWire> {
  let pattern: RegExp | null = null;
  let left = 0;
  let keeps = false;
  let kept = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    let swallow = false;
    client.on('data', (bytes: Buffer) => {
      if (left > 0 && pattern?.test(bytes.toString('latin1')) === true) {
        left -= 1;
        if (keeps) {
          kept += 1;
          return;
        }
        swallow = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (swallow) {
        client.destroy();
        upstream.destroy();
      } else client.write(bytes);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const expect = (text: string, count: number, isKept: boolean): void => {
    pattern = new RegExp(text);
    left = count;
    keeps = isKept;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAnswers: (text, count) => expect(text, count, false),
    keepRequests: (text, count) => expect(text, count, true),
    get kept() {
      return kept;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
