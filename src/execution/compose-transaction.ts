/** A planned transaction → the parts of one composite call: checks, writes, and the reading back that may undo it all. */

import { AppError } from '../common/errors.ts';
import type {
  RereadPlan,
  TransactionPlan,
  UnmodifiedCheck,
  VisibilityCheck,
  WriteAction,
  WriteValues,
} from '../plan/mutation-plan.ts';
import {
  MAX_TRANSACTION_PARTS,
  MAX_TRANSACTION_QUERIES,
  type TransactionPart,
} from '../salesforce/transaction.ts';
import { shortId } from '../plan/visibility-checks.ts';
import { compileSelect } from '../soql/compile.ts';
import { allOf, equals, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SoqlValue } from '../soql/nodes.ts';

/** A write as it is sent: an upsert has become a create or an update where its key was looked up. */
export type SentWrite =
  | { readonly verb: 'create'; readonly object: string; readonly values: WriteValues }
  | {
      readonly verb: 'update';
      readonly object: string;
      readonly id: string;
      readonly values: WriteValues;
    }
  | { readonly verb: 'delete'; readonly object: string; readonly id: string }
  | {
      readonly verb: 'upsert';
      readonly object: string;
      readonly key: { readonly field: string; readonly value: string | number };
      readonly values: WriteValues;
    };

type IdValue = Extract<SoqlValue, { type: 'id' | 'idOfWrite' }>;

export interface TransactionParts {
  readonly parts: readonly TransactionPart[];
  /** Checks for which the call has no room: they are asked just before it. */
  readonly before: readonly VisibilityCheck[];
}

/** What a part is for, told from its reference id. */
export type PartRole =
  | { readonly kind: 'check' | 'unmodified' | 'write' | 'reread'; readonly index: number }
  | { readonly kind: 'unknown' };

export function composeTransaction(
  plan: TransactionPlan,
  writes: readonly SentWrite[],
): TransactionParts {
  const unmodified = plan.writes.flatMap(({ action }, index) => {
    const check = unmodifiedOf(action);
    return check === null ? [] : unmodifiedParts(check, index, plan.writes[index]?.object ?? '');
  });
  const rereads = plan.rereads.flatMap((reread, index) => rereadParts(reread, writes, index));
  const fixed = [...unmodified, ...writes.map(writePart), ...rereads];
  const room = {
    queries: MAX_TRANSACTION_QUERIES - fixed.filter(({ soql }) => soql !== undefined).length,
    parts: MAX_TRANSACTION_PARTS - fixed.length,
  };
  if (room.queries < 0 || room.parts < 0) throw tooManyWrites();
  const inside = plan.checks.slice(0, Math.min(room.queries, Math.floor(room.parts / 2)));
  return {
    parts: [...inside.flatMap((check, index) => checkParts(check, index)), ...fixed],
    before: plan.checks.slice(inside.length),
  };
}

export function roleOf(referenceId: string): PartRole {
  const [, name, number] = /^([a-z]+)(\d+)$/.exec(referenceId) ?? [];
  const index = Number(number);
  switch (name) {
    case 'check':
    case 'checked':
      return { kind: 'check', index };
    case 'unmodified':
    case 'found':
      return { kind: 'unmodified', index };
    case 'write':
      return { kind: 'write', index };
    case 'reread':
    case 'kept':
      return { kind: 'reread', index };
    default:
      return { kind: 'unknown' };
  }
}

export function rereadId(index: number): string {
  return `reread${index}`;
}

export function writeId(index: number): string {
  return `write${index}`;
}

/** A reread's statement for records whose ids are known. */
export function selectRecords({ list }: RereadPlan, which: Condition): string {
  if (list.rows === null) throw new TypeError('A reread has a statement.');
  return compileSelect({ ...list.rows, where: allOf([which, list.rows.where]) });
}

export function areRecords(values: readonly SoqlValue[]): Condition {
  const [only] = values;
  if (only !== undefined && values.length === 1) return equals(fieldOperand('Id'), only);
  return { kind: 'in', operand: fieldOperand('Id'), negated: false, values };
}

// Private:

function checkParts(check: VisibilityCheck, index: number): readonly TransactionPart[] {
  if (check.select === null) throw new TypeError('A check that nothing can pass is not sent.');
  return [
    query(`check${index}`, compileSelect(check.select)),
    atLeast(`checked${index}`, `check${index}`, check.object, check.wanted.length),
  ];
}

function unmodifiedParts(
  { select }: UnmodifiedCheck,
  index: number,
  object: string,
): readonly TransactionPart[] {
  return [
    query(`unmodified${index}`, compileSelect(select)),
    atLeast(`found${index}`, `unmodified${index}`, object, 1),
  ];
}

function rereadParts(
  reread: RereadPlan,
  writes: readonly SentWrite[],
  index: number,
): readonly TransactionPart[] {
  const ids = reread.writes.map((at) => recordOf(writes, at));
  const distinct = new Map(ids.map((id) => [`${id.type} ${shortId(id.value)}`, id]));
  const read = query(rereadId(index), selectRecords(reread, areRecords([...distinct.values()])));
  if (!reread.isGuard) return [read];
  return [read, atLeast(`kept${index}`, rereadId(index), reread.object, distinct.size)];
}

function recordOf(writes: readonly SentWrite[], at: number): IdValue {
  const write = writes[at];
  switch (write?.verb) {
    case 'update':
      return { type: 'id', value: write.id };
    case 'create':
    case 'upsert':
      return { type: 'idOfWrite', value: writeId(at) };
    case 'delete':
    case undefined:
      throw new TypeError(`Write ${at} leaves no record to read.`);
  }
}

function writePart(write: SentWrite, index: number): TransactionPart {
  const referenceId = writeId(index);
  const base = `/sobjects/${write.object}`;
  switch (write.verb) {
    case 'create':
      return { referenceId, method: 'POST', path: base, body: write.values };
    case 'update':
      return { referenceId, method: 'PATCH', path: `${base}/${write.id}`, body: write.values };
    case 'delete':
      return { referenceId, method: 'DELETE', path: `${base}/${write.id}` };
    case 'upsert': {
      const value = encodeURIComponent(String(write.key.value));
      const path = `${base}/${write.key.field}/${value}`;
      return { referenceId, method: 'PATCH', path, body: write.values };
    }
  }
}

function query(referenceId: string, soql: string): TransactionPart {
  return { referenceId, method: 'GET', soql };
}

/**
 * Reads the last of the rows that a query must have found. Salesforce takes too few rows for no failure, but a
 * reference to a row that is not there is one, and it undoes everything.
 */
function atLeast(referenceId: string, of: string, object: string, rows: number): TransactionPart {
  const last = `@{${of}.records[${rows - 1}].Id}`;
  return { referenceId, method: 'GET', path: `/sobjects/${object}/${last}?fields=Id` };
}

function unmodifiedOf(action: WriteAction): UnmodifiedCheck | null {
  return action.verb === 'update' || action.verb === 'delete' ? action.unmodified : null;
}

function tooManyWrites(): AppError {
  return new AppError('QUERY_TOO_EXPENSIVE', 'These are too many writes for one transaction.', {
    hint: `Salesforce takes ${MAX_TRANSACTION_PARTS} parts and ${MAX_TRANSACTION_QUERIES} queries at once; leave @allOrNone out, or send fewer writes.`,
  });
}
