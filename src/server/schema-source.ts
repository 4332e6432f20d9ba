/** Keeps the live schema current: from the store at once, from the org when it can be reached, swapped in one step. */

import type { Log } from '../common/log.ts';
import { PolicyError, PolicyNotCheckableYet } from '../policy/policy-error.ts';
import type { Catalogue, CatalogueProgress, CatalogueSnapshot } from '../salesforce/catalogue.ts';
import type { DeclaredFolder } from './declared-folder.ts';
import type { RuleSources } from './live-schema.ts';
import { RefreshTimer } from './refresh-timer.ts';
import { schemaProblemOf } from './schema-problem.ts';
import type { SchemaProblem } from './schema-problem.ts';
import { createServedSchema } from './served-schema.ts';
import type { ServedSchema } from './served-schema.ts';

export interface SchemaSource extends Omit<ServedSchema, 'swap' | 'prepare'> {
  /**
   * Serves the stored catalogue if there is one, then follows the org in the background.
   * @throws PolicyError where the policy fits neither what is stored nor what the org answers now.
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Why the schema is absent or could not be refreshed; null when all is well. */
  problem(): SchemaProblem | null;
  /** Looks at the org's metadata now. Never throws: a failure is the `problem`. */
  refresh(options: { readonly conditional: boolean }): Promise<void>;
  /** Salesforce did not know a name of this schema: looks at the metadata, unless that was done just now. */
  noticeDrift(): void;
  /** Settles only where the first complete metadata shows that the policy is wrong; the org is not asked again then. */
  readonly invalidPolicy: Promise<PolicyError>;
}

export interface SchemaSourceOptions {
  readonly catalogue: Catalogue;
  /** The org's 18-character id. @throws AppError while the org cannot be reached and was never linked. */
  readonly orgId: () => Promise<string>;
  readonly rules: RuleSources;
  readonly folder: DeclaredFolder;
  /** Seconds between looks at the metadata; 0 looks on demand only. */
  readonly refreshSeconds: number;
  readonly log: Log;
}

/** A start from the store answers first and looks for changes after. */
const FIRST_CHECK_MS = 3_000;
/** A name that is wrong for good, such as in a declared query, must not make every request a look. */
const BETWEEN_DRIFTS_MS = 30_000;

export function createSchemaSource(options: SchemaSourceOptions): SchemaSource {
  const { swap, prepare, ...served } = createServedSchema(
    options.rules,
    options.folder,
    options.log,
  );
  const follower = new OrgFollower(options, { ...served, swap, prepare });
  return {
    ...served,
    start: () => follower.start(),
    stop: () => follower.stop(),
    problem: () => follower.problem,
    refresh: ({ conditional }) => follower.refresh(conditional),
    noticeDrift: () => follower.noticeDrift(),
    invalidPolicy: follower.invalidPolicy,
  };
}

class OrgFollower {
  readonly invalidPolicy: Promise<PolicyError>;
  readonly #options: SchemaSourceOptions;
  readonly #served: ServedSchema;
  readonly #timer: RefreshTimer;
  #reportInvalidPolicy: (error: PolicyError) => void = () => undefined;
  #stopWatching: () => void = () => undefined;
  #running: Promise<void> | null = null;
  #problem: SchemaProblem | null = null;
  #failures = 0;
  #lastLook = -Infinity;
  #refusedPolicy: PolicyError | null = null;
  /** Whether everything that is allowed was described when the policy was last found to fit. */
  #complete = false;

