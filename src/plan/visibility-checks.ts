/** Gathers the records that a transaction writes or refers to, and that its viewer therefore must be able to read. */

import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import type { RowAccess } from '../policy/policy.ts';
import { conditionText } from '../soql/compile.ts';
import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SelectNode } from '../soql/nodes.ts';
import { isRecordId } from '../soql/value-to-text.ts';
import type { VisibilityCheck, WantedRecord } from './mutation-plan.ts';
import type { PlanContext } from './plan-context.ts';
import { rowCondition } from './plan-where.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';

interface Check {
  readonly object: ObjectModel;
  readonly rows: RowAccess;
  /** By the id's first characters. */
  readonly wanted: Map<string, WantedRecord>;
}

export class VisibilityChecks {
  readonly #context: PlanContext;
  /** Those of the same object and rows are one statement. */
  readonly #checks = new Map<string, Check>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /**
   * The record that is updated or deleted.
   * @param rows which of the readable rows that is allowed for.
   */
  wantWritten(object: ObjectModel, id: string, write: number, rows: RowAccess): void {
    this.#want(object, rows, { id, write, field: null });
  }

  /** @throws AppError VALIDATION_FAILED where the id is of no object that the viewer may read. */
  wantReference(owner: ObjectModel, field: FieldModel, value: unknown, write: number): void {
    const id = typeof value === 'string' ? value : '';
    const parent = [...owner.parents.values()].find((one) => one.foreignKey === field.name);
    const target = parent?.targets
      .map((name) => this.#context.object(name))
      .find((object) => object.keyPrefix !== null && id.startsWith(object.keyPrefix));
    if (!isRecordId(id) || target === undefined || this.#context.access(target) === null) {
      throw unreadableReference(field.graphqlName);
    }
    this.#want(target, ALL_ROWS, { id, write, field: field.graphqlName });
  }

  build(): readonly VisibilityCheck[] {
    return [...this.#checks.values()].map(({ object, rows, wanted }) => {
      const records = [...wanted.values()];
      const select = rows.kind === 'none' ? null : selectAmong(object, records, rows);
      return { object: object.name, select, wanted: records };
    });
  }

  /** Where the viewer may use all rows, Salesforce itself says which record is missing. */
  #want(object: ObjectModel, among: RowAccess, record: WantedRecord): void {
    const readable = this.#context.access(object)?.rows ?? { kind: 'none' };
    const rows = bothRows(readable, among);
    if (rows.kind === 'all') return;
    const key = `${object.name} ${rows.kind === 'where' ? conditionText(rows.condition) : ''}`;
    const wanted = new Map<string, WantedRecord>();
    const check = this.#checks.get(key) ?? { object, rows, wanted };
    this.#checks.set(key, check);
    const known = check.wanted.get(shortId(record.id));
    // That the written record is missing says more than that a reference to it is.
    if (known === undefined || record.field === null) check.wanted.set(shortId(record.id), record);
  }
}

/** The rows that are among both. */
export function bothRows(one: RowAccess, other: RowAccess): RowAccess {
  if (one.kind === 'none' || other.kind === 'none') return { kind: 'none' };
  const condition = allOf([rowCondition(one), rowCondition(other)]);
  return condition === null ? ALL_ROWS : { kind: 'where', condition };
}

/** A hidden row and a missing row are the same to the viewer. */
export function unreadableReference(field: string): AppError {
  return new AppError('VALIDATION_FAILED', `${field} names no record that you may read.`, {
    hint: 'Give the id of a record that you can see.',
    details: { fields: [field] },
  });
}

/** An id of 15 characters names the same record as its form of 18. */
export function shortId(id: string): string {
  return id.slice(0, ID_CHARACTERS);
}

// Private:

const ALL_ROWS: RowAccess = { kind: 'all' };

const ID_CHARACTERS = 15;

function selectAmong(
  object: ObjectModel,
  wanted: readonly WantedRecord[],
  rows: RowAccess,
): SelectNode {
  const isAmong: Condition = {
    kind: 'in',
    operand: fieldOperand('Id'),
    negated: false,
    values: wanted.map(({ id }) => ({ type: 'id', value: id })),
  };
  return new SelectBuilder(object.name, {
    ...BARE_FRAME,
    where: allOf([isAmong, rowCondition(rows)]),
  }).build();
}
