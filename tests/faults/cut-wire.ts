/** A network between a gateway and an org that fails when it is told to. */

import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** How much of a request and its answer still gets through. */
export type CutPlace =
  /** Nothing: the connection ends where the request begins. */
  | 'before the request'
  /** Half of the request's body. */
  | 'in the request'
  /** The request, which the org carries out, and nothing of its answer. */
  | 'before the answer'
  /** Half of the answer's body. */
  | 'in the answer';

export interface CutWire {
  readonly url: string;
  /** Cuts the connection of the next requests whose text matches. */
  cut(place: CutPlace, pattern: string, count: number): void;
  /** Keeps the next requests that match to itself: the org never hears of them, and nobody is told. */
  keepRequests(pattern: string, count: number): void;
  /** Requests that were kept. */
  readonly kept: number;
  /** Connections that were cut. */
  readonly cuts: number;
  close(): void;
}

/** A TCP relay to the port of an org. */
export async function cutWire(port: string): Promise<CutWire> {
  const orders = new Orders();
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    relay(client, upstream, orders);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (place, pattern, count) => orders.give(place, pattern, count),
    keepRequests: (pattern, count) => orders.give('keep', pattern, count),
    get kept() {
      return orders.kept;
    },
    get cuts() {
      return orders.cuts;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

// Private:

/** What is to be done with which of the next requests. */
class Orders {
  kept = 0;
  cuts = 0;
  #place: CutPlace | 'keep' = 'keep';
  #pattern: RegExp | null = null;
  #left = 0;

  give(place: CutPlace | 'keep', pattern: string, count: number): void {
    this.#place = place;
    this.#pattern = new RegExp(pattern);
    this.#left = count;
  }

  /** Null for a request that nothing is to be done with. */
  take(bytes: Buffer): CutPlace | 'keep' | null {
    if (this.#left === 0 || this.#pattern?.test(bytes.toString('latin1')) !== true) return null;
    this.#left -= 1;
    if (this.#place === 'keep') this.kept += 1;
    else this.cuts += 1;
    return this.#place;
  }
}

function relay(client: Socket, upstream: Socket, orders: Orders): void {
  let cutting: CutPlace | null = null;
  const end = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on('data', (bytes: Buffer) => {
    const order = orders.take(bytes);
    if (order === 'keep') return;
    cutting ??= order;
    if (order === 'before the request') end();
    // What was written is sent before the connection ends.
    else if (order === 'in the request') upstream.end(halfOfBody(bytes), () => setTimeout(end, 50));
    else if (upstream.writable) upstream.write(bytes);
  });
  upstream.on('data', (bytes: Buffer) => {
    if (cutting === null) client.write(bytes);
    else if (cutting === 'in the answer') client.end(halfOfBody(bytes), () => setTimeout(end, 50));
    else end();
  });
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}

/** The head, where it is in these bytes, and half of what follows. */
function halfOfBody(bytes: Buffer): Buffer {
  const head = bytes.indexOf('\r\n\r\n');
  const start = head === -1 ? 0 : head + 4;
  return bytes.subarray(0, start + Math.floor((bytes.length - start) / 2));
}
