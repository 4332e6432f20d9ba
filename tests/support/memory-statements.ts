/** A statement runner over the test org: keeps what was asked, and counts ticks as the gateway's loader would batch them. */

import type { QueryPage, StatementRunner } from '../../src/salesforce/statement.ts';
import { pageFromBytes } from '../../src/salesforce/unread-page.ts';
import { SoqlEvaluator, type Tables } from './soql-evaluator.ts';
import { runSosl } from './sosl-evaluator.ts';
import { TEST_DESCRIBES, TEST_TABLES } from './test-org.ts';

export class MemoryStatements implements StatementRunner {
  /** Statements in the order they were asked. */
  readonly asked: string[] = [];
  /** Statements that were asked within one tick share API calls, five by five. */
  readonly ticks: number[] = [];
  readonly #evaluator: SoqlEvaluator;
  readonly #form: 'bytes' | 'objects';
  #openTick = false;

  /** @param form whether pages come as Salesforce sends them, or read already. */
  constructor(tables: Tables = TEST_TABLES, form: 'bytes' | 'objects' = 'objects') {
    this.#form = form;
    this.#evaluator = new SoqlEvaluator(TEST_DESCRIBES, tables);
  }

  /** API calls that the statements cost: a composite takes five queries. */
  get apiCalls(): number {
    return this.ticks.reduce((calls, statements) => calls + Math.ceil(statements / 5), 0);
  }

  query(soql: string): Promise<QueryPage> {
    return this.#answer(soql, () => {
      const page = this.#evaluator.run(soql);
      return this.#form === 'bytes' ? pageFromBytes(Buffer.from(JSON.stringify(page))) : page;
    });
  }

  search(sosl: string): Promise<QueryPage> {
    return this.#answer(sosl, () => runSosl(sosl, TEST_DESCRIBES, this.#evaluator));
  }

  queryMore(): Promise<QueryPage> {
    return Promise.reject(new Error('The test org answers in one page.'));
  }

  #answer(statement: string, run: () => QueryPage): Promise<QueryPage> {
    this.asked.push(statement);
    if (!this.#openTick) {
      this.#openTick = true;
      this.ticks.push(0);
      setImmediate(() => (this.#openTick = false));
    }
    this.ticks[this.ticks.length - 1] = (this.ticks.at(-1) ?? 0) + 1;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          resolve(run());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }
}
