/** Carries composite calls out over rows in memory: what Salesforce documents of references, failures and rolling back. */

import type { WriteServices } from '../../src/execution/write-services.ts';
import type { LedgerEntry, WriteLedger } from '../../src/store/write-ledger.ts';
import type {
  TransactionOutcome,
  TransactionPart,
  TransactionRunner,
} from '../../src/salesforce/transaction.ts';
import { MemoryStatements } from './memory-statements.ts';
import type { TestRow } from './soql-evaluator.ts';
import { id, TEST_DESCRIBES, TEST_TABLES } from './test-org.ts';

/** A ledger that lives as long as the test. */
export function memoryLedger(): WriteLedger {
  const entries = new Map<string, readonly string[] | null>();
  return {
    begin: (key): Promise<LedgerEntry> => {
      const ids = entries.get(key);
      if (ids === undefined) {
        entries.set(key, null);
        return Promise.resolve({ kind: 'begun' });
      }
      return Promise.resolve(ids === null ? { kind: 'open' } : { kind: 'done', ids });
    },
    done: (key, ids) => Promise.resolve(void entries.set(key, ids)),
    failed: (key) => Promise.resolve(void entries.delete(key)),
  };
}

type Tables = Record<string, TestRow[]>;

/** One org that is read and written; every test has its own. */
export class MemoryOrg implements TransactionRunner {
  readonly statements: MemoryStatements;
  /** Parts of each call, in order. */
  readonly sent: (readonly TransactionPart[])[] = [];
  /** Objects whose cached statements were dropped. */
  readonly forgotten: string[] = [];
  readonly audited: string[] = [];
  readonly write: WriteServices;
  #tables: Tables;

  constructor() {
    this.#tables = Object.fromEntries(
      Object.entries(TEST_TABLES).map(([name, rows]) => [name, [...rows]]),
    );
    this.statements = new MemoryStatements(this.#tables);
    this.write = {
      transactions: this,
      ledger: memoryLedger(),
      audit: {
        record: ({ action, target, refusedBy }) => {
          this.audited.push(
            `${action} ${target ?? ''}${refusedBy === undefined ? '' : ' refused'}`,
          );
          return Promise.resolve();
        },
      },
      forget: (objects) => void this.forgotten.push(...objects),
      pause: () => Promise.resolve(),
    };
  }

  rows(object: string): readonly TestRow[] {
    return this.#tables[object] ?? [];
  }

  async transact(parts: readonly TransactionPart[]): Promise<TransactionOutcome> {
    this.sent.push(parts);
    const before = Object.fromEntries(
      Object.entries(this.#tables).map(([name, rows]) => [name, [...rows]]),
    );
    const answers = new Map<string, { status: number; body: unknown }>();
    for (const part of parts) {
      try {
        const resolved = JSON.parse(resolve(JSON.stringify(part), answers)) as TransactionPart;
        answers.set(part.referenceId, await this.#run(resolved));
      } catch (error) {
        // In place: the statements read the same tables.
        for (const [name, rows] of Object.entries(before))
          this.#tables[name]?.splice(0, Infinity, ...rows);
        const isReference = error instanceof Error && error.message === UNRESOLVED;
        return {
          kind: 'undone',
          at: part.referenceId,
          reason: isReference
            ? { kind: 'unresolved' }
            : {
                kind: 'refused',
                status: 404,
                error: { errorCode: 'NOT_FOUND', message: String(error), fields: [], matches: [] },
              },
        };
      }
    }
    return { kind: 'done', answers };
  }

  async #run(part: TransactionPart): Promise<{ status: number; body: unknown }> {
    if (part.soql !== undefined) {
      return { status: 200, body: await new MemoryStatements(this.#tables).query(part.soql) };
    }
    const [, , object = '', name = '', key] = (part.path ?? '').split('?')[0]?.split('/') ?? [];
    const rows = this.#tables[object] ?? [];
    const at = rows.findIndex((row) =>
      key === undefined ? row['Id'] === name : row[name] === key,
    );
    const recordId = key === undefined ? name : String(rows[at]?.['Id']);
    if (part.method === 'POST') {
      const row = {
        ...emptyRow(object),
        ...part.body,
        Id: id(prefixOf(object), rows.length + 900),
      };
      rows.push(row);
      return { status: 201, body: { id: row.Id, success: true, errors: [] } };
    }
    if (at === -1) throw new Error(`No ${object} ${recordId}.`);
    if (key !== undefined) {
      rows[at] = { ...rows[at], ...part.body };
      return { status: 200, body: { id: recordId, success: true, errors: [], created: false } };
    }
    if (part.method === 'PATCH') rows[at] = { ...rows[at], ...part.body };
    if (part.method === 'DELETE') rows.splice(at, 1);
    return {
      status: part.method === 'GET' ? 200 : 204,
      body: part.method === 'GET' ? rows[at] : null,
    };
  }
}

const UNRESOLVED = 'Invalid reference specified';

function resolve(text: string, answers: ReadonlyMap<string, { body: unknown }>): string {
  return text.replace(/@\{(\w+)((?:\.\w+|\[\d+\])+)\}/g, (_match, name: string, path: string) => {
    let value: unknown = answers.get(name)?.body;
    for (const [, key, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
      value = (value as Record<string, unknown> | undefined)?.[key ?? index ?? ''];
    }
    if (typeof value !== 'string') throw new Error(UNRESOLVED);
    return value;
  });
}

function emptyRow(object: string): TestRow {
  const describe = TEST_DESCRIBES.find(({ name }) => name === object);
  return Object.fromEntries((describe?.fields ?? []).map(({ name }) => [name, null]));
}

function prefixOf(object: string): string {
  return TEST_DESCRIBES.find(({ name }) => name === object)?.keyPrefix ?? '';
}
