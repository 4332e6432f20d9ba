/** The channels that a client may subscribe to, and who may. */
import type { Session } from '../data/session.ts';
import type { LocalOrg } from '../local-org.ts';
import { ALL_CHANGES, changeChannel, isCaptured } from './change-event.ts';

/** A refusal as CometD words it: `code:argument:message`. */
export type ChannelRefusal = string;

/** null: the session may subscribe. */
export function refusalOf(org: LocalOrg, session: Session, channel: string): ChannelRefusal | null {
  if (!exists(org, channel)) return `404::Unknown channel: ${channel}`;
  // Events pay no heed to sharing, so they are for those who see all data.
  if (!session.access.writesAllData) return '403:denied_by_security_policy:create_denied';
  return null;
}

/** Where the Salesforce CLI tails logs. */
export const LOGGING_CHANNEL = '/systemTopic/Logging';
/** Where it waits for asynchronous test runs. */
export const TEST_RESULT_CHANNEL = '/systemTopic/TestResult';
const SYSTEM_TOPICS: ReadonlySet<string> = new Set([LOGGING_CHANNEL, TEST_RESULT_CHANNEL]);

function exists(org: LocalOrg, channel: string): boolean {
  if (channel === ALL_CHANGES) return true;
  if (channel.startsWith('/data/')) {
    return org.catalog
      .objects()
      .some((object) => isCaptured(object) && changeChannel(object.name) === channel);
  }
  if (SYSTEM_TOPICS.has(channel)) return true;
  if (channel.startsWith('/topic/')) {
    return hasRow(org, 'PushTopic', channel.slice('/topic/'.length));
  }
  // A generic channel comes into being with its first subscriber.
  return channel.startsWith('/u/');
}

function hasRow(org: LocalOrg, objectName: 'PushTopic', name: string): boolean {
  const row = org.db
    .prepare(`SELECT 1 FROM "${objectName}" WHERE "Name" = ? AND "IsDeleted" = 0`)
    .get(name);
  return row !== undefined;
}
