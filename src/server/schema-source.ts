/** Keeps the live schema current: from the store at once, from the org when it can be reached, swapped in one step. */

import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { Catalogue, CatalogueSnapshot } from '../salesforce/catalogue.ts';
import { createServedSchema } from './served-schema.ts';
import type { ServedSchema } from './served-schema.ts';

export interface SchemaProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface SchemaSource extends Omit<ServedSchema, 'swap'> {
  /** Serves the stored catalogue if there is one, then follows the org in the background. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why the schema is absent or could not be refreshed; null when all is well. */
  problem(): SchemaProblem | null;
  /** Looks at the org's metadata now. Never throws: a failure is the `problem`. */
  refresh(options: { readonly conditional: boolean }): Promise<void>;
}

export interface SchemaSourceOptions {
  readonly catalogue: Catalogue;
  /** The org's 18-character id. @throws AppError while the org cannot be reached and was never linked. */
  readonly orgId: () => Promise<string>;
  readonly policySource: unknown;
  /** Seconds between looks at the metadata; 0 looks on demand only. */
  readonly refreshSeconds: number;
  readonly log: Log;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** A start from the store answers first and looks for changes after. */
const FIRST_CHECK_MS = 3_000;

export function createSchemaSource(options: SchemaSourceOptions): SchemaSource {
  const { catalogue, log } = options;
  const { swap, ...served } = createServedSchema(options.policySource, log);
  let problem: SchemaProblem | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let failures = 0;
  let stopped = false;

  const attempt = async (conditional: boolean): Promise<void> => {
    try {
      const orgId = await options.orgId();
      const progress = createProgress(log, (snapshot) => {
        // With a schema in service, a half-read catalogue would only take objects away.
        if ((served.current()?.pending ?? 1) > 0) swap(orgId, snapshot);
      });
      swap(orgId, await catalogue.refresh({ conditional, onProgress: progress }));
      if (problem !== null) log.info('metadata is current again');
      problem = null;
      failures = 0;
    } catch (error) {
      failures += 1;
      problem = describeProblem(error, problem);
      log.warn(
        { err: error, ...problem, keptSchema: served.current() !== null },
        'metadata refresh failed',
      );
    }
  };

  const refresh = async (conditional: boolean): Promise<void> => {
    running ??= attempt(conditional).finally(() => {
      running = null;
      schedule();
    });
    return running;
  };

  const schedule = (first?: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    const delay = first ?? (failures > 0 ? backoff(failures) : options.refreshSeconds * 1_000);
    if (delay === 0) return;
    timer = setTimeout(() => void refresh(served.current() !== null), delay);
    timer.unref();
  };

  return {
    ...served,
    start: async () => {
      const stored = await catalogue.stored();
      if (stored === null) {
        void refresh(false);
        return;
      }
      try {
        swap(await options.orgId(), stored);
        schedule(FIRST_CHECK_MS);
      } catch (error) {
        log.warn({ err: error }, 'the stored metadata cannot be served');
        problem = describeProblem(error, null);
        void refresh(false);
      }
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    problem: () => problem,
    refresh: ({ conditional }) => refresh(conditional),
  };
}

/**
 * Serves a cold start early without rebuilding for every call: at the first batch, then whenever what is known has
 * doubled.
 */
function createProgress(
  log: Log,
  serve: (snapshot: CatalogueSnapshot) => void,
): (snapshot: CatalogueSnapshot) => void {
  let served = 0;
  return (snapshot) => {
    const described = snapshot.objects.length;
    if (snapshot.pending > 0) {
      log.info({ described, pending: snapshot.pending }, 'reading metadata');
    }
    if (snapshot.pending === 0 || described < 2 * served) return;
    served = described;
    try {
      serve(snapshot);
    } catch (error) {
      // Such as a policy about an object that is still to come; the complete catalogue decides.
      log.debug({ err: error }, 'not served yet');
    }
  };
}

function backoff(failures: number): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
  // Replicas that lost the org together must not all come back in the same instant.
  return delay * (0.75 + Math.random() * 0.5);
}

function describeProblem(error: unknown, before: SchemaProblem | null): SchemaProblem {
  const since = before?.since ?? new Date().toISOString();
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, hint: error.hint, since };
  }
  return {
    code: 'INTERNAL',
    // Errors of the policy and model rooms name object, role and key of the operator's own file.
    message: error instanceof Error ? error.message : 'unknown failure',
    hint: 'Correct skybridge.yaml (policy, objects) to match the org’s metadata.',
    since,
  };
}
