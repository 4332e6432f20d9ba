/** PushTopic streaming: a record that a topic's query finds is told to those who listen to `/topic/<Name>`. */
import type { RecordChange } from '../data/change-feed.ts';
import type { Session } from '../data/session.ts';
import { SalesforceError } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import { runQuery } from '../soql/query.ts';
import { openSession } from '../org.ts';
import type { EventDraft } from './event-log.ts';

interface TopicRow {
  readonly Name: string;
  readonly Query: string;
  readonly ApiVersion: number;
  readonly OwnerId: string;
  readonly NotifyForOperationCreate: number;
  readonly NotifyForOperationUpdate: number;
  readonly NotifyForOperationDelete: number;
  readonly NotifyForOperationUndelete: number;
}

const EVENT_TYPES = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  UNDELETE: 'undeleted',
} as const;

export function topicEvents(
  org: LocalOrg,
  change: RecordChange,
  time: number,
): readonly EventDraft[] {
  if (change.objectName === 'PushTopic') return [];
  const topics = org.db
    .prepare(
      `SELECT "Name", "Query", "ApiVersion", "CreatedById" AS OwnerId, "NotifyForOperationCreate",
              "NotifyForOperationUpdate", "NotifyForOperationDelete", "NotifyForOperationUndelete"
         FROM "PushTopic" WHERE "IsActive" = 1 AND "IsDeleted" = 0`,
    )
    .all() as TopicRow[];
  return topics.flatMap((topic) => topicEvent(org, topic, change, time));
}

function topicEvent(
  org: LocalOrg,
  topic: TopicRow,
  change: RecordChange,
  time: number,
): readonly EventDraft[] {
  if (!isWanted(topic, change)) return [];
  const sobject = change.kind === 'DELETE' ? deletedOf(topic, change) : found(org, topic, change);
  if (sobject === null) return [];
  const createdDate = new Date(time).toISOString();
  const type = EVENT_TYPES[change.kind];
  return [
    {
      channels: [`/topic/${topic.Name}`],
      entity: null,
      time,
      data: (replayId) => ({ event: { createdDate, replayId, type }, sobject }),
    },
  ];
}

function isWanted(topic: TopicRow, { kind }: RecordChange): boolean {
  switch (kind) {
    case 'CREATE':
      return topic.NotifyForOperationCreate === 1;
    case 'UPDATE':
      return topic.NotifyForOperationUpdate === 1;
    case 'DELETE':
      return topic.NotifyForOperationDelete === 1;
    case 'UNDELETE':
      return topic.NotifyForOperationUndelete === 1;
  }
}

/** The record as the topic's query selects it; null where the query does not find it. */
function found(org: LocalOrg, topic: TopicRow, change: RecordChange): object | null {
  const session = openSession(org, topic.OwnerId, topic.ApiVersion.toFixed(1));
  if (session === undefined) return null;
  try {
    const [record] = runQuery(org, onlyRow(session, change), topic.Query).records;
    if (record?.attributes.type !== change.objectName) return null;
    const { attributes: _attributes, ...fields } = record;
    return fields;
  } catch (error) {
    // A topic whose query stopped fitting the metadata tells nothing.
    if (error instanceof SalesforceError) return null;
    throw error;
  }
}

function deletedOf(topic: TopicRow, change: RecordChange): object | null {
  const from = /\bFROM\s+(\w+)/i.exec(topic.Query)?.[1] ?? '';
  return from.toLowerCase() === change.objectName.toLowerCase() ? { Id: change.id } : null;
}

/** The topic's query over one record, without touching its text. */
function onlyRow(session: Session, { objectName, id }: RecordChange): Session {
  const access = {
    ...session.access,
    rowFilter: (object: { readonly name: string }, alias: string) =>
      object.name === objectName ? { sql: `${alias}."Id" = ?`, values: [id] } : undefined,
  };
  return { ...session, access };
}
