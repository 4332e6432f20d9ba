/** Planned writes → writes as they are sent: keys put in, and upserts decided where the viewer sees some rows only. */

import { AppError } from '../common/errors.ts';
import { REQUEST_KEY_FIELD } from '../model/writable-fields.ts';
import type { TransactionPlan, WriteAction, WritePlan } from '../plan/mutation-plan.ts';
import type { StatementRunner } from '../salesforce/statement.ts';
import type { SelectNode } from '../soql/nodes.ts';
import { compileSelect } from '../soql/compile.ts';
import type { SentWrite } from './compose-transaction.ts';
import type { RequestKeys } from './request-keys.ts';
import { FailedWrite } from './transaction-failures.ts';

export async function resolveWrites(
  { writes }: TransactionPlan,
  keys: RequestKeys,
  statements: StatementRunner,
): Promise<readonly SentWrite[]> {
  return await Promise.all(
    writes.map(async (write, index) => {
      const { object, action } = write;
      switch (action.verb) {
        case 'create': {
          const key = keys.stored[index] ?? null;
          const stored = key === null ? {} : { [REQUEST_KEY_FIELD]: key };
          return { verb: 'create' as const, object, values: { ...action.values, ...stored } };
        }
        case 'update':
          return { verb: 'update' as const, object, id: action.id, values: action.values };
        case 'delete':
          return { verb: 'delete' as const, object, id: action.id };
        case 'upsert':
          return await resolveUpsert(write, action, index, statements);
      }
    }),
  );
}

// Private:

const NONE: readonly string[] = [];

type UpsertAction = Extract<WriteAction, { verb: 'upsert' }>;

async function resolveUpsert(
  { object }: WritePlan,
  { key, lookup, onCreate, onUpdate }: UpsertAction,
  index: number,
  statements: StatementRunner,
): Promise<SentWrite> {
  if (lookup === null) return { verb: 'upsert', object, key, values: onCreate };
  const [all, visible] = await Promise.all([
    idsOf(lookup.any, statements),
    lookup.visible === null ? NONE : idsOf(lookup.visible, statements),
  ]);
  const [id] = all;
  if (id === undefined) {
    return { verb: 'create', object, values: { ...onCreate, [key.field]: key.value } };
  }
  if (all.length === 1 && visible.includes(id)) {
    return { verb: 'update', object, id, values: onUpdate };
  }
  throw new FailedWrite(index, keyIsTaken(key.graphqlName));
}

async function idsOf(select: SelectNode, statements: StatementRunner): Promise<readonly string[]> {
  const { records } = await statements.query(compileSelect(select));
  return records.flatMap(({ Id }) => (typeof Id === 'string' ? [Id] : []));
}

function keyIsTaken(field: string): AppError {
  return new AppError(
    'DUPLICATE_RECORD',
    'The key is taken by a record that is not yours to write.',
    {
      hint: 'Give another key.',
      details: { fields: [field], matches: [] },
    },
  );
}
