/** What resolvers get of one request: most only read rows, so what the others need is made when it is first asked for. */

import { setTimeout } from 'node:timers/promises';
import type { Audit } from '../auth/audit.ts';
import type { AppError } from '../common/errors.ts';
import type { CursorCodec } from '../execution/cursor-codec.ts';
import type { FileUrls } from '../execution/file-urls.ts';
import { forgetResults } from '../execution/forget-results.ts';
import type { RequestContext } from '../execution/request-context.ts';
import type { WriteServices } from '../execution/write-services.ts';
import type { OrgModel } from '../model/org-model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import { createApexCaller } from '../salesforce/apex-caller.ts';
import type { RestClient } from '../salesforce/rest-client.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import { apexWithin } from '../salesforce/within-budget.ts';
import type { ResultCache } from '../store/result-cache.ts';
import type { WriteLedger } from '../store/write-ledger.ts';
import type { FileTickets } from './files/file-tickets.ts';
import type { IncomingContext } from './incoming-context.ts';
import type { LiveSchema } from './live-schema.ts';
import type { ReportService } from './report-service.ts';

export interface ContextOptions {
  readonly cursors: CursorCodec;
  readonly client: RestClient;
  /** Name of the org in skybridge.yaml. */
  readonly orgName: string;
  readonly cache: ResultCache<QueryPage>;
  readonly ledger: WriteLedger;
  readonly fileTickets: FileTickets;
  /** The gateway's own address as sites know it; empty where they are to use the one they asked at. */
  readonly fileBase: string;
  readonly audit: Audit;
  readonly reports: ReportService;
  /** Of whatever is not among the request's statements: why the viewer has to wait for a call; null where not. */
  readonly refusalOf: (viewer: Viewer) => AppError | null;
}

/** A class, since the getters of an object literal would cost every request a hidden class that only it has. */
export class OperationContext implements RequestContext {
  readonly viewer: Viewer;
  readonly policy: Policy;
  readonly org: RequestContext['org'];
  readonly model: OrgModel;
  readonly statements: StatementRunner;
  readonly cursors: CursorCodec;
  readonly #incoming: IncomingContext;
  readonly #live: LiveSchema;
  readonly #options: ContextOptions;
  #files: FileUrls | undefined;
  #apex: RequestContext['apex'] | undefined;
  #write: WriteServices | undefined;
  #reports: RequestContext['reports'] | undefined;

  constructor(
    incoming: IncomingContext,
    live: LiveSchema,
    policy: Policy,
    statements: StatementRunner,
    options: ContextOptions,
  ) {
    this.viewer = incoming.viewer;
    this.policy = policy;
    this.org = { id: live.model.orgId, name: options.orgName };
    this.model = live.model;
    this.statements = statements;
    this.cursors = options.cursors;
    this.#incoming = incoming;
    this.#live = live;
    this.#options = options;
  }

  get files(): FileUrls {
    const { fileBase, fileTickets } = this.#options;
    this.#files ??= {
      urlOf: (file) =>
        `${fileBase}/files/${fileTickets.seal({ file, viewer: this.viewer, org: this.org.name })}`,
    };
    return this.#files;
  }

  get calls(): RequestContext['calls'] {
    return this.#live.declared.model.sdl.flatMap((file) => file.calls);
  }

  /** Whoever is asked for as themselves calls as themselves too. */
  get apex(): RequestContext['apex'] {
    const { own, statements } = this.#incoming;
    const client = own?.client ?? this.#options.client;
    this.#apex ??= apexWithin(createApexCaller(client, statements.meter), () => this.#refusal());
    return this.#apex;
  }

  get write(): WriteServices {
    const { ledger, audit, cache, orgName } = this.#options;
    this.#write ??= {
      transactions: this.#incoming.statements,
      ledger,
      audit,
      forget: (objects) => forgetResults(cache, { org: orgName, model: this.model, objects }),
      pause: (milliseconds) => setTimeout(milliseconds),
    };
    return this.#write;
  }

  get reports(): RequestContext['reports'] {
    const { own, statements } = this.#incoming;
    this.#reports ??= this.#options.reports({
      ...{ viewer: this.viewer, policy: this.policy, meter: statements.meter },
      refusal: () => this.#refusal(),
      typed: this.#live.reports,
      // Salesforce applies the access of the gateway's user, whoever asks; of a person with a grant, their own.
      scope: `${this.org.name} ${this.org.id} ${own?.userId ?? ''}`,
      own: own?.client ?? null,
    });
    return this.#reports;
  }

  #refusal(): AppError | null {
    return this.#options.refusalOf(this.viewer);
  }
}
