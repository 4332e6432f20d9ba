/** Holds the schema that requests are answered with, and swaps it in one step. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import type { GraphQLSchema } from 'graphql';
import type { Log } from '../common/log.ts';
import type { CatalogueObject } from '../model/catalogue.ts';
import { compareLooks } from '../model/retired.ts';
import type { CatalogueSnapshot } from '../salesforce/catalogue.ts';
import type { DeclaredFolder } from './declared-folder.ts';
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
  /** Does for a later swap what can be done bit by bit, while requests are answered. */
  readonly prepare: (snapshot: CatalogueSnapshot) => Promise<void>;
  /** Reads the declarations again. A failure is among `declarationProblems`, and what was served before stays. */
  readonly redeclare: () => void;
  /** Why files, or rules about them, are not in force. */
  readonly declarationProblems: () => readonly string[];
}

/** About two milliseconds' worth. */
const OBJECTS_AT_ONCE = 10;

export function createServedSchema(
  rules: RuleSources,
  folder: Pick<DeclaredFolder, 'read'>,
  log: Log,
): ServedSchema {
  const listeners = new Set<(live: LiveSchema) => void>();
  const liveBySchema = new WeakMap<GraphQLSchema, LiveSchema>();
  let live: LiveSchema | null = null;
  let last: Look | null = null;
  let refused: string | null = null;

  const serve = (look: Look): void => {
    const files = { now: folder.read(), before: live?.declared.used ?? [] };
    const earlier = { former: look.former, model: live?.model ?? null };
    const next = buildLiveSchema(look.orgId, look.snapshot, rules, files, earlier);
    last = look;
    refused = null;
    reportProblems(next, live, log);
    if (live !== null && isSame(live, next)) {
      // Only the counts changed: clients keep their schema, and Apollo its parsed documents.
      const { missing, pending, declared, undeclared } = next;
      live = { ...live, missing, pending, declared, undeclared };
      liveBySchema.set(live.schema, live);
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
    reportRetired(next, log);
  };

  const swap = (orgId: string, snapshot: CatalogueSnapshot): void => {
    serve({ orgId, snapshot, former: formerOf(last, orgId, snapshot) });
  };

  const redeclare = (): void => {
    if (last === null) return;
    try {
      serve(last);
    } catch (error) {
      refused = error instanceof Error ? error.message : String(error);
      log.warn({ reason: refused }, 'the declarations are not in force');
    }
  };

  return {
    swap,
    prepare: ({ objects }) => compareBitByBit(objects, last?.snapshot.objects ?? []),
    redeclare,
    declarationProblems: () => [
      ...(refused === null ? [] : [refused]),
      ...(live === null ? [] : problemsOf(live)),
    ],
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

/** One look at the org's metadata, with what the look before had found. */
interface Look {
  readonly orgId: string;
  readonly snapshot: CatalogueSnapshot;
  readonly former: readonly CatalogueObject[];
}

async function compareBitByBit(
  objects: readonly CatalogueObject[],
  former: readonly CatalogueObject[],
): Promise<void> {
  let compared = 0;
  for (const _step of compareLooks(objects, former)) {
    compared += 1;
    if (compared % OBJECTS_AT_ONCE === 0) await nextTurn();
  }
}

/** What a half-read catalogue lacks is not gone. */
function formerOf(
  last: Look | null,
  orgId: string,
  { pending }: CatalogueSnapshot,
): readonly CatalogueObject[] {
  if (last === null || last.orgId !== orgId) return [];
  return last.snapshot.pending.length > 0 || pending.length > 0 ? [] : last.snapshot.objects;
}

function isSame(one: LiveSchema, other: LiveSchema): boolean {
  return (
    one.model.version === other.model.version &&
    one.policy.version === other.policy.version &&
    one.declared.model.version === other.declared.model.version &&
    isDeepStrictEqual(one.reports, other.reports)
  );
}

/** While objects are still to be described, what a file names may be among them. */
function problemsOf({ declared, undeclared, pending }: LiveSchema): readonly string[] {
  if (pending.length > 0) return [];
  return [
    ...declared.problems.map((problem) => problem.message),
    ...undeclared.map((name) => `operations.${name}: No file declares a field ${name}.`),
  ];
}

function reportProblems(next: LiveSchema, before: LiveSchema | null, log: Log): void {
  const known = before === null ? [] : problemsOf(before);
  for (const problem of problemsOf(next)) {
    if (!known.includes(problem)) log.warn({ problem }, 'a declaration is wrong');
  }
}

/** Clients have until the next look at the metadata. Only what changed is looked at, and only when it was swapped in. */
function reportRetired({ model }: LiveSchema, log: Log): void {
  const gone = [...model.retiredNames];
  if (gone.length === 0) return;
  log.warn({ gone }, 'gone from the org: deprecated now, and answered null until the next look');
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
