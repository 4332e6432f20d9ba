/** Holds the schema that requests are answered with, and swaps it in one step. */

import type { GraphQLSchema } from 'graphql';
import type { Log } from '../common/log.ts';
import type { CatalogueSnapshot } from '../salesforce/catalogue.ts';
import { buildLiveSchema, objectsOfPolicy } from './live-schema.ts';
import type { LiveSchema, RuleSources } from './live-schema.ts';

export interface ServedSchema {
  /** Null until the first schema is there. */
  readonly current: () => LiveSchema | null;
  /** The set that a schema handed out earlier belongs to: a request keeps the one it started with. */
  readonly liveOf: (schema: GraphQLSchema) => LiveSchema;
  /** Called at once with the current schema, if any, and after every swap. @returns an unsubscribe function. */
  readonly onSwap: (listener: (live: LiveSchema) => void) => () => void;
  /**
   * What was served before stays where this throws.
   * @throws PolicyError where the policy does not fit the metadata, PolicyNotCheckableYet where it may once all is described.
   */
  readonly swap: (orgId: string, snapshot: CatalogueSnapshot) => void;
}

export function createServedSchema(rules: RuleSources, log: Log): ServedSchema {
  const listeners = new Set<(live: LiveSchema) => void>();
  const liveBySchema = new WeakMap<GraphQLSchema, LiveSchema>();
  let live: LiveSchema | null = null;

  const swap = (orgId: string, snapshot: CatalogueSnapshot): void => {
    const next = buildLiveSchema(orgId, snapshot, rules);
    if (live !== null && isSame(live, next)) {
      // Only the counts changed: clients keep their schema, and Apollo its parsed documents.
      live = { ...live, missing: next.missing, pending: next.pending };
      return;
    }
    live = next;
    liveBySchema.set(next.schema, next);
    reportGaps(next, objectsOfPolicy(rules.policy), log);
    for (const listener of listeners) listener(next);
    log.info(
      {
        version: next.model.version,
        objects: next.model.objects.size,
        pending: next.pending.length,
      },
      'schema is live',
    );
  };

  return {
    swap,
    current: () => live,
    liveOf: (schema) => {
      const found = liveBySchema.get(schema);
      if (found === undefined) throw new Error('A schema is served that was never swapped in.');
      return found;
    },
    onSwap: (listener) => {
      listeners.add(listener);
      if (live !== null) listener(live);
      return () => listeners.delete(listener);
    },
  };
}

function isSame(one: LiveSchema, other: LiveSchema): boolean {
  return one.model.version === other.model.version && one.policy.version === other.policy.version;
}

function reportGaps(live: LiveSchema, ruled: readonly string[], log: Log): void {
  const waiting = live.pending.filter((object) => ruled.includes(object));
  if (waiting.length > 0) {
    log.info({ objects: waiting }, 'objects of the policy that are not described yet');
  }
  if (live.missing.length > 0) {
    log.warn(
      { objects: live.missing },
      'objects in skybridge.yaml that the org does not have, or hides from the integration user',
    );
  }
  for (const warning of live.model.warnings) log.warn({ warning }, 'naming');
}
