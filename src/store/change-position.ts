/** Keeps how far an org's changes were followed, for as long as Salesforce can tell them again. */

import type { TicketStore } from './store.ts';

/** Salesforce keeps change events for 72 hours. Source: Change Data Capture guide, "Store and Replay". */
const RETENTION_MS = 72 * 60 * 60 * 1_000;

const KIND = 'change-position';

export interface KeptPosition {
  load(): Promise<number | null>;
  save(replayId: number): Promise<void>;
}

/** @param stream names the org, its connection and the channel: positions of one mean nothing in another. */
export function createKeptPosition(
  tickets: Pick<TicketStore, 'find' | 'put'>,
  stream: string,
  now: () => number = Date.now,
): KeptPosition {
  return {
    load: async () => {
      const body = await tickets.find(KIND, stream);
      const replayId = body === null ? NaN : Number(body);
      return Number.isSafeInteger(replayId) ? replayId : null;
    },
    save: (replayId) =>
      tickets.put({
        kind: KIND,
        id: stream,
        body: String(replayId),
        expiresAt: new Date(now() + RETENTION_MS),
      }),
  };
}
