/** The keys of a transaction's creates: who remembers that they were carried out, Salesforce itself or the ledger. */

import { randomUUID } from 'node:crypto';
import { REQUEST_KEY_FIELD } from '../model/writable-fields.ts';
import type { TransactionPlan, WriteAction } from '../plan/mutation-plan.ts';
import { BARE_FRAME, SelectBuilder } from '../plan/select-builder.ts';
import type { StatementRunner } from '../salesforce/statement.ts';
import { compileSelect } from '../soql/compile.ts';
import { equals, fieldOperand } from '../soql/condition-builders.ts';
import type { RequestContext } from './request-context.ts';
import { requestKey } from './request-key.ts';

export interface RequestKeys {
  /** By the index of the write: the client's key or one of ours; null for what is no create. */
  readonly requestIds: readonly (string | null)[];
  /** By the index of the write: what its `Skybridge_Request_Id__c` becomes. */
  readonly stored: readonly (string | null)[];
  /** The one create of the transaction, where Salesforce refuses a second record with its key. */
  readonly held: HeldKey | null;
  /** Null where Salesforce holds the key, or where no repeat can be told from a new request. */
  readonly ledgerKey: string | null;
  /** With which the whole request can be repeated; null where it cannot. */
  readonly requestId: string | null;
}

export interface HeldKey {
  readonly object: string;
  readonly field: string;
  readonly value: string;
}

export function keysOf(
  { writes }: TransactionPlan,
  { viewer, org }: Pick<RequestContext, 'viewer' | 'org'>,
): RequestKeys {
  const isOnly = writes.length === 1;
  const requestIds = writes.map(({ action }) => requestIdOf(action, isOnly));
  const stored = writes.map(({ action, object }, index) => {
    const requestId = requestIds[index] ?? null;
    if (requestId === null || action.verb !== 'create' || !action.keepsKey) return null;
    return requestKey(org.id, viewer, `create ${object}`, [requestId]);
  });
  const [value = null] = stored;
  const object = writes[0]?.object ?? '';
  const held = isOnly && value !== null ? { object, field: REQUEST_KEY_FIELD, value } : null;
  const given = requestIds.filter((id) => id !== null);
  const what = writes.map((write) => `${write.action.verb} ${write.object}`).join(', ');
  return {
    requestIds,
    stored,
    held,
    ledgerKey: held === null && given.length > 0 ? requestKey(org.id, viewer, what, given) : null,
    requestId: given[0] ?? null,
  };
}

/** @returns the id of the record with the key; it is the viewer's own key, so it is the viewer's own record. */
export async function lookUpKey(
  { object, field, value }: HeldKey,
  statements: StatementRunner,
): Promise<string | null> {
  const where = equals(fieldOperand(field), { type: 'string', value });
  const select = new SelectBuilder(object, { ...BARE_FRAME, where, limit: 1 }).build();
  const page = await statements.query(compileSelect(select));
  const id = page.records[0]?.['Id'];
  return typeof id === 'string' ? id : null;
}

// Private:

/** Without a key of the client's, only a single create can be repeated by one of ours. */
function requestIdOf(action: WriteAction, isOnly: boolean): string | null {
  if (action.verb !== 'create') return null;
  return action.requestId ?? (isOnly ? randomUUID() : null);
}
