/** Runs a planned operation: every root's statements start in the same tick, so that they share API calls. */

import { AppError, type ErrorCode } from '../common/errors.ts';
import type { ListPlan, OperationPlan, RootPlan } from '../plan/plan.ts';
import type { QueryPage, StatementRunner } from '../salesforce/statement.ts';
import type { JsonBytes } from './json-bytes.ts';
import { projectorOf } from './project-list.ts';
import type { RequestContext } from './request-context.ts';
import { idOf, SIGNIFICANT_ID_CHARACTERS, type Row } from './rows.ts';
import { runEntities } from './run-entities.ts';
import { runList } from './run-list.ts';
import { runSearch } from './run-search.ts';
import { textOf } from './statement-text.ts';

/** The answer of one root field: a value, or the failure that stands in its place. */
export type RootResult =
  | { readonly key: string; readonly ok: true; readonly value: unknown }
  | { readonly key: string; readonly ok: false; readonly error: Error };

export async function runPlan(
  plan: OperationPlan,
  context: RunContext,
): Promise<readonly RootResult[]> {
  const { cursors, files } = context;
  const shared = { cursors, files, statements: shareStatements(context.statements) };
  return await Promise.all(
    plan.roots.map(async (root): Promise<RootResult> => {
      try {
        return { key: root.key, ok: true, value: await runRoot(root, shared) };
      } catch (error) {
        return { key: root.key, ok: false, error: asError(error) };
      }
    }),
  );
}

// Private:

type RunContext = Pick<RequestContext, 'statements' | 'cursors' | 'files'>;

async function runRoot(root: RootPlan, context: RunContext): Promise<unknown> {
  switch (root.kind) {
    case 'list':
      return (await readBytes(root.list, context)) ?? (await readList(root.list, context));
    case 'record': {
      const connection = await readList(root.list, context, (row) => isRecord(row, root.id));
      const { nodes } = connection as { readonly nodes: readonly unknown[] };
      return nodes[0] ?? null;
    }
    case 'search':
      return await runSearch(root.search, context);
    case 'entities':
      return await runEntities(root.entities, context);
    case 'null':
      return null;
    case 'refused': {
      const { code, message, hint } = root.error;
      throw new AppError(code satisfies ErrorCode, message, { hint });
    }
  }
}

/** Null where the answer cannot be cut from the rows' bytes; the statement is shared with who then reads its rows. */
async function readBytes(list: ListPlan, context: RunContext): Promise<JsonBytes | null> {
  const { bytes } = projectorOf(list);
  if (bytes === null || list.rows === null) return null;
  return bytes(await context.statements.query(textOf(list.rows)), context.cursors);
}

async function readList(
  list: ListPlan,
  context: RunContext,
  isWanted?: (row: Row) => boolean,
): Promise<unknown> {
  const { project } = projectorOf(list);
  const loaded = await runList(list, context.statements);
  const rows = isWanted === undefined ? loaded.rows : loaded.rows.filter(isWanted);
  return project(rows, null, { loaded, cursors: context.cursors, files: context.files });
}

/** An id of 15 characters names the same record as its form of 18. */
function isRecord(row: Row, id: string): boolean {
  return idOf(row)?.slice(0, SIGNIFICANT_ID_CHARACTERS) === id.slice(0, SIGNIFICANT_ID_CHARACTERS);
}

/** The same statement of several roots is asked once. */
function shareStatements(statements: StatementRunner): StatementRunner {
  const asked = new Map<string, Promise<QueryPage>>();
  return {
    query: (soql) => {
      const known = asked.get(soql);
      if (known !== undefined) return known;
      const page = statements.query(soql);
      asked.set(soql, page);
      return page;
    },
    search: (sosl) => statements.search(sosl),
    queryMore: (nextRecordsUrl) => statements.queryMore(nextRecordsUrl),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
