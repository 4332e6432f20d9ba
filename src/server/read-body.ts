/** Reads a request body up to a limit, and lets a client that sends more still hear why it was refused. */

import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly kind: 'read'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

const READ_TIMEOUT_MS = 30_000;
/** How much of an oversized body is swallowed, so that its sender gets to read the answer rather than a reset. */
const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;

export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // A client that dribbles its request must not hold a connection for minutes.
    const timer = setTimeout(() => request.destroy(), READ_TIMEOUT_MS);
    request.once('close', () => clearTimeout(timer));
    request.once('end', () => clearTimeout(timer));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > DRAIN_LIMIT_BYTES) request.destroy();
    });
    request.on('end', () =>
      resolve(
        size > limitBytes
          ? { kind: 'too-large' }
          : {
              kind: 'read',
              body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
            },
      ),
    );
    request.on('error', () => resolve({ kind: 'aborted' }));
    request.on('close', () => resolve({ kind: 'aborted' }));
  });
}
