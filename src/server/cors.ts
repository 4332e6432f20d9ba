/** Which browser origins may read the gateway's answers. */

import type { IncomingMessage } from 'node:http';

/** @returns null for the requests that browsers do not ask about: those of this origin and of other programs. */
export function corsHeaders(
  { headers: { origin } }: Pick<IncomingMessage, 'headers'>,
  origins: ReadonlySet<string>,
): Headers | null {
  if (origin === undefined || !origins.has(origin)) return null;
  return new Headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers':
      'authorization, content-type, apollo-require-preflight, x-apollo-operation-name',
    'access-control-max-age': '600',
  });
}
