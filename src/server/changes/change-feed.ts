/** What a gateway does with the changes of one org: cached results go, subscribers are told, operators can see it. */

import type { Config } from '../../common/config/load-config.ts';
import type { Log } from '../../common/log.ts';
import { forgetResults } from '../../execution/forget-results.ts';
import type { Change } from '../../salesforce/change-event.ts';
import { createChangeStream } from '../../salesforce/change-stream.ts';
import type { ChangePosition, StreamStatus } from '../../salesforce/change-stream.ts';
import type { TokenSource } from '../../salesforce/token-source.ts';
import type { QueryPage } from '../../salesforce/statement.ts';
import type { ResultCache } from '../../store/result-cache.ts';
import type { SchemaSource } from '../schema-source.ts';
import { createChangeLog } from './change-log.ts';
import type { ChangeLog } from './change-log.ts';

export interface ChangeFeedOptions {
  readonly config: Pick<Config, 'org' | 'changes'>;
  readonly tokens: TokenSource;
  readonly position: ChangePosition;
  readonly schemas: Pick<SchemaSource, 'current'>;
  readonly cache: ResultCache<QueryPage>;
  /** Told of every change, for the metrics. */
  readonly onChange: (change: Change) => void;
  readonly log: Log;
}

export interface ChangeFeed {
  readonly log: ChangeLog;
  start(): void;
  status(): FeedStatus;
  stop(): Promise<void>;
}

export interface FeedStatus extends StreamStatus {
  /** When the last change came; ISO 8601, null before the first. */
  readonly lastChangeAt: string | null;
}

/** Steps of the stream that are remembered for subscribers who return; each is some hundred bytes. */
const REMEMBERED_STEPS = 10_000;

export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const { config, tokens, position, schemas, cache } = options;
  const log = createChangeLog(REMEMBERED_STEPS);
  let lastChangeAt: string | null = null;
  const stream = createChangeStream({
    tokens,
    position,
    apiVersion: config.org.apiVersion,
    channel: config.changes.channel,
    org: config.org.name,
    log: options.log,
    onStart: (replayId) => log.begin(replayId),
    onChanges: (changes, replayId) => {
      const model = schemas.current()?.model;
      // Without a schema nothing has been read yet.
      if (model !== undefined) {
        forgetResults(cache, { org: config.org.name, model, objects: objectsOf(changes) });
      }
      // A gap of everything is the gateway's own word, not the org's.
      if (changes.some(({ object }) => object !== null)) lastChangeAt = new Date().toISOString();
      for (const change of changes) options.onChange(change);
      log.append({ changes, position: replayId });
    },
  });
  return {
    log,
    start: () => stream.start(),
    status: () => ({ ...stream.status(), lastChangeAt }),
    stop: () => stream.stop(),
  };
}

// Private:

/** Null where anything may have changed. */
function objectsOf(changes: readonly Change[]): readonly string[] | null {
  const objects = new Set<string>();
  for (const { object } of changes) {
    if (object === null) return null;
    objects.add(object);
  }
  return [...objects];
}
