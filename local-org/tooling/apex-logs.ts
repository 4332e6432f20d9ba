/** Debug logs as rows of ApexLog, with their text for `/ApexLog/{id}/Body`, told on `/systemTopic/Logging`. */
import type { Session } from '../data/session.ts';
import { insertRow } from '../data/row-store.ts';
import { nextRecordId } from '../data/sequences.ts';
import { LOGGING_CHANNEL } from '../events/channels.ts';
import type { Platform } from '../platform.ts';
import { tellOnSystemTopic } from './system-topics.ts';
import { executeAnonymous } from './execute-anonymous.ts';
import type { AnonymousRun } from './execute-anonymous.ts';

/** Every run of anonymous Apex that compiled leaves a log, whether or not a trace flag asks for it. */
export function executeAndLog(platform: Platform, session: Session, source: string): AnonymousRun {
  const started = platform.org.clock.now().getTime();
  const run = executeAnonymous(platform.org, session, source);
  if (run.result.compiled) {
    const status = run.result.success ? 'Success' : (run.result.exceptionMessage ?? 'Failed');
    keepLog(platform, session, { started, status, text: run.log });
  }
  return run;
}

interface Log {
  readonly started: number;
  readonly status: string;
  readonly text: string;
}

function keepLog(
  { org, events }: Platform,
  session: Session,
  { started, status, text }: Log,
): void {
  const object = org.catalog.object('ApexLog');
  if (object === undefined) throw new Error('The catalog has no ApexLog');
  const id = nextRecordId(org.db, object);
  const now = org.clock.now().getTime();
  const body = Buffer.from(text);
  insertRow(org.db, object, {
    Id: id,
    LogUserId: session.userId,
    LogLength: body.length,
    Request: 'Api',
    Operation: '/services/data/executeAnonymous',
    Application: 'Unknown',
    Status: status,
    DurationMilliseconds: now - started,
    StartTime: started,
    LastModifiedDate: now,
    SystemModstamp: now,
    Location: 'SystemLog',
    Body: body.toString('base64'),
  });
  tellOnSystemTopic({ org, events }, LOGGING_CHANNEL, id);
}
