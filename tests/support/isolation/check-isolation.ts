/** Runs hostile operations of arbitrary viewers under arbitrary policies, each in two orgs that the viewer cannot tell apart. */

import { NOTHING_DECLARED } from '../../../src/declared/declared-model.ts';
import { parse, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import type { QueryPage } from '../../../src/salesforce/statement.ts';
import type { StatementLoader } from '../../../src/salesforce/statement-loader.ts';
import {
  createExecutor,
  type Executor,
  type ExecutorOptions,
} from '../../../src/server/executor.ts';
import type { LiveSchema } from '../../../src/server/live-schema.ts';
import { createReport, type IncomingContext } from '../../../src/server/incoming-context.ts';
import { createResultCache } from '../../../src/store/result-cache.ts';
import { MemoryStatements } from '../memory-statements.ts';
import { NO_REPORTS } from '../no-reports.ts';
import { contextOf, CURSORS, TEST_SCHEMA } from '../run-operation.ts';
import type { Tables } from '../soql-evaluator.ts';
import { TEST_MODEL, TEST_TABLES } from '../test-org.ts';
import { Dice } from './dice.ts';
import { HostileOperationWriter, type HostileOperation } from './hostile-operation.ts';
import { randomPolicy, randomViewer, type PolicySource } from './random-policy.ts';
import { twinOf } from './twin-world.ts';
import { Visibility } from './visibility.ts';

export interface IsolationReport {
  /** Operations that were run in both orgs. */
  operations: number;
  /** Of these, those that brought rows or figures; those that were refused in part or whole; those with a cursor. */
  answered: number;
  refused: number;
  withCursor: number;
  fromCache: number;
  policies: number;
}

/** @throws Error for the first answer that tells something hidden, with all that is needed to see it again. */
export async function checkIsolation(seed: number, operations: number): Promise<IsolationReport> {
  const report: IsolationReport = {
    ...{ operations: 0, answered: 0, refused: 0, withCursor: 0, fromCache: 0, policies: 0 },
  };
  for (let round = 0; report.operations < operations; round += 1) {
    const scenario = new Scenario(new Dice(seed * 1_000_003 + round), report);
    await scenario.run(Math.min(OPERATIONS_PER_POLICY, operations - report.operations));
    report.policies += 1;
  }
  return report;
}

// Private:

const OPERATIONS_PER_POLICY = 40;
const VIEWERS_PER_POLICY = 3;

interface Party {
  readonly viewer: Viewer;
  readonly twin: Tables;
  readonly writer: HostileOperationWriter;
}

interface Question {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

/** What a viewer gets to know: the answer, how many API calls it took, and for staff the statements. */
interface Knowledge {
  readonly result: ExecutionResult;
  readonly apiCalls: number;
  readonly soql: readonly string[];
}

class Scenario {
  readonly #dice: Dice;
  readonly #report: IsolationReport;
  readonly #source: PolicySource;
  readonly #policy: Policy;
  /** Seen in answers, to whomever. */
  readonly #cursors: string[] = [];
  readonly #cached: Executor;
  #cachedStatements = new MemoryStatements();

  constructor(dice: Dice, report: IsolationReport) {
    this.#dice = dice;
    this.#report = report;
    this.#source = randomPolicy(dice);
    this.#policy = parsePolicy(this.#source, TEST_MODEL);
    this.#cached = sharedCacheExecutor(this.#policy);
  }

  async run(operations: number): Promise<void> {
    const parties = this.#parties();
    for (let i = 0; i < operations; i += 1) {
      if (parties.length === 0) return;
      const party = this.#dice.pick(parties);
      const operation = party.writer.write();
      await this.#check(party, operation, null);
      if (operation.usesCursor && this.#cursors.length > 0) {
        await this.#check(party, operation, this.#dice.pick(this.#cursors.slice(-6)));
      }
    }
  }

  #parties(): readonly Party[] {
    return Array.from({ length: VIEWERS_PER_POLICY }, () => {
      const viewer = randomViewer(this.#dice);
      const visibility = new Visibility(this.#source, viewer);
      const twin = twinOf(this.#dice, TEST_TABLES, visibility);
      const writer = new HostileOperationWriter(
        TEST_SCHEMA,
        this.#dice,
        TEST_TABLES,
        (object, field) => visibility.canRead(object, field),
      );
      return twin === null ? null : { viewer, twin, writer };
    }).filter((party) => party !== null);
  }

  async #check(
    { viewer, twin }: Party,
    { query }: HostileOperation,
    cursor: string | null,
  ): Promise<void> {
    const document = parse(query, { noLocation: true });
    if (this.#report.operations % 50 === 0) refuseInvalid(document, query);
    const question: Question = { document, variables: { cursor }, viewer };
    const here = await this.#ask(question, TEST_TABLES);
    const there = await this.#ask(question, twin);
    const cached = await this.#askCached(question);
    this.#compare(here, there, 'depends on what is hidden', question, query);
    this.#compare(
      withoutCost(here),
      withoutCost(cached),
      'is another from the cache',
      question,
      query,
    );
    this.#count(here, cursor);
  }

  async #ask({ document, variables, viewer }: Question, tables: Tables): Promise<Knowledge> {
    const statements = new MemoryStatements(tables);
    const result = await executeOperation({
      ...{ schema: TEST_SCHEMA, document, operationName: null, variables },
      context: contextOf({ viewer, policy: this.#policy }, statements),
    });
    const isStaff = viewer.role === 'staff' || viewer.role === 'admin';
    return { result, apiCalls: statements.apiCalls, soql: isStaff ? statements.asked : [] };
  }

  async #askCached({ document, variables, viewer }: Question): Promise<Knowledge> {
    this.#cachedStatements = new MemoryStatements();
    // What only writes need is left out.
    const incoming: Partial<IncomingContext> = {
      viewer,
      vouchedFor: true,
      signature: null,
      own: null,
      statements: Object.assign(this.#cachedStatements, {
        sent: [],
        meter: { apiCalls: 0 },
      }) as Partial<StatementLoader> as StatementLoader,
      report: createReport(),
    };
    const context = incoming as IncomingContext;
    const result = await this.#cached({
      ...{ schema: TEST_SCHEMA, document, operationName: null, variables },
      ...{ extensions: undefined, context },
    });
    if ((context.report.cache?.hits ?? 0) > 0) this.#report.fromCache += 1;
    return { result, apiCalls: 0, soql: [] };
  }

  #compare(
    one: Knowledge,
    other: Knowledge,
    problem: string,
    { viewer, variables }: Question,
    query: string,
  ): void {
    const [left, right] = [JSON.stringify(plain(one)), JSON.stringify(plain(other))];
    if (left === right) return;
    throw new Error(
      [
        `The answer ${problem}.`,
        query,
        JSON.stringify({ viewer, variables, policy: this.#source }),
        left,
        right,
      ].join('\n'),
    );
  }

  #count({ result }: Knowledge, cursor: string | null): void {
    const text = JSON.stringify(result);
    this.#cursors.push(...[...text.matchAll(CURSOR)].map(([, found = '']) => found));
    this.#report.operations += 1;
    if (result.errors !== undefined) this.#report.refused += 1;
    if (HAS_VALUE.test(text)) this.#report.answered += 1;
    if (cursor !== null) this.#report.withCursor += 1;
    for (const error of result.errors ?? []) {
      // A statement that the evaluator cannot run would prove nothing.
      if (error.extensions.code === undefined) throw error.originalError ?? error;
    }
  }
}

