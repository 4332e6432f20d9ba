/** From committed changes to published events, a moment later, as Salesforce's event bus does it. */
import { randomUUID } from 'node:crypto';
import type { RecordChange } from '../data/change-feed.ts';
import type { LocalOrg } from '../local-org.ts';
import { ALL_CHANGES, changeChannel, changePayload, isCaptured } from './change-event.ts';
import type { Commit } from './change-event.ts';
import { EventLog } from './event-log.ts';
import type { EventDraft } from './event-log.ts';
import { topicEvents } from './push-topics.ts';

/** Clients subscribe and write in one breath and expect the event: the bus takes its time in Salesforce too. */
const LAG_MS = 400;

export interface EventBus {
  readonly log: EventLog;
  publish(draft: EventDraft): void;
  /** Forgets what was told and what is still to be told. */
  clear(): void;
  close(): void;
}

export function createEventBus(org: LocalOrg): EventBus {
  const log = new EventLog(() => org.clock.now().getTime());
  const timers = new Set<NodeJS.Timeout>();
  let commits = 0;
  const later = (drafts: readonly EventDraft[]): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const draft of drafts) log.publish(draft);
    }, LAG_MS);
    timer.unref();
    timers.add(timer);
  };
  org.changes.onCommit((changes) => {
    commits += 1;
    const time = org.clock.now().getTime();
    const commit = {
      transactionKey: randomUUID(),
      commitNumber: time * 1_000 + (commits % 1_000),
      time,
    };
    later(draftsOf(org, changes, commit));
  });
  const clear = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    log.clear();
  };
  return { log, publish: (draft) => later([draft]), clear, close: clear };
}

function draftsOf(
  org: LocalOrg,
  changes: readonly RecordChange[],
  commit: Commit,
): readonly EventDraft[] {
  return changes.flatMap((change, index) => {
    const object = org.catalog.object(change.objectName);
    if (object === undefined || !isCaptured(object)) return topicEvents(org, change, commit.time);
    const payload = changePayload(object, change, commit, index + 1);
    const captured: EventDraft = {
      channels: [changeChannel(object.name), ALL_CHANGES],
      entity: object.name,
      time: commit.time,
      data: (replayId) => ({ schema: schemaId(object.name), payload, event: { replayId } }),
    };
    return [captured, ...topicEvents(org, change, commit.time)];
  });
}

/** Names the event's schema; Salesforce's are opaque as well. */
export const schemaId = (entityName: string): string =>
  Buffer.from(`${entityName}:1`).toString('base64url');
