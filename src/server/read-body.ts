/** Reads a request body up to a limit, and lets a client that sends more still hear why it was refused. */

import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly kind: 'read'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

/** How much of an oversized body is swallowed, so that its sender gets to read the answer rather than a reset. */
const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;

export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
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