const CURSOR = /"(A[Q-Za-f][\w-]{40,})"/g;
const HAS_VALUE = /"f\d+":("|[1-9]|true)/;

/** One cache for all viewers of the policy, as in a gateway. */
function sharedCacheExecutor(policy: Policy): Executor {
  const options: Partial<ExecutorOptions> = {
    // The executor reads no more of it.
    liveOf: () =>
      ({
        schema: TEST_SCHEMA,
        model: TEST_MODEL,
        policy,
        declared: { model: NOTHING_DECLARED, problems: [], used: [] },
      }) as Partial<LiveSchema> as LiveSchema,
    cursors: CURSORS,
    orgName: 'test',
    publicAnonymous: false,
    cache: createResultCache<QueryPage>(64 * 1024 * 1024),
    cacheRules: { ttlSeconds: () => 3_600, staleIfErrorSeconds: 0 },
    reports: () => NO_REPORTS,
  };
  return createExecutor(options as ExecutorOptions);
}

function withoutCost({ result }: Knowledge): Knowledge {
  return { result, apiCalls: 0, soql: [] };
}

function plain({ result, apiCalls, soql }: Knowledge): unknown {
  const { data, errors } = result;
  return { data, errors: errors?.map((error) => error.toJSON()), apiCalls, soql };
}

function refuseInvalid(document: DocumentNode, query: string): void {
  const [mistake] = validate(TEST_SCHEMA, document);
  if (mistake !== undefined) throw new Error(`${query}\n${mistake.message}`);
}
