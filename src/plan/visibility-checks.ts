/** Gathers the records that a transaction writes or refers to, and that its viewer therefore must be able to read. */

import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, SelectNode } from '../soql/nodes.ts';
import { isRecordId } from '../soql/value-to-text.ts';
import type { VisibilityCheck, WantedRecord } from './mutation-plan.ts';
import type { PlanContext } from './plan-context.ts';
import { rowCondition } from './plan-where.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';

export class VisibilityChecks {
  readonly #context: PlanContext;
  readonly #wanted = new Map<ObjectModel, Map<string, WantedRecord>>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /** The record that is updated or deleted. */
  wantWritten(object: ObjectModel, id: string, write: number): void {
    this.#want(object, { id, write, field: null });
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
    this.#want(target, { id, write, field: field.graphqlName });
  }

  /** Where the viewer reads all rows Salesforce itself says which record is missing. */
  build(): readonly VisibilityCheck[] {
    return [...this.#wanted].flatMap(([object, records]) => {
      const access = this.#context.access(object);
      if (access?.rows.kind === 'all') return [];
      const wanted = [...records.values()];
      const select =
        access === null || access.rows.kind === 'none'
          ? null
          : selectAmong(object, wanted, rowCondition(access.rows));
      return [{ object: object.name, select, wanted }];
    });
  }

  #want(object: ObjectModel, record: WantedRecord): void {
    const records = this.#wanted.get(object) ?? new Map<string, WantedRecord>();
    this.#wanted.set(object, records);
    const known = records.get(shortId(record.id));
    // That the written record is missing says more than that a reference to it is.
    if (known === undefined || record.field === null) records.set(shortId(record.id), record);
  }
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

const ID_CHARACTERS = 15;

function selectAmong(
  object: ObjectModel,
  wanted: readonly WantedRecord[],
  rows: Condition | null,
): SelectNode {
  const isAmong: Condition = {
    kind: 'in',
    operand: fieldOperand('Id'),
    negated: false,
    values: wanted.map(({ id }) => ({ type: 'id', value: id })),
  };
  return new SelectBuilder(object.name, { ...BARE_FRAME, where: allOf([isAmong, rows]) }).build();
}
