/** Reads a subscription as it comes: server-sent events by the graphql-sse protocol. */

import type { AskedGateway } from './running-gateway.ts';
import { until } from './running-gateway.ts';

export interface Follower {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read answers of every shape
  readonly payloads: readonly any[];
  readonly isComplete: () => boolean;
  /** Waits for so many payloads. */
  until(count: number, deadlineMs?: number): Promise<void>;
  leave(): void;
}

export interface Following {
  readonly query: string;
  readonly variables?: unknown;
  readonly roles?: readonly string[];
  /** WordPress user; 7 unless given, null for a visitor. */
  readonly sub?: string | null;
  /** A developer's; asks as nobody of a site. */
  readonly token?: string;
}

export async function follow(
  gateway: AskedGateway,
  { query, variables, roles = ['subscriber'], sub = '7', token }: Following,
): Promise<Follower> {
  const leaving = new AbortController();
  const body = JSON.stringify({ query, variables });
  const request = { method: 'POST', signal: leaving.signal };
  const accept = 'text/event-stream';
  const response =
    token === undefined
      ? await gateway.fetchAsSite('/subscriptions', {
          ...request,
          body: Buffer.from(body),
          contentType: 'application/json',
          headers: { accept },
          roles: sub === null ? [] : roles,
          sub,
        })
      : await fetch(`${gateway.url}/subscriptions`, {
          ...request,
          body,
          headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
        });
  const payloads: unknown[] = [];
  let isComplete = false;
  void readEvents(response, (event, data) => {
    if (event === 'next') payloads.push(JSON.parse(data));
    else if (event === 'complete') isComplete = true;
  });
  return {
    status: response.status,
    payloads,
    isComplete: () => isComplete,
    until: (count, deadlineMs = 5_000) => until(() => payloads.length >= count, deadlineMs),
    leave: () => leaving.abort(),
  };
}

async function readEvents(
  response: Response,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        if (event !== undefined) onEvent(event, /^data: ?(.*)$/m.exec(block)?.[1] ?? '');
      }
    }
  } catch {
    // The reader left, or the gateway did.
  }
}