  constructor(options: SchemaSourceOptions, served: ServedSchema) {
    this.#options = options;
    this.#served = served;
    this.#timer = new RefreshTimer(
      options.refreshSeconds,
      () => void this.refresh(served.current() !== null),
    );
    this.invalidPolicy = new Promise((resolve) => {
      this.#reportInvalidPolicy = resolve;
    });
  }

  get problem(): SchemaProblem | null {
    return this.#problem;
  }

  async start(): Promise<void> {
    this.#stopWatching = this.#options.folder.watch(() => this.#served.redeclare());
    const stored = await this.#options.catalogue.stored();
    if (stored === null) {
      void this.refresh(false);
      return;
    }
    try {
      this.#serve(await this.#options.orgId(), stored);
    } catch (error) {
      await this.#startFromOrg(error);
      return;
    }
    if (this.#complete) this.#timer.in(FIRST_CHECK_MS);
    else void this.refresh(true);
  }

  async stop(): Promise<void> {
    this.#stopWatching();
    this.#timer.stop();
    await this.#running;
  }

  async refresh(conditional: boolean): Promise<void> {
    this.#running ??= this.#attempt(conditional).finally(() => {
      this.#running = null;
      this.#lastLook = Date.now();
      this.#timer.after(this.#failures);
    });
    return this.#running;
  }

  noticeDrift(): void {
    if (this.#running !== null || Date.now() - this.#lastLook < BETWEEN_DRIFTS_MS) return;
    this.#options.log.info('Salesforce refused a name of the schema: looking at the metadata');
    void this.refresh(true);
  }

  /** @param error why what is stored cannot be served. */
  async #startFromOrg(error: unknown): Promise<void> {
    if (error instanceof PolicyError) {
      // The policy may be about a field that the org has only had since; so the org is asked before it is refused.
      await this.refresh(true);
      if (this.#served.current() === null) throw this.#refusedPolicy ?? error;
      return;
    }
    const isGap = error instanceof PolicyNotCheckableYet;
    if (!isGap) this.#problem = schemaProblemOf(error, null);
    this.#options.log.info(
      { reason: messageOf(error) },
      'the stored metadata cannot be served yet',
    );
    void this.refresh(isGap);
  }

  async #attempt(conditional: boolean): Promise<void> {
    const { catalogue, log } = this.#options;
    try {
      const orgId = await this.#options.orgId();
      const onProgress = createProgress(log, (snapshot) => {
        // With a whole schema in service, a half-read catalogue would only take objects away.
        if (!this.#complete) this.#served.swap(orgId, snapshot);
      });
      const snapshot = await catalogue.refresh({ conditional, onProgress });
      await this.#served.prepare(snapshot);
      this.#serve(orgId, snapshot);
      if (this.#problem !== null) log.info('metadata is current again');
      this.#problem = null;
      this.#failures = 0;
    } catch (error) {
      this.#fail(error);
    }
  }

  #serve(orgId: string, snapshot: CatalogueSnapshot): void {
    this.#served.swap(orgId, snapshot);
    this.#complete = snapshot.pending.length === 0;
  }

  #fail(error: unknown): void {
    this.#problem = schemaProblemOf(error, this.#problem);
    if (!(error instanceof PolicyError)) {
      this.#failures += 1;
      this.#options.log.warn(
        { err: error, ...this.#problem, keptSchema: this.#served.current() !== null },
        'metadata refresh failed',
      );
      return;
    }
    // The org did its part: it is asked again at the usual pace.
    this.#failures = 0;
    if (this.#complete) {
      this.#options.log.warn({ ...this.#problem }, 'the policy no longer fits the org’s metadata');
      return;
    }
    this.#timer.stop();
    this.#refusedPolicy = error;
    this.#reportInvalidPolicy(error);
  }
}

/**
 * Serves a cold start early without rebuilding for every call: at the first batch, then whenever what is known has
 * doubled.
 */
function createProgress(
  log: Log,
  serve: (snapshot: CatalogueSnapshot) => void,
): (progress: CatalogueProgress) => void {
  let served = 0;
  return ({ described, pending, snapshot }) => {
    if (pending > 0) log.info({ described, pending }, 'reading metadata');
    if (pending === 0 || described < 2 * served) return;
    served = described;
    try {
      serve(snapshot());
    } catch (error) {
      // Such as a policy about an object that is still to come; the complete catalogue decides.
      log.debug({ reason: messageOf(error) }, 'not served yet');
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
