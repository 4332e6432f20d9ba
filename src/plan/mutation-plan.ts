/** A planned mutation: writes gathered into transactions, and what each answers. Plain data, printable as JSON. */

import type { ErrorCode, ErrorDetails } from '../common/errors.ts';
import type { WriteVerb } from '../model/schema-bindings.ts';
import type { WriteValue } from '../policy/write-rule.ts';
import type { SelectNode } from '../soql/nodes.ts';
import type { CompoundPartShape, ListPlan, PlanError, RecordShape, TypenameShape } from './plan.ts';

export interface MutationPlan {
  /** Carried out one after the other, in the order of the operation. */
  readonly steps: readonly MutationStep[];
  /** What the payloads select and this viewer may not read. */
  readonly errors: readonly PlanError[];
}

export type MutationStep =
  | { readonly kind: 'transaction'; readonly transaction: TransactionPlan }
  /** Nothing is sent: a write of the transaction is not allowed or makes no sense. */
  | {
      readonly kind: 'refused';
      readonly roots: readonly WriteRoot[];
      /** Index in `roots` of the write that is to blame. */
      readonly at: number;
      readonly error: WriteRefusal;
    };

export interface WriteRefusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details: ErrorDetails;
}

/** Writes that are carried out together or not at all, in one composite call. */
export interface TransactionPlan {
  /** Never empty. */
  readonly writes: readonly WritePlan[];
  /** Records that must be there and be the viewer's to read before anything is written. */
  readonly checks: readonly VisibilityCheck[];
  /** What is read after the writes: one statement for all written records of an object. */
  readonly rereads: readonly RereadPlan[];
}

export interface WritePlan {
  readonly root: WriteRoot;
  /** API name, as that of the root. */
  readonly object: string;
  readonly action: WriteAction;
}

export type WriteValues = Readonly<Record<string, WriteValue>>;

export type WriteAction =
  | {
      readonly verb: 'create';
      readonly values: WriteValues;
      /** The client's own key for this create, else null. */
      readonly requestId: string | null;
      /** Whether the object can hold the key, so that Salesforce itself refuses a second record. */
      readonly keepsKey: boolean;
    }
  | {
      readonly verb: 'update';
      readonly id: string;
      readonly values: WriteValues;
      readonly unmodified: UnmodifiedCheck | null;
    }
  | {
      readonly verb: 'delete';
      readonly id: string;
      readonly unmodified: UnmodifiedCheck | null;
    }
  | {
      readonly verb: 'upsert';
      readonly key: UpsertKey;
      readonly onCreate: WriteValues;
      readonly onUpdate: WriteValues;
      /** Null where the viewer reads all rows, the key is unique and both values are the same: Salesforce decides then. */
      readonly lookup: UpsertLookup | null;
    };

export interface UpsertKey {
  /** API name. */
  readonly field: string;
  readonly graphqlName: string;
  readonly value: string | number;
}

/** The record in the state that the client saw, or nothing. */
export interface UnmodifiedCheck {
  readonly select: SelectNode;
}

/** Whether there is a record with the key, and whether the viewer may read it. */
export interface UpsertLookup {
  readonly any: SelectNode;
  /** Null where the viewer may read none. */
  readonly visible: SelectNode | null;
}

/** Records of one object that the viewer must be able to read. */
export interface VisibilityCheck {
  readonly object: string;
  /** Null where the viewer may read none of them. */
  readonly select: SelectNode | null;
  /** Distinct; each with the write it is for. */
  readonly wanted: readonly WantedRecord[];
}

export interface WantedRecord {
  readonly id: string;
  /** Index among the transaction's writes. */
  readonly write: number;
  /** GraphQL name of the reference; null where it is the record that is written. */
  readonly field: string | null;
}

export interface RereadPlan {
  readonly object: string;
  /** `rows` without the condition on the ids, which are known only when the writes are sent. */
  readonly list: ListPlan;
  /** Whether a written record that is not found undoes the whole transaction. */
  readonly isGuard: boolean;
  /** Indexes among the transaction's writes. */
  readonly writes: readonly number[];
}

/** One root field of the mutation. */
export interface WriteRoot {
  readonly key: string;
  readonly verb: WriteVerb;
  readonly object: string;
  readonly fields: readonly PayloadFieldShape[];
}

export type PayloadFieldShape =
  | TypenameShape
  | { readonly kind: 'null'; readonly key: string }
  | { readonly kind: 'record'; readonly key: string; readonly record: RecordShape }
  | {
      readonly kind: 'receipt' | 'writeErrors';
      readonly key: string;
      readonly parts: readonly CompoundPartShape[];
    };
