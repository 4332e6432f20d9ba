/** `/systemTopic/…`: where tooling clients hear of new logs and test results. Source: Tooling API guide; the Salesforce CLI's own client. */
import type { Platform } from '../platform.ts';

/** Tells that there is a new row, by its id alone. */
export function tellOnSystemTopic(
  { org, events }: Pick<Platform, 'org' | 'events'>,
  channel: string,
  id: string,
): void {
  const time = org.clock.now().getTime();
  const createdDate = new Date(time).toISOString();
  events.publish({
    channels: [channel],
    entity: null,
    time,
    data: (replayId) => ({
      event: { createdDate, replayId, type: 'created' },
      sobject: { Id: id },
    }),
  });
}
